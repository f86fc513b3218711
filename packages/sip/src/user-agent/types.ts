// The types telephony programs against: addresses, incoming and outgoing calls, dialogs.
import type { Clock, Result } from "@tandem/kernel";
import type {
  HeaderList,
  MessageBody,
  NameAddress,
  Reason,
  SipRequest,
  SipResponse,
  Replaces,
  UserToUser,
} from "../message/index.ts";
import type { Dns, Target } from "../location/index.ts";
import type { FlowKey, OpenTransport, SipSource, SocketLimits } from "../transport/index.ts";
import type { DialogSnapshot } from "./dialog-snapshot-types.ts";
import type { LeftArrival, LeftInvite } from "./left-invite-types.ts";
import type { IncomingRefer, ReferOptions, ReferResult } from "./refer-types.ts";
import type { RespondOptions } from "./respond-options.ts";
import type { IncomingSubscription } from "./subscription-types.ts";

export type SipUserAgentOptions = {
  clock: Clock;
  /** User-Agent and Server header, e.g. "Tandem/0.1". */
  userAgent: string;
  /** Host part of the Contact and Via we write. */
  advertised: { address: string };
  /** An initial INVITE, outside any dialog. */
  onInvite(invite: IncomingInvite): void;
  onRegister(request: IncomingRequest): void;
  /** A connection ended; what was reached over it is not reachable any more. */
  onFlowClosed?(flow: FlowKey): void;
  onTrace?(entry: TraceEntry): void;
  /**
   * Asked before anything is done for a message: "drop" leaves it unanswered and ends its connection. Called for
   * every message, so it may cost no more than a look into a map.
   */
  screen?(source: SipSource, bytes: Buffer): "pass" | "drop";
  /** Whether a connection from this address is closed before anything is read from it. */
  refusesConnection?(address: string): boolean;
  onBadMessage?(info: { source: SipSource; reason: string }): void;
  /** Uniform in [0, 1); for back-off after glare. Math.random when left out. */
  random?: () => number;
  /** Event packages, lower case, that `onSubscribe` serves; SUBSCRIBE for any other is answered 489. */
  eventPackages?: readonly string[];
  onSubscribe?(subscription: IncomingSubscription): void;
  /** Shortest subscription, in seconds: 423 below it. 60 when left out. */
  minSubscriptionSeconds?: number;
  /** A REFER outside any dialog; answered 403 when left out. */
  onRefer?(refer: IncomingRefer): void;
  /** Session timers (RFC 4028) of our calls; half an hour and 90 s when left out. */
  sessionTimer?: SessionTimerOptions;
  /** Where messages come from and go to; sockets when left out. */
  openTransport?: OpenTransport;
  /** Limits of the sockets, when there is no `openTransport`. */
  socketLimits?: Partial<SocketLimits>;
  /** Answers for finding peers by URI (RFC 3263); the name servers of this machine when left out. */
  dns?: Dns;
};

export type SessionTimerOptions = {
  /** How long a call stands without a refresh: what we ask for, and the most we grant. */
  intervalSeconds: number;
  /** The least we accept (Min-SE), 90 or more (RFC 4028 §5). */
  minSeconds: number;
};

export type TraceEntry = { direction: "in" | "out"; at: number; source: SipSource; message: () => string };

export type IncomingRequest = {
  request: SipRequest;
  source: SipSource;
  flow: FlowKey;
  respond(status: number, options?: RespondOptions): void;
};

export type SendError = { kind: "timeout" } | { kind: "unreachable" };

