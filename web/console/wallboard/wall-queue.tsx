// One queue on the wall: who waits and how long, how today goes, each figure with how good it is.
import type { ReactNode } from "react";
import type { QueueLive } from "@tandem/contract";
import { formatDurationMs, StateBadge } from "@tandem/ui";
import { LiveTimer } from "#client/live";
import { useMe } from "#client/sign-in";
import { useConsoleText } from "#console/texts";
import type { Level, QueueLevels } from "./wall-levels.ts";

export type WallQueueProps = {
  readonly queue: QueueLive;
  readonly levels: QueueLevels;
  readonly onLimits: () => void;
};

export function WallQueue({ queue, levels, onLimits }: WallQueueProps) {
  const t = useConsoleText();
  return (
    <section className="wall-queue" aria-label={queue.name} data-testid={`wall-queue-${queue.id}`}>
      <header>
        <h2>{queue.name}</h2>
        <button type="button" className="wall-link" onClick={onLimits} data-testid="wall-limits">
          {t("wall.limits")}
        </button>
      </header>
      <div className="wall-figures">
        <Figure label={t("wall.limit.waiting")} level={levels.waiting}>
          {queue.waiting}
        </Figure>
        <Figure label={t("wall.longest")} level={levels.longestSeconds}>
          {queue.longestWaitSince === null ? "–" : <LiveTimer since={queue.longestWaitSince} />}
        </Figure>
        <Figure
          label={t("wall.service-level", { seconds: queue.serviceLevelSeconds })}
          level={levels.serviceLevel}
        >
          {shareText(queue.serviceLevelToday)}
        </Figure>
        <Figure label={t("wall.abandonment")} level={levels.abandonment}>
          {shareText(queue.abandonmentToday)}
        </Figure>
        <Figure label={t("wall.agents-available")} level={levels.agentsAvailable}>
          {queue.agentsAvailable}
        </Figure>
      </div>
      <Waiting queue={queue} />
      <dl className="wall-today">
        <Count label={t("figure.offered")}>{queue.offeredToday}</Count>
        <Count label={t("figure.answered")}>{queue.answeredToday}</Count>
        <Count label={t("figure.abandoned")}>{queue.abandonedToday}</Count>
        <Count label={t("figure.flowedOut")}>{queue.flowedOutToday}</Count>
        <Count label={t("callbacks.open")}>{queue.callbacks}</Count>
        <Count label={t("figure.averageWaitMs")}>
          {queue.averageWaitToday === null ? "–" : formatDurationMs(queue.averageWaitToday)}
        </Count>
        <Count label={t("wall.ready")}>
          {queue.agentsAvailable} / {queue.agentsSignedIn}
        </Count>
      </dl>
      <Hours queue={queue} />
    </section>
  );
}

function shareText(share: number | null): string {
  return share === null ? "–" : `${Math.round(share * 100)} %`;
}

const tones = { good: "ready", warning: "hold", alarm: "alarm" } as const;

type FigureProps = { readonly label: string; readonly level: Level; readonly children: ReactNode };

/** Color, shape and word say the same. */
function Figure({ label, level, children }: FigureProps) {
  const t = useConsoleText();
  return (
    <div className={`wall-figure wall-${level}`} data-state={level}>
      <span className="wall-label">{label}</span>
      <b className="t-figures">{children}</b>
      <StateBadge tone={tones[level]} state={level}>
        {t(`wall.${level}`)}
      </StateBadge>
    </div>
  );
}

/** Everybody's wait, the longest first. */
function Waiting({ queue }: { readonly queue: QueueLive }) {
  const t = useConsoleText();
  const more = queue.waiting - queue.waitingSince.length;
  return (
    <ol className="wall-waiting" aria-label={t("wall.waits")}>
      {queue.waitingSince.map((since, index) => (
        // Two callers may have come in the same millisecond.
        <li key={`${since}/${queue.waitingSince.indexOf(since) - index}`}>
          <LiveTimer since={since} />
        </li>
      ))}
      {more > 0 ? <li>+{more}</li> : null}
    </ol>
  );
}

function Count({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="t-figures">{children}</dd>
    </div>
  );
}

/** The service level of each hour that had callers. */
function Hours({ queue }: { readonly queue: QueueLive }) {
  const t = useConsoleText();
  const { timeZone } = useMe().tenant;
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" });
  if (queue.hoursToday.length === 0) return null;
  return (
    <ol className="wall-hours" aria-label={t("wall.hours")}>
      {queue.hoursToday.slice(-10).map(({ from, offered, serviceLevel }) => (
        <li key={from} title={`${t("figure.offered")} ${offered}`}>
          <span className="wall-bar">
            <i style={{ height: `${Math.round((serviceLevel ?? 0) * 100)}%` }} />
          </span>
          <b className="t-figures">{shareText(serviceLevel)}</b>
          <span className="wall-label">{format.format(new Date(from))}</span>
        </li>
      ))}
    </ol>
  );
}
