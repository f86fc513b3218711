// Says at once, on every page of the console, whose sound is missing or poor in a call that is up.
import { Banner } from "@tandem/ui";
import type { LiveState } from "@tandem/contract";
import { useLive } from "#client/live";
import { useConsoleText } from "#console/texts";
import { alertsOf } from "./call-alerts.ts";

export function SoundAlerts() {
  const { state } = useLive();
  return state ? <Alerts state={state} /> : null;
}

function Alerts({ state }: { readonly state: LiveState }) {
  const t = useConsoleText();
  const [first, ...more] = alertsOf(state);
  if (!first) return null;
  const who = first.agentName ?? t("leg.caller");
  const number = first.ani || t("number.withheld");
  return (
    <Banner
      tone={first.kind === "silent" ? "alarm" : "warning"}
      title={t(`sound.${first.kind}`, { who })}
      testId="sound-alert"
    >
      {t(`sound.${first.kind}.text`, { who, number })}
      {more.length > 0 ? ` ${t("sound.more", { count: more.length })}` : null}
    </Banner>
  );
}
