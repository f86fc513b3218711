// All transactions of one user agent: matching, merged requests, CANCEL, and sending what has none.
import { randomHex } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import { buildResponse, headerField, parseVia, uniqueBranch } from "../message/index.ts";
import type { HeaderField, SipMessage, SipRequest, SipResponse } from "../message/index.ts";
import type { Locator } from "../location/index.ts";
import { transportOf } from "../transport/index.ts";
import type { Destination, SipTransport } from "../transport/index.ts";
import { cancelFor, ClientTransaction } from "./client-transaction.ts";
import type { ClientHandlers } from "./client-transaction.ts";
import { clientKey, clientKeyOf, mergeKeyOf, serverKeyOf } from "./matching.ts";
import { responseDestination, ServerTransaction } from "./server-transaction.ts";
import type { Arrival } from "./server-transaction.ts";

export type TransactionLayerOptions = {
  clock: Clock;
  /** Finds where requests go; those who send several requests for one purpose ask it. */
  locator: Locator;
  send(destination: Destination, message: SipMessage, onFailure: () => void): void;
  /** sent-by of our Via, e.g. "192.0.2.1:5060". */
  sentBy(transport: SipTransport): string;
  /** A new request, to be answered through its transaction. Never ACK or CANCEL. */
  onRequest(transaction: ServerTransaction): void;
  /** An ACK of a 2xx that came as its own transaction. */
  onAck(arrival: Arrival): void;
};

export class TransactionLayer {
  readonly clock: Clock;
  readonly locator: Locator;
  readonly #options: TransactionLayerOptions;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #servers = new Map<string, ServerTransaction>();
  /** Server transaction key by merge key (RFC 3261 §8.2.2.2). */
  readonly #merges = new Map<string, string>();
  readonly #clientPorts;
  readonly #serverPorts;
  #closed = false;

