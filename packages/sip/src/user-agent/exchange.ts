// One request of ours until its final response: finds and tries its destinations, answers a challenge once.
//
// A destination is left for the next one (RFC 3263 §4.3) when it cannot be reached, answers 503 or 430, or says
// nothing at all for 4 s: waiting for timers B and F would cost a caller half a minute for each. The last one
// gets its full time. What a left destination says later still counts: a ringing phone is cancelled, an
// answered one is the call.
import { answerChallenge } from "../digest/index.ts";
import { headerField, parseBoundedInteger } from "../message/index.ts";
import type { HeaderList, SipRequest, SipResponse } from "../message/index.ts";
import type { Target } from "../location/index.ts";
import type { ClientTransaction, TransactionLayer } from "../transaction/index.ts";
import type { Destination } from "../transport/index.ts";
import { reasons } from "./reasons.ts";
import { onStreamWhenLarge } from "./request-size.ts";
import type { Credentials } from "./types.ts";

export type ExchangePlan = {
  /** Builds the request with the next CSeq number and these headers added, for this destination. */
  build(authorization: HeaderList, destination: Destination): SipRequest;
  /** In order of preference, at least one; each may lead to several places. */
  destinations: readonly Target[];
  credentials: Credentials | undefined;
  /** Within a dialog: silence is waited out, since two requests under way at once would confuse the peer. */
  inDialog?: boolean;
};

export type ExchangeHandlers = {
  /** `request` is the one this response answers, `destination` where it was sent. Challenges that are answered do not show. */
  onResponse(response: SipResponse, request: SipRequest, destination: Destination): void;
  onFailure(reason: "timeout" | "transport"): void;
};

/** A first answer, and a second one when only the nonce was stale. */
const maxAnswers = 2;
/** A server that lives says 100 within 200 ms (RFC 3261 §17.2.1); four retransmissions were lost by then. */
const silenceMs = 4_000;
/** After this, as long as one transaction may take (64*T1), no further destination is begun. */
const noMoreAttemptsAfterMs = 32_000;
/** Retry-After in seconds: more than a day is no statement about a server. */
const maxRetryAfterSeconds = 86_400;

type Attempt = {
  readonly destination: Destination;
  transaction: ClientTransaction | undefined;
  provisional: boolean;
  stopWaiting: () => void;
};

export class Exchange {
  readonly #transactions: TransactionLayer;
  readonly #plan: ExchangePlan;
  readonly #handlers: ExchangeHandlers;
  /** Not looked up yet. */
  readonly #targets: Target[];
  /** Looked up and not tried yet. */
  readonly #queue: Destination[] = [];
  #attempt: Attempt | undefined;
  #authorization: HeaderList = [];
  #answers = 0;
  #startedAt = 0;
  #finished = false;
  #cancelHeaders: HeaderList | undefined;

  constructor(transactions: TransactionLayer, plan: ExchangePlan, handlers: ExchangeHandlers) {
    this.#transactions = transactions;
    this.#plan = plan;
    this.#handlers = handlers;
    this.#targets = [...plan.destinations];
  }

  start(): void {
    this.#startedAt = this.#transactions.clock.now();
    this.#next("transport");
  }

  /** What was sent last and has no final response. */
  get pending(): { readonly request: SipRequest; readonly destination: Destination } | undefined {
    const { transaction, destination } = this.#attempt ?? {};
    if (this.#finished || !transaction || !destination) return undefined;
    return { request: transaction.request, destination };
  }

  /** Cancels an INVITE: now, or once a provisional response allows it (RFC 3261 §9.1). */
  cancel(headers: HeaderList): void {
    if (this.#cancelHeaders !== undefined) return;
    this.#cancelHeaders = headers;
    this.#attempt?.stopWaiting();
    if (this.#attempt?.provisional) this.#sendCancel(this.#attempt);
  }

  /** Goes on with the next destination; without any, fails with the reason of the latest failure. */
  #next(reason: "timeout" | "transport"): void {
    const destination = this.#mayGoOn() ? this.#queue.shift() : undefined;
    if (destination !== undefined) return this.#try(destination);
    const target = this.#mayGoOn() ? this.#targets.shift() : undefined;
    if (target === undefined) return this.#fail(reason);
    this.#transactions.locator.locate(target, (located) => {
      if (located.ok) this.#queue.push(...located.value);
      this.#next(reason);
    });
  }

