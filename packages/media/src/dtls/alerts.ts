// Owns the alerts of TLS (RFC 5246 §7.2) as far as this server sends and understands them.

export const ALERT = {
  closeNotify: 0,
  unexpectedMessage: 10,
  handshakeFailure: 40,
  badCertificate: 42,
  unsupportedCertificate: 43,
  illegalParameter: 47,
  decodeError: 50,
  decryptError: 51,
  protocolVersion: 70,
  internalError: 80,
  noRenegotiation: 100,
} as const;

export type Alert = (typeof ALERT)[keyof typeof ALERT];

const LEVEL_WARNING = 1;
const LEVEL_FATAL = 2;

/** Those that do not say that something failed (RFC 5246 §7.2.2: no_renegotiation is always a warning). */
const WARNINGS: readonly Alert[] = [ALERT.closeNotify, ALERT.noRenegotiation];

/** The body of an alert record. */
export function alertBody(alert: Alert): Uint8Array {
  return Uint8Array.of(WARNINGS.includes(alert) ? LEVEL_WARNING : LEVEL_FATAL, alert);
}

/** What a received alert body means: the peer closes, the peer failed with that alert, or nothing that matters. */
export function readAlert(
  body: Uint8Array,
): { kind: "close" } | { kind: "fatal"; alert: number } | { kind: "ignored" } {
  const [level, alert] = body;
  if (alert === undefined) return { kind: "ignored" };
  if (alert === ALERT.closeNotify) return { kind: "close" };
  return level === LEVEL_FATAL ? { kind: "fatal", alert } : { kind: "ignored" };
}
