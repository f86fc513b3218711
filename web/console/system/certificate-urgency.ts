// Which certificate an administrator should hear of first. Pure.
import type { CertificateStatus } from "@tandem/contract";

type Urgent = CertificateStatus & { readonly state: Exclude<CertificateStatus["state"], "ok"> };

/** What is over comes before what ends, and that before files that cannot be used while an older one is. */
const urgency = ["expired", "expires-in-days", "unreadable", "expires-soon"] as const;

/** Undefined when all is well. */
export function mostUrgent(certificates: readonly CertificateStatus[]): Urgent | undefined {
  const urgent = certificates.filter((each): each is Urgent => each.state !== "ok");
  return urgent.toSorted(
    (a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state) || (a.daysLeft ?? 0) - (b.daysLeft ?? 0),
  )[0];
}
