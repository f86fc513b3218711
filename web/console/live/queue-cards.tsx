// One card for each queue: who waits now, who could answer, and how today went.
import type { ReactNode } from "react";
import type { QueueLive } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { LiveTimer } from "#client/live";
import { useConsoleText } from "#console/texts";

export function QueueCards({ queues }: { readonly queues: readonly QueueLive[] }) {
  const t = useConsoleText();
  if (queues.length === 0) return <EmptyState title={t("live.queues.none")} />;
  return (
    <div className="console-queues">
      {queues.map((queue) => (
        <QueueCard key={queue.id} queue={queue} />
      ))}
    </div>
  );
}

/** Answered of offered today, whole percent; a dash before the first call. */
function answerRate({ answeredToday, offeredToday }: QueueLive): string {
  return offeredToday === 0 ? "–" : `${Math.round((100 * answeredToday) / offeredToday)} %`;
}

function QueueCard({ queue }: { readonly queue: QueueLive }) {
  const t = useConsoleText();
  const waits = queue.waiting > 0;
  return (
    <section
      className="console-card console-queue"
      aria-label={queue.name}
      data-testid={`live-queue-${queue.id}`}
    >
      <h2>{queue.name}</h2>
      <div className="console-queue-now">
        <Figure label={t("live.waiting")} large>
          <span className={waits ? "t-tone-hold" : ""}>{queue.waiting}</span>
        </Figure>
        <Figure label={t("live.longest")} large>
          {queue.longestWaitSince === null ? "–" : <LiveTimer since={queue.longestWaitSince} />}
        </Figure>
        <Figure label={t("live.agents.ready")} large>
          <span className={waits && queue.agentsAvailable === 0 ? "t-tone-alarm" : ""}>
            {queue.agentsAvailable}
          </span>
          <span className="t-soft"> / {queue.agentsSignedIn}</span>
        </Figure>
      </div>
      <div className="console-queue-today">
        <Figure label={t("live.offered")}>{queue.offeredToday}</Figure>
        <Figure label={t("live.answered")}>{queue.answeredToday}</Figure>
        <Figure label={t("live.abandoned")}>{queue.abandonedToday}</Figure>
        <Figure label={t("callbacks.open")}>{queue.callbacks}</Figure>
        <Figure label={t("live.answer-rate")}>{answerRate(queue)}</Figure>
      </div>
    </section>
  );
}

type FigureProps = { readonly label: string; readonly large?: boolean; readonly children: ReactNode };

function Figure({ label, large = false, children }: FigureProps) {
  return (
    <div className={large ? "console-figure console-figure-large" : "console-figure"}>
      <span className="t-soft">{label}</span>
      <b className="t-figures">{children}</b>
    </div>
  );
}
