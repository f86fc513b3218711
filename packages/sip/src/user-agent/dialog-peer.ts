// The other end of one dialog: where it is reached, and the requests and ACKs we send it.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { isIP } from "node:net";
import {
  dialogKey,
  receiveInDialog,
  routeRequest,
  targetRefreshMethods,
  withNextSequence,
  withPhase,
} from "../dialog/index.ts";
import type { DialogState } from "../dialog/index.ts";
import { buildRequest, reasonOf } from "../message/index.ts";
import type { HeaderList, MessageBody, SipMessage, SipRequest, SipResponse } from "../message/index.ts";
import type { ServerTransaction, TransactionLayer } from "../transaction/index.ts";
import type { Target } from "../location/index.ts";
import { defaultPort, isWebSocket, transportOf } from "../transport/index.ts";
import type { Destination, FlowKey } from "../transport/index.ts";
import type { PeerPath, PeerSnapshot } from "./dialog-snapshot-types.ts";
import { Exchange } from "./exchange.ts";
import type { ExchangeHandlers } from "./exchange.ts";
import { isSecureUri } from "./local-identity.ts";
import type { LocalIdentity } from "./local-identity.ts";
import { nextHopTarget } from "./next-hop.ts";
import type { Credentials, DialogEnd, SendError } from "./types.ts";

export type DialogPeerOptions = {
  transactions: TransactionLayer;
  identity: LocalIdentity;
  state: DialogState;
  path: PeerPath;
  contactUser: string | undefined;
  credentials: Credentials | undefined;
  allowsUpdate?: boolean;
  /** Something that a checkpoint holds is another now. */
  onChanged?(): void;
  /** The peer does not know the dialog, or cannot be reached any more (RFC 3261 §12.2.1.2). */
  onGone(cause: DialogEnd): void;
};

/** `onSent` is told of each request as it goes out: a challenge or another destination makes a new one. */
export type PeerHandlers = ExchangeHandlers & { onSent?(request: SipRequest): void };

export class DialogPeer {
  readonly #options: DialogPeerOptions;
  #state: DialogState;
  #path: PeerPath;
  #allowsUpdate = false;

  constructor(options: DialogPeerOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#path = options.path;
    this.#allowsUpdate = options.allowsUpdate === true;
  }

  get state(): DialogState {
    return this.#state;
  }

