// Tells on every page which figures of queues stand in alarm; gone when they are good again.
import type { QueueLive } from "@tandem/contract";
import { Banner } from "@tandem/ui";
import { LiveTimer, useLive } from "#client/live";
import { useConsoleText } from "#console/texts";

export function QueueAlarms() {
  const { state } = useLive();
  const t = useConsoleText();
  const alarms = (state?.queues ?? []).flatMap(alarmsOf);
  if (alarms.length === 0) return null;
  return (
    <Banner tone="alarm" title={t("queue-alarms", { count: alarms.length })} testId="queue-alarms">
      <ul className="queue-alarms">
        {alarms.map(({ queue, figure, since }) => (
          <li key={`${queue.id}/${figure}`}>
            {queue.name} · {t(`wall.limit.${figure}`)} · <LiveTimer since={since} />
          </li>
        ))}
      </ul>
    </Banner>
  );
}

/** Pure: a warning is for the wallboard alone. */
function alarmsOf(queue: QueueLive) {
  return queue.alarms
    .filter(({ level }) => level === "alarm")
    .map(({ figure, since }) => ({ queue, figure, since }));
}