  #mayGoOn(): boolean {
    const elapsedMs = this.#transactions.clock.now() - this.#startedAt;
    return this.#cancelHeaders === undefined && !this.#finished && elapsedMs < noMoreAttemptsAfterMs;
  }

  #hasNext(): boolean {
    return this.#mayGoOn() && this.#queue.length + this.#targets.length > 0;
  }

  #try(wanted: Destination): void {
    const request = this.#plan.build(this.#authorization, wanted);
    const { dead } = this.#transactions.locator;
    const [destination, fallback] = onStreamWhenLarge(request, wanted, dead);
    if (fallback !== undefined) this.#queue.unshift(fallback);
    this.#send(request, destination);
    // A stream to a peer that may know UDP only was our own idea, also within a dialog.
    if (this.#plan.inDialog !== true || fallback !== undefined) this.#waitForSomething();
  }

  #send(request: SipRequest, destination: Destination): void {
    const attempt: Attempt = {
      destination,
      transaction: undefined,
      provisional: false,
      stopWaiting: () => {},
    };
    this.#attempt = attempt;
    attempt.transaction = this.#transactions.request(request, destination, {
      onResponse: (response) => this.#receive(attempt, response),
      onFailure: (reason) => this.#onFailure(attempt, reason),
    });
  }

  /** The latest attempt is left for the next destination when nothing at all comes in time. */
  #waitForSomething(): void {
    const attempt = this.#attempt;
    if (attempt === undefined || !this.#hasNext()) return;
    attempt.stopWaiting = this.#transactions.clock.after(silenceMs, () => this.#onSilence(attempt));
  }

  #receive(attempt: Attempt, response: SipResponse): void {
    const { destination } = attempt;
    const { request } = attempt.transaction as ClientTransaction;
    attempt.stopWaiting();
    if (response.status !== 503) this.#transactions.locator.dead.unmark(destination);
    if (attempt !== this.#attempt) return this.#receiveLate(attempt, response);
    if (this.#finished && request.method !== "INVITE") return; // another destination answered before
    if (response.status < 200) {
      if (!attempt.provisional && this.#cancelHeaders !== undefined) this.#sendCancel(attempt);
      attempt.provisional = true;
    } else {
      if (this.#goesOnAfter(response, destination)) return this.#next("transport");
      if (this.#answer(request, response))
        return this.#send(this.#plan.build(this.#authorization, destination), destination);
      this.#finished = true;
    }
    this.#handlers.onResponse(response, request, destination);
  }

  /** From a destination that was left: the call is where it is answered, and rings nowhere else. */
  #receiveLate(attempt: Attempt, response: SipResponse): void {
    const { request } = attempt.transaction as ClientTransaction;
    const isInvite = request.method === "INVITE";
    if (response.status < 200) {
      if (isInvite && !attempt.provisional) this.#sendCancel(attempt);
      attempt.provisional = true;
    } else if (response.status < 300 && (isInvite || !this.#finished)) {
      this.#finished = true;
      this.#handlers.onResponse(response, request, attempt.destination);
      if (isInvite) this.cancel([["Reason", reasons.completedElsewhere]]);
    }
  }

  /** Overload (503) and a lost flow behind an edge proxy (430, RFC 5626 §11.5) are left for the next destination. */
  #goesOnAfter(response: SipResponse, destination: Destination): boolean {
    if (response.status !== 503) return response.status === 430 && this.#hasNext();
    const retryAfter = /^\s*(\d+)/.exec(response.header("retry-after") ?? "")?.[1];
    this.#transactions.locator.dead.mark(destination, parseBoundedInteger(retryAfter, maxRetryAfterSeconds));
    return this.#hasNext();
  }

  /** True when the challenge has an answer worth sending. */
  #answer(request: SipRequest, response: SipResponse): boolean {
    if (this.#answers >= maxAnswers || this.#cancelHeaders !== undefined) return false;
    const { credentials } = this.#plan;
    if (credentials === undefined || (response.status !== 401 && response.status !== 407)) return false;
    const answer = answerChallenge(response, { ...credentials, method: request.method, uri: request.uri });
    if (answer === undefined || (this.#answers > 0 && !answer.wasStale)) return false;
    this.#answers++;
    this.#authorization = [answer.header];
    return true;
  }

  #onSilence(attempt: Attempt): void {
    if (attempt !== this.#attempt || !this.#hasNext()) return;
    this.#transactions.locator.dead.mark(attempt.destination);
    this.#next("timeout");
  }

  #onFailure(attempt: Attempt, reason: "timeout" | "transport"): void {
    attempt.stopWaiting();
    this.#transactions.locator.dead.mark(attempt.destination);
    if (attempt === this.#attempt) this.#next(reason);
  }

  #fail(reason: "timeout" | "transport"): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#attempt = undefined;
    this.#handlers.onFailure(reason);
  }

  #sendCancel({ transaction }: Attempt): void {
    const fields = (this.#cancelHeaders ?? []).map(([name, value]) => headerField(name, value));
    this.#transactions.cancel(transaction as ClientTransaction, fields);
  }
}
