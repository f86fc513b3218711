// One request of ours until its final response: tries its destinations, answers a challenge once.
import { answerChallenge } from "../digest/index.ts";
import { headerField } from "../message/index.ts";
import type { HeaderList, SipRequest, SipResponse } from "../message/index.ts";
import type { ClientTransaction, TransactionLayer } from "../transaction/index.ts";
import type { Destination } from "../transport/index.ts";
import type { Credentials } from "./types.ts";

export type ExchangePlan = {
  /** Builds the request with the next CSeq number and these headers added. */
  build(authorization: HeaderList): SipRequest;
  /** In order of preference, at least one; the next is tried when one cannot be reached. */
  destinations: readonly Destination[];
  credentials: Credentials | undefined;
};

export type ExchangeHandlers = {
  /** `request` is the one this response answers. Challenges that are answered do not show. */
  onResponse(response: SipResponse, request: SipRequest): void;
  onFailure(reason: "timeout" | "transport"): void;
};

/** A first answer, and a second one when only the nonce was stale. */
const maxAnswers = 2;

export class Exchange {
  readonly #transactions: TransactionLayer;
  readonly #plan: ExchangePlan;
  readonly #handlers: ExchangeHandlers;
  #transaction: ClientTransaction | undefined;
  #authorization: HeaderList = [];
  #answers = 0;
  #destinationIndex = 0;
  #provisional = false;
  #cancelHeaders: HeaderList | undefined;

  constructor(transactions: TransactionLayer, plan: ExchangePlan, handlers: ExchangeHandlers) {
    this.#transactions = transactions;
    this.#plan = plan;
    this.#handlers = handlers;
  }

  start(): void {
    this.#send();
  }

  /** Cancels an INVITE: now, or once a provisional response allows it (RFC 3261 §9.1). */
  cancel(headers: HeaderList): void {
    if (this.#cancelHeaders !== undefined) return;
    this.#cancelHeaders = headers;
    if (this.#provisional) this.#sendCancel(headers);
  }

  #send(): void {
    const destination = this.#plan.destinations[this.#destinationIndex] as Destination;
    this.#provisional = false;
    this.#transaction = this.#transactions.request(this.#plan.build(this.#authorization), destination, {
      onResponse: (response) => this.#receive(response),
      onFailure: (reason) => this.#fail(reason),
    });
  }

  #receive(response: SipResponse): void {
    const request = (this.#transaction as ClientTransaction).request;
    if (response.status < 200) {
      if (!this.#provisional && this.#cancelHeaders !== undefined) this.#sendCancel(this.#cancelHeaders);
      this.#provisional = true;
    } else if (
      this.#answers < maxAnswers &&
      this.#cancelHeaders === undefined &&
      this.#answer(request, response)
    ) {
      this.#send();
      return;
    }
    this.#handlers.onResponse(response, request);
  }

  /** True when the challenge has an answer worth sending. */
  #answer(request: SipRequest, response: SipResponse): boolean {
    const { credentials } = this.#plan;
    if (credentials === undefined || (response.status !== 401 && response.status !== 407)) return false;
    const answer = answerChallenge(response, { ...credentials, method: request.method, uri: request.uri });
    if (answer === undefined || (this.#answers > 0 && !answer.wasStale)) return false;
    this.#answers++;
    this.#authorization = [answer.header];
    return true;
  }

  #fail(reason: "timeout" | "transport"): void {
    const hasOther = this.#destinationIndex + 1 < this.#plan.destinations.length;
    if (reason === "transport" && hasOther && this.#cancelHeaders === undefined) {
      this.#destinationIndex++;
      this.#send();
    } else this.#handlers.onFailure(reason);
  }

  #sendCancel(headers: HeaderList): void {
    const fields = headers.map(([name, value]) => headerField(name, value));
    this.#transactions.cancel(this.#transaction as ClientTransaction, fields);
  }
}
