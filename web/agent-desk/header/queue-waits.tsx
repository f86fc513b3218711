// How many wait in each of my queues, and since when.
import { useLive, LiveTimer } from "#client/live";
import { useDeskText } from "#agent-desk/texts";

export function QueueWaits() {
  const t = useDeskText();
  const { state } = useLive();
  const mine = new Set(state?.desk?.agent.queues.filter(({ signedIn }) => signedIn).map(({ id }) => id));
  const queues = state?.queues.filter(({ id }) => mine.has(id)) ?? [];
  return (
    <ul className="desk-queues" aria-label={t("queues")}>
      {queues.length === 0 ? <li className="t-soft">{t("queues.none")}</li> : null}
      {queues.map((queue) => (
        <li key={queue.id} title={`${queue.name} · ${t("queues.waiting", { count: queue.waiting })}`}>
          <span className="desk-queue-name">{queue.name}</span>
          <b className={queue.waiting > 0 ? "t-figures t-tone-hold" : "t-figures"}>
            <span className="t-sr-only">{t("queues.waiting", { count: queue.waiting })}</span>
            <span aria-hidden="true">{queue.waiting}</span>
          </b>
          {queue.longestWaitSince === null ? null : (
            <LiveTimer since={queue.longestWaitSince} label={t("queues.longest")} />
          )}
        </li>
      ))}
    </ul>
  );
}