  /** What of the peer a checkpoint holds. */
  snapshot(): PeerSnapshot {
    const { contactUser } = this.#options;
    return { state: this.#state, path: this.#path, contactUser, allowsUpdate: this.#allowsUpdate };
  }

  get key(): string {
    return dialogKey(this.#state.callId, this.#state.localTag, this.#state.remoteTag);
  }

  /** The connection the peer is reached over now; undefined when it is reached by address. */
  get flow(): FlowKey | undefined {
    const { fixed } = this.#path;
    return "flow" in fixed ? fixed.flow : undefined;
  }

  /** What is sent from here on goes over `flow`. */
  moveTo(flow: FlowKey): void {
    this.#path = { ...this.#path, fixed: { flow } };
    this.#options.onChanged?.();
  }

  /** Whether nothing but this connection leads to the peer. */
  isOnlyReachedOver(flow: FlowKey): boolean {
    return this.#path.order === "fixed-only" && this.flow === flow;
  }

  /** Whether the peer said that it understands UPDATE (RFC 3311 §4). */
  get allowsUpdate(): boolean {
    return this.#allowsUpdate;
  }

  /** Notes what a message from the peer says about its abilities. */
  learn(message: SipMessage): void {
    const allow = message.header("allow");
    if (allow !== undefined)
      this.#allowsUpdate = message.headers("allow").some((line) => line.includes("UPDATE"));
  }

  /** The peer refused UPDATE, whatever it said. */
  forgetUpdate(): void {
    this.#allowsUpdate = false;
  }

  setState(state: DialogState): void {
    this.#state = state;
    this.#options.onChanged?.();
  }

  terminate(): void {
    this.#state = withPhase(this.#state, "terminated");
  }

  /** Notes a request from the peer. False when its CSeq is not in order. */
  receive(transaction: ServerTransaction): boolean {
    const received = receiveInDialog(this.#state, transaction.request);
    if (received.kind === "out-of-order") return false;
    this.#state = received.state;
    // A browser that reconnected speaks over a new flow: from now on it is reached there.
    if (this.#state.routeSet.length === 0) this.#path = pathOfArrival(transaction, this.#state);
    this.#options.onChanged?.();
    return true;
  }

  /** Sends a request with the next CSeq number. A 481, a 408 or no answer at all ends the dialog. */
  send(
    method: string,
    content: { headers?: HeaderList | undefined; body?: MessageBody | undefined },
    handlers: PeerHandlers,
  ): void {
    const plan = {
      build: (authorization: HeaderList) => {
        this.setState(withNextSequence(this.#state));
        const headers = [...(content.headers ?? []), ...authorization];
        const request = this.#build(method, this.#state.localSequence, headers, content.body);
        handlers.onSent?.(request);
        return request;
      },
      destinations: this.#destinations(),
      credentials: this.#options.credentials,
      inDialog: true,
    };
    // What happens to NOTIFYs concerns their subscription alone, not the call it shares a dialog with (RFC 5057 §5.1).
    const onGone: DialogPeerOptions["onGone"] = method === "NOTIFY" ? () => {} : this.#options.onGone;
    const exchange = new Exchange(this.#options.transactions, plan, {
      onResponse: (response, request, destination) => {
        const target = response.status < 300 && response.status >= 200 && targetRefreshMethods.has(method);
        const remoteTarget = target ? response.contact?.uri : undefined;
        if (remoteTarget !== undefined) this.setState({ ...this.#state, remoteTarget });
        handlers.onResponse(response, request, destination);
        if (response.status === 481) onGone({ by: "remote", reason: reasonOf(response) });
        else if (response.status === 408) onGone({ by: "timeout", reason: reasonOf(response) });
      },
      onFailure: (reason) => {
        handlers.onFailure(reason);
        if (reason === "timeout") onGone({ by: "timeout", reason: undefined });
        // A closed flow may be opened again by its owner, who then finds the call still up.
        else if (this.#path.order !== "fixed-only") onGone({ by: "transport", reason: undefined });
      },
    });
    exchange.start();
  }

  /** Sends a request; resolves with its final response. */
  request(
    method: string,
    content: { headers?: HeaderList; body?: MessageBody },
  ): Promise<Result<SipResponse, SendError>> {
    return new Promise((resolve) => {
      this.send(method, content, {
        onResponse: (response) => void (response.status >= 200 && resolve(ok(response))),
        onFailure: (reason) => resolve(err({ kind: reason === "timeout" ? "timeout" : "unreachable" })),
      });
    });
  }

  /**
   * ACKs the 2xx to `invite`, with `answer` when the 2xx made the offer; the returned function repeats the ACK
   * for a copy of the 2xx.
   */
  acknowledge(invite: SipRequest, success: SipResponse, answer?: MessageBody): () => void {
    const authorization = invite.fields
      .filter(({ key }) => key === "authorization" || key === "proxy-authorization")
      .map(({ name, value }) => [name, value] as const);
    const remoteTarget = success.contact?.uri;
    if (remoteTarget !== undefined) this.setState({ ...this.#state, remoteTarget });
    return this.#sendAck(this.#build("ACK", invite.cseq.sequence, authorization, answer));
  }

  /** ACKs a 2xx to an INVITE that we sent before this process began; without it the peer ends the call (§13.3.1.4). */
  acknowledgeStray(success: SipResponse): void {
    this.#sendAck(this.#build("ACK", success.cseq.sequence, [], undefined));
  }

  #sendAck(ack: SipRequest): () => void {
    const { transactions } = this.#options;
    let repeat = () => {};
    transactions.locator.locate(this.#destinations()[0] as Target, (located) => {
      const destination = located.ok ? located.value[0] : undefined;
      if (destination === undefined) return; // the peer asks with copies of its 2xx and then gives up
      const sent = transactions.sendAck(ack, destination);
      repeat = () => transactions.repeatAck(sent, destination);
    });
    return () => repeat();
  }

  /** Contact and capabilities, for success responses and for requests that may change the call. */
  contactHeaders(): HeaderList {
    const { identity, contactUser } = this.#options;
    const { routeSet, remoteTarget } = this.#state;
    const isSecure = isSecureUri(routeSet[0] ?? remoteTarget);
    return [
      ["Contact", identity.contact(transportOf(this.#path.fixed), contactUser, isSecure)],
      ...identity.capabilities(),
    ];
  }

  #build(method: string, sequence: number, headers: HeaderList, body: MessageBody | undefined): SipRequest {
    const { state } = this;
    const { uri, routes } = routeRequest(state);
    const remoteTag = state.remoteTag === "" ? "" : `;tag=${state.remoteTag}`;
    const own: HeaderList = [
      ["Max-Forwards", "70"],
      ...routes.map((route) => ["Route", route] as const),
      ["From", `${state.localAddress};tag=${state.localTag}`],
      ["To", `${state.remoteAddress}${remoteTag}`],
      ["Call-ID", state.callId],
      ["CSeq", `${sequence} ${method}`],
      ["User-Agent", this.#options.identity.userAgent],
      ...(targetRefreshMethods.has(method) ? this.contactHeaders() : []),
    ];
    return buildRequest({ method, uri, headers: [...own, ...headers], body });
  }

  #destinations(): Target[] {
    const { fixed, order } = this.#path;
    const { nextHop } = routeRequest(this.#state);
    if (
      order === "fixed-only" ||
      nextHop === undefined ||
      nextHop.host === "" ||
      nextHop.host.endsWith(".invalid")
    )
      return [fixed];
    const routed = nextHopTarget(nextHop, fixed);
    return order === "fixed-first" ? [fixed, routed] : [routed, fixed];
  }
}

/** The path to a peer whose request we received. */
export function pathOfArrival({ request, source, flow }: ServerTransaction, state: DialogState): PeerPath {
  const fixed = { flow };
  if (isWebSocket(source)) return { fixed, order: "fixed-only" };
  if (source.transport !== "udp") return { fixed, order: "fixed-first" };
  const { host, port } = request.topVia;
  const translated =
    (isIP(host) !== 0 && host !== source.address) || (port ?? defaultPort("udp")) !== source.port;
  return { fixed, order: translated && state.routeSet.length === 0 ? "fixed-only" : "routed-first" };
}

/** The path to a peer we called at `destination`. */
export function pathOfCall(destination: Destination): PeerPath {
  return { fixed: destination, order: "flow" in destination ? "fixed-only" : "routed-first" };
}
