// Says what keeps the phone from working, and what to do about it.
import { Button } from "antd";
import { Banner } from "@tandem/ui";
import { LiveNotices } from "#client/frame";
import { useLive } from "#client/live";
import { usePhone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";

export function DeskBanners() {
  return (
    <>
      <LiveNotices />
      <PhoneBanner />
    </>
  );
}

function PhoneBanner() {
  const t = useDeskText();
  const { state, phone } = usePhone();
  if (state.line === "elsewhere") return <OtherTabBanner />;
  if (state.line === "no-microphone" && state.microphoneProblem) {
    const retry = <Button onClick={() => phone.take({ kind: "try-again" })}>{t("retry")}</Button>;
    return (
      <Banner
        tone="alarm"
        title={t(`microphone.${state.microphoneProblem}.title`)}
        action={retry}
        testId="microphone-banner"
      >
        {t(`microphone.${state.microphoneProblem}.text`)}
      </Banner>
    );
  }
  if (state.line !== "lost") return null;
  return (
    <Banner tone="alarm" title={t("phone.lost.title")}>
      {state.call ? t("phone.lost.in-call") : t("phone.lost.idle")}
    </Banner>
  );
}

function OtherTabBanner() {
  const t = useDeskText();
  const { phone } = usePhone();
  const workState = useLive().state?.desk?.agent.workState;
  // Taking the phone away from a tab that talks would cut the call.
  const busy = workState === "offered" || workState === "talking" || workState === "on-hold";
  const action = (
    <Button type="primary" disabled={busy} onClick={() => phone.takeOver()} data-testid="phone-use-here">
      {t("phone.use-here")}
    </Button>
  );
  return (
    <Banner tone="information" title={t("phone.other-tab.title")} action={action}>
      {busy ? t("phone.other-tab.in-call") : t("phone.other-tab.text")}
    </Banner>
  );
}
