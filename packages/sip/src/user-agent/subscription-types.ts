// The types of being watched: SUBSCRIBE to us and our NOTIFYs (RFC 6665).
import type { MessageBody, SipRequest, SipUri } from "../message/index.ts";
import type { FlowKey, SipSource } from "../transport/index.ts";
import type { RespondOptions } from "./respond-options.ts";

/**
 * One subscription. The owner decides with `accept` or `reject`, then sends the full state with `notify`
 * at once (RFC 6665 §4.2.2), and again whenever it changes or `onRefresh` asks.
 */
export type IncomingSubscription = {
  /** Call-ID and both tags: the same over refreshes. */
  readonly id: string;
  /** The SUBSCRIBE that opened it. */
  readonly request: SipRequest;
  readonly source: SipSource;
  readonly flow: FlowKey;
  /** Event package, lower case: "dialog", "presence", "message-summary". */
  readonly event: string;
  /** The Request-URI: what is watched. */
  readonly resource: SipUri;
  /** Seconds asked for, an hour when left out; 0 asks for the state once. */
  readonly expiresSeconds: number;
  /** True from `accept` until the end. */
  readonly isActive: boolean;
  /** Answers 200. A time longer than asked for is cut to that; 0 ends the subscription with the next `notify`. */
  accept(expiresSeconds: number): void;
  /** Answers with a status of 300 to 699, e.g. 401 with a challenge, 403, 404. */
  reject(status: number, options?: RespondOptions): void;
  /**
   * Sends the state. The content is the full state: while a NOTIFY waits for its answer only the latest
   * content is kept for the next one. Without effect before `accept` and after the end.
   */
  notify(content: MessageBody): void;
  /** Ends it from our side with a last NOTIFY; `retryAfterSeconds` tells when to subscribe again. */
  terminate(reason: TerminationReason, retryAfterSeconds?: number): void;
  /** The watcher refreshed, or leaves: call `notify` with the full state. Left unset, the last content is repeated. */
  onRefresh: (() => void) | undefined;
  /** Called once; also for a subscription that was never accepted because its time ran out. */
  onEnded: ((cause: SubscriptionEnd) => void) | undefined;
};

/** RFC 6665 §4.1.3. */
export type TerminationReason =
  | "deactivated"
  | "probation"
  | "rejected"
  | "timeout"
  | "giveup"
  | "noresource";

export type SubscriptionEnd =
  /** The watcher unsubscribed, or asked for the state once. */
  | "unsubscribed"
  /** Not refreshed in time. */
  | "expired"
  /** By `terminate`. */
  | "terminated"
  /** The watcher does not know it any more, or refuses our NOTIFYs. */
  | "refused"
  /** NOTIFYs are not answered. */
  | "timeout"
  /** The watcher cannot be reached, or its connection is gone. */
  | "transport";
