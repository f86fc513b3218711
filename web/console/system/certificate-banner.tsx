// Tells administrators on every page that a certificate ends soon, has ended, or cannot be used.
import type { CertificateStatus } from "@tandem/contract";
import { Banner } from "@tandem/ui";
import { Link, routePath } from "#console/routing";
import { useConsoleText } from "#console/texts";
import { mostUrgent } from "./certificate-urgency.ts";
import { useSystemStatus } from "./use-system-status.ts";

/** Days matter here, not seconds. */
const refreshMs = 10 * 60_000;

export function CertificateBanner() {
  const t = useConsoleText();
  const { data } = useSystemStatus(refreshMs);
  const certificate = mostUrgent(data?.certificates ?? []);
  if (!certificate) return null;
  const { state, daysLeft, name, message } = certificate;
  const text = t(state === "expired" ? "certificates.banner.text.expired" : "certificates.banner.text");
  return (
    <Banner
      tone={toneOf(state)}
      title={t(`certificates.banner.${state}`, { name, count: Math.max(daysLeft ?? 0, 0) })}
      action={
        <Link to={routePath({ kind: "section", section: "system" })}>
          {t("certificates.banner.to-system")}
        </Link>
      }
      testId="certificate-banner"
    >
      {state === "unreadable" ? message : text}
    </Banner>
  );
}

function toneOf(state: CertificateStatus["state"]): "alarm" | "warning" {
  return state === "expires-soon" || state === "unreadable" ? "warning" : "alarm";
}
