// The types of call transfer: REFER both ways (RFC 3515, RFC 4488, RFC 3892) and Replaces (RFC 3891).
import type { Result } from "@tandem/kernel";
import type { HeaderList, NameAddress, ReferTarget, Replaces, SipRequest } from "../message/index.ts";
import type { FlowKey, SipSource } from "../transport/index.ts";
import type { RespondOptions } from "./respond-options.ts";

/** A REFER: the peer asks us to make a call. Nothing is answered until `accept` or `reject`. */
export type IncomingRefer = {
  readonly request: SipRequest;
  readonly source: SipSource;
  readonly flow: FlowKey;
  readonly referTo: ReferTarget;
  /** Who asked, as the peer says (RFC 3892); it is not proven. */
  readonly referredBy: NameAddress | undefined;
  /** Answers 202. Unless the peer wants none, NOTIFYs go out: a first one with 100 at once (RFC 3515 §2.4.4). */
  accept(): ReferNotifier;
  reject(status: number, options?: RespondOptions): void;
};

/** Tells the peer how the call it asked for gets on. Ends by itself after a final status, 481 or silence. */
export type ReferNotifier = {
  /**
   * Sends the status of the referred call. 200 and above are final; anything after is ignored. While a
   * NOTIFY waits for its answer only the latest status is kept for the next one.
   */
  notify(status: number, reason?: string): void;
  readonly isEnded: boolean;
};

export type ReferOptions = {
  /** Whom the peer shall call. */
  referTo: string;
  /** The dialog of the peer's new call that it shall take over, as the target sees it: `replacesOf(dialog)`. */
  replaces?: Replaces;
  /** URI for Referred-By. */
  referredBy?: string;
  /** Asks for no NOTIFYs (RFC 4488); the outcome then is the answer to the REFER. */
  withoutProgress?: boolean;
  headers?: HeaderList;
  /** The peer said yes. */
  onAccepted?(): void;
  /** Each NOTIFY. */
  onProgress?(progress: { status: number; reason: string }): void;
};

/** Status of the referred call; undefined when the peer tells none, or stopped telling. */
export type ReferOutcome = { status: number | undefined; reason: string };

export type ReferError =
  /** The peer refused the REFER itself. */
  | { kind: "rejected"; status: number }
  /** No answer, or no news of the referred call within the subscription's time. */
  | { kind: "timeout" }
  | { kind: "unreachable" }
  /** The dialog is over. */
  | { kind: "ended" };

export type ReferResult = Result<ReferOutcome, ReferError>;
