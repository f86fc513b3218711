// What is kept of the dialog of a call, as JSON.
import type { DialogState, SessionTimerName, SessionTimerState } from "../dialog/index.ts";
import type { Destination } from "../transport/index.ts";

/**
 * How requests in the dialog reach the peer. `fixed` goes first or last: a browser or a phone behind NAT
 * is only reached over the flow its messages came by; a peer with a true address by route set or Contact.
 */
export type PeerPath = {
  readonly fixed: Destination;
  readonly order: "fixed-only" | "fixed-first" | "routed-first";
};

/** JSON of `DialogPeer`. */
export type PeerSnapshot = {
  readonly state: DialogState;
  readonly path: PeerPath;
  readonly contactUser: string | undefined;
  readonly allowsUpdate: boolean;
};

/** JSON of `SessionTimer`: what was agreed, and when which timer is due (epoch ms). */
export type SessionTimerSnapshot = {
  readonly state: SessionTimerState;
  readonly minSeconds: number | undefined;
  readonly due: Readonly<Partial<Record<SessionTimerName, number>>>;
};

/** The SDP in force: what we said last, and what the peer said last. */
export type Descriptions = { readonly local: string | undefined; readonly remote: string | undefined };

/** JSON of a confirmed dialog. It holds no passwords; the SDP may hold SRTP keys (RFC 4568). */
export type DialogSnapshot = {
  readonly peer: PeerSnapshot;
  readonly timer: SessionTimerSnapshot;
  readonly descriptions: Descriptions;
};