export type IncomingInvite = {
  readonly request: SipRequest;
  readonly source: SipSource;
  readonly flow: FlowKey;
  /** JSON with which `SipUserAgent.receiveLeft` of a later process begins anew; undefined when it cannot. */
  left?(): LeftArrival | undefined;
  /** The SDP body; undefined when the caller leaves the offer to us. */
  readonly offer: string | undefined;
  /** Whether the caller acknowledges provisional responses (RFC 3262). */
  readonly isReliable: boolean;
  /** Sends 180, repeated until acknowledged when the caller can; again every minute (RFC 3261 §13.3.1.1). */
  ring(): void;
  /** The dialog to be: UPDATEs of its early phase go through its `onOffer` and `update`. */
  readonly dialog: Dialog;
  /**
   * The dialog this call is to replace (RFC 3891), which may be early: then it is that of a call of ours that
   * rings, found by its `callId`. Accepting does not end the replaced dialog: its owner does, with BYE or `cancel`.
   */
  readonly replaces: { dialog: Dialog; earlyOnly: boolean } | undefined;
  /** Data of the caller's application (RFC 7433). */
  readonly userToUser: readonly UserToUser[];
  /**
   * Sends 183 with SDP: our answer, or our offer when the INVITE had none. When the caller can (RFC 3262) it is
   * repeated until acknowledged, and `accept` waits for that; otherwise it may get lost. Again every minute.
   */
  progress(answer: string): void;
  /** Called with the answer in the caller's PRACK, when our offer went out with `progress`; undefined: it has none. */
  onEarlyAnswer: ((answer: string | undefined) => void) | undefined;
  /**
   * Sends 200; resolves when the ACK came. "unacknowledged" after 64*T1: the dialog was ended with BYE.
   * When the INVITE had no offer, `answer` is our offer and `value.answer` the SDP of the ACK, or of the PRACK
   * when the offer went out with `progress`.
   */
  accept(answer: string): Promise<Result<{ dialog: Dialog; answer: string | undefined }, AcceptError>>;
  /** Sends a final response from 300 to 699. */
  reject(status: number, options?: { reason?: string; headers?: HeaderList }): void;
  /**
   * Called once when CANCEL or BYE came, the caller's connection was lost, or a reliable provisional response
   * was never acknowledged, before the final response.
   */
  onCancelled: ((cause: DialogEnd) => void) | undefined;
};

export type AcceptError = { kind: "cancelled" } | { kind: "unacknowledged" };

export type Credentials = { username: string; password: string };

export type OutgoingInviteOptions = {
  /** Request-URI. */
  uri: string;
  /** Where it is sent; a list is tried in order. See `Exchange` for when the next one is tried. */
  to: Target | readonly Target[];
  from: { uri: string; displayName?: string };
  /** URI of the To header; `uri` when left out. */
  toUri?: string;
  contactUser?: string;
  /** SDP; undefined leaves the offer to the peer: then `answerOffer` is asked. */
  offer: string | undefined;
  /** Answers the peer's offer in its 2xx or reliable 18x. Refusing ends the call. */
  answerOffer?(offer: string): Promise<Result<string, { kind: "not-acceptable" }>>;
  /** The dialog of the peer this call shall replace (RFC 3891). */
  replaces?: Replaces;
  headers?: HeaderList;
  /** Gives up (with CANCEL) when nobody answered by then. 180 s when left out. */
  ringTimeoutMs?: number;
  credentials?: Credentials;
  /** Hops that are left (RFC 3261 §8.1.1.6): of the call that this one goes on from, less one. 70 when left out. */
  maxForwards?: number;
  /** The next hop has it (100): more may take its time. */
  onTrying?(): void;
  /** Each 101 to 199, in order; copies are left out. */
  onProgress?(progress: InviteProgress): void;
};

export type InviteProgress = {
  status: number;
  /** SDP for early media: of the early dialog it came in. */
  answer: string | undefined;
  /**
   * The early dialog: a forked call has several, and the 2xx may come from another than the one with early
   * media. Undefined for a response without To tag.
   */
  dialog: Dialog | undefined;
};

export type OutgoingInviteError =
  | {
      kind: "rejected";
      status: number;
      /** The reason phrase. */
      reason: string;
      /** Of the response; empty when there was none, and it was decided here. */
      headers: HeaderList;
      /** The Reason header, Q.850 before SIP. */
      cause?: Reason | undefined;
      /** Where else to call, best first: the Contacts of a 3xx. */
      contacts?: readonly NameAddress[];
    }
  | { kind: "timeout" }
  | { kind: "unreachable" }
  | { kind: "cancelled" };