  constructor(options: TransactionLayerOptions) {
    const { clock, send, locator } = options;
    this.#options = options;
    this.clock = clock;
    this.locator = locator;
    this.#clientPorts = {
      clock,
      send,
      onTerminated: ({ key }: ClientTransaction) => void this.#clients.delete(key),
    };
    this.#serverPorts = {
      clock,
      send,
      onTerminated: (transaction: ServerTransaction) => this.#forget(transaction),
    };
  }

  /** Sends a request in a new client transaction; its Via is added here. */
  request(request: SipRequest, destination: Destination, handlers: ClientHandlers): ClientTransaction {
    const branch = `z9hG4bK${randomHex(12)}`;
    const routed = this.#addVia(request, destination, branch);
    return this.#startClient(clientKey(branch, request.method), routed, destination, handlers);
  }

  /** Cancels an INVITE that had a provisional response (RFC 3261 §9.1). `extra` is for a Reason header. */
  cancel(invite: ClientTransaction, extra: readonly HeaderField[]): void {
    const key = invite.key.replace(/ INVITE$/, " CANCEL");
    if (this.#clients.has(key)) return;
    invite.expectFinalSoon();
    // Whatever becomes of the CANCEL itself, the INVITE's final response or its deadline decides.
    const ignore = { onResponse: () => {}, onFailure: () => {} };
    this.#startClient(key, cancelFor(invite.request, extra), invite.destination, ignore);
  }

  /** Goes on with an INVITE that an earlier process sent: it has its Via, and is not sent again. */
  adoptInvite(request: SipRequest, destination: Destination, handlers: ClientHandlers): ClientTransaction {
    const key = clientKey(uniqueBranch(request.topVia) ?? "", "INVITE");
    const transaction = new ClientTransaction(key, request, destination, this.#clientPorts, handlers);
    this.#clients.set(key, transaction);
    return transaction;
  }

  #startClient(
    key: string,
    request: SipRequest,
    destination: Destination,
    handlers: ClientHandlers,
  ): ClientTransaction {
    const transaction = new ClientTransaction(key, request, destination, this.#clientPorts, handlers);
    if (this.#closed) queueMicrotask(() => transaction.abort());
    else {
      this.#clients.set(key, transaction);
      transaction.start();
    }
    return transaction;
  }

  /** Sends the ACK of a 2xx: a request without a transaction (RFC 3261 §13.2.2.4). Gives what was sent. */
  sendAck(ack: SipRequest, destination: Destination): SipRequest {
    const branch = `z9hG4bK${randomHex(12)}`;
    const routed = this.#addVia(ack, destination, branch);
    this.repeatAck(routed, destination);
    return routed;
  }

  /** Sends an ACK once more, as it was. A lost one is asked for again by the next copy of the 2xx. */
  repeatAck(ack: SipRequest, destination: Destination): void {
    this.#options.send(destination, ack, () => {});
  }

  /**
   * Whether a request that arrived is one that we sent and still wait for: one of its Vias carries our branch,
   * so it came round in a circle (RFC 3261 §16.3, RFC 5393 §4.2).
   */
  isOwnRequest(request: SipRequest): boolean {
    return request.list("via").some((value) => {
      const via = parseVia(value);
      const branch = via && uniqueBranch(via);
      return branch !== undefined && this.#clients.has(clientKey(branch, request.method));
    });
  }

  #addVia(request: SipRequest, destination: Destination, branch: string): SipRequest {
    const transport = transportOf(destination);
    const via = `SIP/2.0/${transport.toUpperCase()} ${this.#options.sentBy(transport)};branch=${branch};rport`;
    return request.withFields([headerField("Via", via), ...request.fields]);
  }

  /** False when no transaction waits for this response. */
  receiveResponse(response: SipResponse): boolean {
    const key = clientKeyOf(response);
    const transaction = key === undefined ? undefined : this.#clients.get(key);
    transaction?.receive(response);
    return transaction !== undefined;
  }

  /** A request that passed its check. */
  receiveRequest(arrival: Arrival): void {
    const { request } = arrival;
    const key = serverKeyOf(request);
    const known = this.#servers.get(key);
    if (request.method === "ACK") {
      if (known === undefined) this.#options.onAck(arrival);
      else known.receiveAck(request);
    } else if (known !== undefined) known.receiveCopy();
    else if (request.method === "CANCEL") this.#receiveCancel(key, arrival);
    else this.#receiveNew(key, arrival);
  }

  #receiveNew(key: string, arrival: Arrival): void {
    const mergeKey = arrival.request.toTag === undefined ? mergeKeyOf(arrival.request) : undefined;
    const isMerged = mergeKey !== undefined && this.#merges.has(mergeKey);
    if (mergeKey !== undefined && !isMerged) this.#merges.set(mergeKey, key);
    const transaction = this.#startServer(key, arrival, newTag());
    if (isMerged) transaction.respond(482);
    else this.#options.onRequest(transaction);
  }

  /** RFC 3261 §9.2: the CANCEL is answered for itself, with the tag of what it cancels. */
  #receiveCancel(key: string, arrival: Arrival): void {
    const invite = this.#servers.get(serverKeyOf(arrival.request, "INVITE"));
    const transaction = this.#startServer(key, arrival, invite?.localTag ?? newTag());
    transaction.respond(invite === undefined ? 481 : 200);
    if (invite?.isPending) invite.onCancel?.(arrival.request);
  }

  #startServer(key: string, arrival: Arrival, localTag: string): ServerTransaction {
    const transaction = new ServerTransaction(key, arrival, localTag, this.#serverPorts);
    this.#servers.set(key, transaction);
    transaction.start();
    return transaction;
  }

  /** Answers a request that is not worth a transaction: malformed, or without the headers to match one. */
  respondStatelessly(arrival: Arrival, status: number, reason: string): void {
    const { request, source, flow } = arrival;
    const response = buildResponse(request, status, { reason, toTag: newTag() });
    this.#options.send(responseDestination(request, source, flow), response, () => {});
  }

  #forget(transaction: ServerTransaction): void {
    this.#servers.delete(transaction.key);
    const mergeKey = mergeKeyOf(transaction.request);
    if (this.#merges.get(mergeKey) === transaction.key) this.#merges.delete(mergeKey);
  }

  /** Entries of every map: 0 when nothing is in progress. */
  size(): number {
    return this.#clients.size + this.#servers.size + this.#merges.size;
  }

  count(): number {
    return this.#clients.size + this.#servers.size;
  }

  /** Ends every transaction; unanswered requests of ours fail, and so does every later one. */
  close(): void {
    this.#closed = true;
    const clients = [...this.#clients.values()];
    const servers = [...this.#servers.values()];
    this.#clients.clear();
    this.#servers.clear();
    this.#merges.clear();
    for (const transaction of [...clients, ...servers]) transaction.abort();
  }
}

/** A tag: at least 32 bits of randomness (RFC 3261 §19.3). */
export function newTag(): string {
  return randomHex(8);
}
