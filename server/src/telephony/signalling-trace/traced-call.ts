// What is kept of one call's signalling: its legs and their SIP messages, credentials removed.
import type { AgentId, CallId, LegId, Millis, TenantId } from "@tandem/kernel";

/** One SIP message as it was on the wire between us and a leg's peer, without its credentials. */
export type TracedMessage = {
  readonly at: Millis;
  /** "in": from the peer to us. */
  readonly direction: "in" | "out";
  /** The SIP transport: udp, tcp, ws, … */
  readonly transport: string;
  /** The peer's IP address (a host name where none was resolved yet) and port. */
  readonly address: string;
  readonly port: number;
  /** Index into `legs`. */
  readonly leg: number;
  readonly text: string;
};

export type TracedLeg = {
  readonly legId: LegId;
  /** The leg by which the call came, or one that we dialed for it. */
  readonly kind: "caller" | "dialed";
  /** Whose phone was dialed; undefined for the caller and for trunks. */
  readonly agentId: AgentId | undefined;
  /** Who is at the other end: the caller's number, or the URI that was dialed. */
  readonly party: string;
  readonly sipCallId: string;
};

export type TracedCall = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  /** Our side of every message. */
  readonly own: OwnAddress;
  readonly legs: readonly TracedLeg[];
  /** In the order in which they were on the wire. */
  readonly messages: readonly TracedMessage[];
  /** Messages that came after the call had reached its limits, and are not kept. */
  readonly cut: number;
};

export type OwnAddress = { readonly address: string; readonly port: number };

/** A leg that has just got its SIP Call-ID. */
export type LegClaim = TracedLeg & { readonly tenantId: TenantId; readonly callId: CallId };

/**
 * For each message, whether it repeats an earlier one: a retransmission is the same bytes once more in the
 * same direction (RFC 3261 §17), so equal text of the same leg is one.
 */
export function repeats(messages: readonly TracedMessage[]): boolean[] {
  const seen = new Set<string>();
  return messages.map(({ leg, direction, text }) => {
    const key = `${leg} ${direction} ${text}`;
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}