export type OutgoingInvite = {
  readonly callId: string;
  /** Settles once: the dialog, or why not. A 2xx that arrives after cancel() is ACKed and ended with BYE. */
  readonly outcome: Promise<Result<{ dialog: Dialog; answer: string | undefined }, OutgoingInviteError>>;
  /** `reason` is the value of a Reason header (RFC 3326). */
  cancel(reason?: string): void;
  /** JSON with which `SipUserAgent.endLeftInvite` of a later process ends it; undefined when it cannot. */
  left?(): LeftInvite | undefined;
};

export type ReinviteError = { kind: "rejected"; status: number } | { kind: "timeout" } | { kind: "ended" };

/** `reason` is what the peer's Reason header says, Q.850 before SIP. */
export type DialogEnd = { by: "remote" | "timeout" | "transport"; reason: Reason | undefined };

export type Dialog = {
  /** JSON from which `SipUserAgent.restoreDialog` of a later process goes on; undefined unless confirmed. */
  snapshot(): DialogSnapshot | undefined;
  /** Called whenever `snapshot` would give something else than before. */
  onChanged: (() => void) | undefined;
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly remoteUri: string;
  /** Call-ID and both tags. */
  readonly id: string;
  /** The connection the peer is reached over now: it moves with the peer's latest request. */
  readonly flow: FlowKey | undefined;
  /** The peer told, by registering again, that it is reached over another connection now (RFC 5626 §5.3). */
  moveTo(flow: FlowKey): void;
  /** False before the answer of the call, and after its end. */
  readonly isConfirmed: boolean;
  /** Whether the peer said that it understands UPDATE. */
  readonly allowsUpdate: boolean;
  /** Resolves when answered or timed out; idempotent. `reason` is the value of a Reason header. */
  bye(options?: { reason?: string }): Promise<void>;
  /** Changes the media by re-INVITE, or by UPDATE while the call is not answered. Glare is waited out (§14.1). */
  reinvite(offer: string): Promise<Result<{ answer: string | undefined }, ReinviteError>>;
  /** UPDATE (RFC 3311): with an offer as `reinvite`; without one it tells our Contact and refreshes timers. */
  update(offer?: string): Promise<Result<{ answer: string | undefined }, ReinviteError>>;
  /** Asks the peer to call someone else: a transfer. Resolves once it is known how that came out. */
  refer(options: ReferOptions): Promise<ReferResult>;
  request(
    method: string,
    options: { headers?: HeaderList; body?: MessageBody },
  ): Promise<Result<SipResponse, SendError>>;
  /** A REFER from the peer; answered 603 when nobody is there. */
  onRefer: ((refer: IncomingRefer) => void) | undefined;
  /** Re-INVITE or UPDATE from the peer; undefined offer = offerless re-INVITE, return our offer. */
  onOffer: ((offer: string | undefined) => Promise<Result<string, { kind: "not-acceptable" }>>) | undefined;
  /** SDP in the ACK after an offerless re-INVITE, or a new answer to what we had offered before. */
  onAnswer: ((answer: string) => void) | undefined;
  onInfo: ((body: MessageBody) => void) | undefined;
  /** Not called after our own bye(). Set late, it is told of an end that came before. */
  onEnded: ((cause: DialogEnd) => void) | undefined;
};

/** An out-of-dialog request other than INVITE. */
export type OutgoingRequest = {
  method: string;
  uri: string;
  /** Where it is sent; a list is tried in order. */
  to: Target | readonly Target[];
  /** URI of the From header. */
  from: string;
  /** URI of the To header; `uri` when left out. */
  toUri?: string;
  headers?: HeaderList;
  body?: MessageBody;
  credentials?: Credentials;
  /** For requests that belong together, such as the registrations of one contact (RFC 3261 §10.2); new when left out. */
  callId?: string;
  /** CSeq number; 1 when left out. */
  sequence?: number;
};
