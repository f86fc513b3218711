// Says when the page may be out of date, or when the server works without its database.
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
  return (
    <Banner tone="warning" title={t("system.degraded")}>
      {t("system.degraded.text")}
    </Banner>
  );
}
