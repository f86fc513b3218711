// The types telephony programs against: addresses, incoming and outgoing calls, dialogs.
import type { Clock, Result } from "@tandem/kernel";
import type { HeaderList, MessageBody, SipRequest, SipResponse } from "../message/index.ts";
import type { Destination, FlowKey, OpenTransport, SipSource } from "../transport/index.ts";

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
  onBadMessage?(info: { source: SipSource; reason: string }): void;
  /** Uniform in [0, 1); for back-off after glare. Math.random when left out. */
  random?: () => number;
  /** Where messages come from and go to; sockets when left out. */
  openTransport?: OpenTransport;
};

export type TraceEntry = { direction: "in" | "out"; at: number; source: SipSource; message: () => string };

export type RespondOptions = { reason?: string; headers?: HeaderList; body?: MessageBody };

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
  /** The SDP body; undefined when the caller leaves the offer to us. */
  readonly offer: string | undefined;
  /** Sends 180. */
  ring(): void;
  /** Sends 183 with SDP, unreliably. */
  progress(answer: string): void;
  /**
   * Sends 200; resolves when the ACK came. "unacknowledged" after 64*T1: the dialog was ended with BYE.
   * When the INVITE had no offer, `answer` is our offer and `value.answer` the SDP of the ACK.
   */
  accept(answer: string): Promise<Result<{ dialog: Dialog; answer: string | undefined }, AcceptError>>;
  /** Sends a final response from 300 to 699. */
  reject(status: number, options?: { reason?: string; headers?: HeaderList }): void;
  /** Called once when CANCEL came, or the caller's connection was lost, before the final response. */
  onCancelled: (() => void) | undefined;
};

export type AcceptError = { kind: "cancelled" } | { kind: "unacknowledged" };

export type Credentials = { username: string; password: string };

export type OutgoingInviteOptions = {
  /** Request-URI. */
  uri: string;
  to: Destination;
  from: { uri: string; displayName?: string };
  /** URI of the To header; `uri` when left out. */
  toUri?: string;
  contactUser?: string;
  /** SDP. */
  offer: string;
  headers?: HeaderList;
  /** Gives up (with CANCEL) when nobody answered by then. 180 s when left out. */
  ringTimeoutMs?: number;
  credentials?: Credentials;
  onProgress?(progress: { status: number; answer: string | undefined }): void;
};

export type OutgoingInviteError =
  | { kind: "rejected"; status: number; reason: string; headers: HeaderList }
  | { kind: "timeout" }
  | { kind: "unreachable" }
  | { kind: "cancelled" };

export type OutgoingInvite = {
  readonly callId: string;
  /** Settles once: the dialog, or why not. A 2xx that arrives after cancel() is ACKed and ended with BYE. */
  readonly outcome: Promise<Result<{ dialog: Dialog; answer: string | undefined }, OutgoingInviteError>>;
  /** `reason` is the value of a Reason header (RFC 3326). */
  cancel(reason?: string): void;
};

export type ReinviteError = { kind: "rejected"; status: number } | { kind: "timeout" } | { kind: "ended" };

export type DialogEnd = { by: "remote" | "timeout" | "transport"; reason: string | undefined };

export type Dialog = {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly remoteUri: string;
  /** Call-ID and both tags. */
  readonly id: string;
  /** The connection the peer is reached over now: it moves with the peer's latest request. */
  readonly flow: FlowKey | undefined;
  /** Resolves when answered or timed out; idempotent. `reason` is the value of a Reason header. */
  bye(options?: { reason?: string }): Promise<void>;
  reinvite(offer: string): Promise<Result<{ answer: string | undefined }, ReinviteError>>;
  request(
    method: string,
    options: { headers?: HeaderList; body?: MessageBody },
  ): Promise<Result<SipResponse, SendError>>;
  /** Re-INVITE or UPDATE from the peer; undefined offer = offerless re-INVITE, return our offer. */
  onOffer: ((offer: string | undefined) => Promise<Result<string, { kind: "not-acceptable" }>>) | undefined;
  /** SDP in the ACK after an offerless re-INVITE. */
  onAnswer: ((answer: string) => void) | undefined;
  onInfo: ((body: MessageBody) => void) | undefined;
  /** Not called after our own bye(). Set late, it is told of an end that came before. */
  onEnded: ((cause: DialogEnd) => void) | undefined;
};

/** An out-of-dialog request other than INVITE. */
export type OutgoingRequest = {
  method: string;
  uri: string;
  to: Destination;
  /** URI of the From header. */
  from: string;
  /** URI of the To header; `uri` when left out. */
  toUri?: string;
  headers?: HeaderList;
  body?: MessageBody;
  credentials?: Credentials;
};
