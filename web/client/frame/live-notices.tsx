// Says when the page may be out of date, or when the server works without its database or its media process.
import { Banner } from "@tandem/ui";
import { useLive } from "#client/live";
import { useText } from "#client/text";

export function LiveNotices() {
  const t = useText();
  const { state, reconnecting } = useLive();
  if (reconnecting) {
    return (
      <Banner tone="warning" title={t("live.reconnecting")} testId="live-reconnecting">
        {t("live.reconnecting.text")}
      </Banner>
    );
  }
  if (state?.system.state !== "degraded") return null;
  if (state.system.reason === "media-unavailable") {
    return (
      <Banner tone="alarm" title={t("system.sound")} testId="media-unavailable">
        {t("system.sound.text")}
      </Banner>
    );
  }
  return (
    <Banner tone="warning" title={t("system.degraded")}>
      {t("system.degraded.text")}
    </Banner>
  );
}
