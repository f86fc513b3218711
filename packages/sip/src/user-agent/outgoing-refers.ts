// The REFERs we sent in one dialog, until the NOTIFYs tell how the referred calls came out (RFC 3515).
import { err, ok } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import {
  fragmentType,
  parseBoundedInteger,
  parseStatusFragment,
  splitOutsideQuotes,
  writeReferTo,
} from "../message/index.ts";
import type { HeaderList, SipRequest } from "../message/index.ts";
import { giveUpMs } from "../transaction/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";
import type { DialogPeer } from "./dialog-peer.ts";
import type { ReferOptions, ReferResult } from "./refer-types.ts";

type Pending = {
  options: ReferOptions;
  settle(result: ReferResult): void;
  latest: { status: number; reason: string } | undefined;
  stopTimer: () => void;
  isAccepted: boolean;
};

/** The longest a subscription of ours lives, whatever the peer grants. */
const maxSeconds = 600;

export class OutgoingRefers {
  readonly #clock: Clock;
  readonly #peer: DialogPeer;
  readonly #onIdle: () => void;
  /** By CSeq number of the REFER, which is the id of its events. */
  readonly #pending = new Map<number, Pending>();

  /** `onIdle` is called when the last one is done. */
  constructor(clock: Clock, peer: DialogPeer, onIdle: () => void) {
    this.#clock = clock;
    this.#peer = peer;
    this.#onIdle = onIdle;
  }

  get isIdle(): boolean {
    return this.#pending.size === 0;
  }

  send(options: ReferOptions): Promise<ReferResult> {
    const { referTo, replaces, referredBy, withoutProgress, headers } = options;
    const own: HeaderList = [
      ["Refer-To", writeReferTo(referTo, replaces)],
      ...(referredBy === undefined ? [] : [["Referred-By", `<${referredBy}>`] as const]),
      ...(withoutProgress ? [["Refer-Sub", "false"] as const] : []),
      ...(headers ?? []),
    ];
    return new Promise((settle) => {
      const pending: Pending = { options, settle, latest: undefined, stopTimer: () => {}, isAccepted: false };
      let id = 0;
      this.#peer.send(
        "REFER",
        { headers: own },
        {
          // A challenge makes a second REFER with another CSeq: events carry the latest one's.
          onSent: (request) => {
            this.#pending.delete(id);
            id = request.cseq.sequence;
            this.#pending.set(id, pending);
          },
          onResponse: (response) => {
            if (response.status < 200) return;
            if (response.status >= 300) this.#finish(id, err({ kind: "rejected", status: response.status }));
            else {
              const isSilent = withoutProgress && response.header("refer-sub")?.toLowerCase() !== "true";
              this.#accepted(id);
              if (isSilent) this.#finish(id, ok({ status: undefined, reason: "" }));
            }
          },
          onFailure: (reason) =>
            this.#finish(id, err({ kind: reason === "timeout" ? "timeout" : "unreachable" })),
        },
      );
    });
  }

  /** A NOTIFY in this dialog. */
  receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    const [event = "", ...params] = splitOutsideQuotes(request.header("event") ?? "", ";");
    if (event.toLowerCase() !== "refer") return transaction.respond(489);
    const id = this.#idOf(params);
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (id === undefined || pending === undefined) return transaction.respond(481);
    transaction.respond(200);
    this.#accepted(id); // a NOTIFY may overtake the 202
    const news = request.contentType === fragmentType ? parseStatusFragment(request.text) : undefined;
    if (news !== undefined) {
      pending.latest = news;
      pending.options.onProgress?.(news);
    }
    const { isTerminated, expiresSeconds } = subscriptionStateOf(request);
    if (news !== undefined && news.status >= 200) pending.settle(ok(news));
    if (isTerminated) this.#finish(id, ok(pending.latest ?? { status: undefined, reason: "" }));
    // After the final status only the end of the subscription is still to come; else that end comes at the latest
    // when its time is over, and may need repeating to arrive.
    else this.#await(id, giveUpMs + (news !== undefined && news.status >= 200 ? 0 : expiresSeconds * 1_000));
  }

  /** The user agent closes. */
  discard(): void {
    for (const id of this.#pending.keys()) this.#finish(id, err({ kind: "ended" }));
  }

  #accepted(id: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined || pending.isAccepted) return;
    pending.isAccepted = true;
    this.#await(id, giveUpMs); // the first NOTIFY is due now (RFC 6665 §4.1.2, timer N)
    pending.options.onAccepted?.();
  }

  #await(id: number, delayMs: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    pending.stopTimer();
    pending.stopTimer = this.#clock.after(delayMs, () => this.#finish(id, err({ kind: "timeout" })));
  }

  #finish(id: number, result: ReferResult): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    pending.stopTimer();
    pending.settle(result);
    if (this.#pending.size === 0) this.#onIdle();
  }

  /** The first REFER's events may come without id (RFC 3515 §2.4.6). */
  #idOf(params: readonly string[]): number | undefined {
    const id = params.find((param) => /^id\s*=/i.test(param));
    if (id !== undefined) return parseBoundedInteger(id.slice(id.indexOf("=") + 1).trim(), 0x7fff_ffff);
    return this.#pending.keys().next().value;
  }
}

function subscriptionStateOf(request: SipRequest): { isTerminated: boolean; expiresSeconds: number } {
  const [state = "", ...params] = splitOutsideQuotes(request.header("subscription-state") ?? "", ";");
  const expires = params.find((param) => /^expires\s*=/i.test(param));
  const seconds = parseBoundedInteger(expires?.slice(expires.indexOf("=") + 1).trim(), 0xffff_ffff);
  return {
    isTerminated: state.toLowerCase() === "terminated",
    expiresSeconds: Math.min(seconds ?? maxSeconds, maxSeconds),
  };
}
