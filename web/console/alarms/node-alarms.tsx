// Tells administrators on every page what is wrong with the node, and what to do; gone when it is cured.
import type { AlarmLive } from "@tandem/contract";
import { Banner } from "@tandem/ui";
import { useLive } from "#client/live";
import { useConsoleText } from "#console/texts";

/** What loses something now; the rest can wait an hour. */
const grave: ReadonlySet<AlarmLive["kind"]> = new Set([
  "disk-full",
  "recordings-incomplete",
  "uploads-past-limit",
  "ports-used-up",
]);

export function NodeAlarms() {
  const t = useConsoleText();
  const { state } = useLive();
  const alarms = state?.alarms ?? [];
  const ordered = [...alarms.filter(isGrave), ...alarms.filter((alarm) => !isGrave(alarm))];
  return ordered.map(({ kind, count, detail }) => {
    const words = { count: count ?? 0, detail };
    return (
      <Banner
        key={kind}
        tone={grave.has(kind) ? "alarm" : "warning"}
        title={t(`alarm.${kind}`, words)}
        testId={`alarm-${kind}`}
      >
        {t(`alarm.${kind}.text`, words)}
      </Banner>
    );
  });
}

function isGrave({ kind }: AlarmLive): boolean {
  return grave.has(kind);
}
