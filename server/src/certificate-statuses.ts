// The state of this node's certificates as the API tells it.
import type { CertificateStatus } from "@tandem/contract";
import type { CertificateStore } from "#platform/certificates";

export function certificateStatuses(certificates: CertificateStore): CertificateStatus[] {
  return certificates.statuses().map(({ notAfter, daysLeft, message, isSelfSigned, names, ...status }) => ({
    ...status,
    names: [...names],
    selfSigned: isSelfSigned,
    notAfter: notAfter === undefined ? null : new Date(notAfter).toISOString(),
    daysLeft: daysLeft ?? null,
    message: message ?? null,
  }));
}
