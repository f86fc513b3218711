// The other end of one dialog: where it is reached, and the requests and ACKs we send it.
import { isIP } from "node:net";
import { dialogKey, receiveInDialog, routeRequest, withNextSequence, withPhase } from "../dialog/index.ts";
import type { DialogState } from "../dialog/index.ts";
import { buildRequest } from "../message/index.ts";
import type { HeaderList, MessageBody, SipRequest, SipResponse } from "../message/index.ts";
import type { ServerTransaction, TransactionLayer } from "../transaction/index.ts";
import { transportOf } from "../transport/index.ts";
import type { Destination, FlowKey } from "../transport/index.ts";
import { Exchange } from "./exchange.ts";
import type { ExchangeHandlers } from "./exchange.ts";
import type { LocalIdentity } from "./local-identity.ts";
import type { Credentials, DialogEnd } from "./types.ts";

/**
 * How requests in the dialog reach the peer. `fixed` goes first or last: a browser or a phone behind NAT
 * is only reached over the flow its messages came by; a peer with a true address by route set or Contact.
 */
export type PeerPath = {
  readonly fixed: Destination;
  readonly order: "fixed-only" | "fixed-first" | "routed-first";
};

export type DialogPeerOptions = {
  transactions: TransactionLayer;
  identity: LocalIdentity;
  state: DialogState;
  path: PeerPath;
  contactUser: string | undefined;
  credentials: Credentials | undefined;
  /** The peer does not know the dialog, or cannot be reached any more (RFC 3261 §12.2.1.2). */
  onGone(cause: DialogEnd): void;
};

const defaultPort = 5060;

export class DialogPeer {
  readonly #options: DialogPeerOptions;
  #state: DialogState;
  #path: PeerPath;

  constructor(options: DialogPeerOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#path = options.path;
  }

  get state(): DialogState {
    return this.#state;
  }

  get key(): string {
    return dialogKey(this.#state.callId, this.#state.localTag, this.#state.remoteTag);
  }

  /** The connection the peer is reached over now; undefined when it is reached by address. */
  get flow(): FlowKey | undefined {
    const { fixed } = this.#path;
    return "flow" in fixed ? fixed.flow : undefined;
  }

  setState(state: DialogState): void {
    this.#state = state;
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
    return true;
  }

  /** Sends a request with the next CSeq number. A 481, a 408 or no answer at all ends the dialog. */
  send(
    method: string,
    content: { headers?: HeaderList | undefined; body?: MessageBody | undefined },
    handlers: ExchangeHandlers,
  ): void {
    const plan = {
      build: (authorization: HeaderList) => {
        this.#state = withNextSequence(this.#state);
        return this.#build(
          method,
          this.#state.localSequence,
          [...(content.headers ?? []), ...authorization],
          content.body,
        );
      },
      destinations: this.#destinations(),
      credentials: this.#options.credentials,
    };
    const exchange = new Exchange(this.#options.transactions, plan, {
      onResponse: (response, request) => {
        handlers.onResponse(response, request);
        if (response.status === 481) this.#options.onGone({ by: "remote", reason: undefined });
        else if (response.status === 408) this.#options.onGone({ by: "timeout", reason: undefined });
      },
      onFailure: (reason) => {
        handlers.onFailure(reason);
        if (reason === "timeout") this.#options.onGone({ by: "timeout", reason: undefined });
        // A closed flow may be opened again by its owner, who then finds the call still up.
        else if (this.#path.order !== "fixed-only")
          this.#options.onGone({ by: "transport", reason: undefined });
      },
    });
    exchange.start();
  }

  /** ACKs the 2xx to `invite`; the returned function repeats the ACK for a copy of the 2xx. */
  acknowledge(invite: SipRequest, success: SipResponse): () => void {
    const authorization = invite.fields
      .filter(({ key }) => key === "authorization" || key === "proxy-authorization")
      .map(({ name, value }) => [name, value] as const);
    const remoteTarget = success.contact?.uri;
    if (remoteTarget !== undefined) this.#state = { ...this.#state, remoteTarget };
    const destination = this.#destinations()[0] as Destination;
    const ack = this.#build("ACK", invite.cseq.sequence, authorization, undefined);
    const sent = this.#options.transactions.sendAck(ack, destination);
    return () => this.#options.transactions.repeatAck(sent, destination);
  }

  /** Contact and capabilities, for success responses and for requests that may change the call. */
  contactHeaders(): HeaderList {
    const { identity, contactUser } = this.#options;
    return [
      ["Contact", identity.contact(transportOf(this.#path.fixed), contactUser)],
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
      ...(method === "INVITE" || method === "UPDATE" ? this.contactHeaders() : []),
    ];
    return buildRequest({ method, uri, headers: [...own, ...headers], body });
  }

  #destinations(): Destination[] {
    const { fixed, order } = this.#path;
    const { nextHop } = routeRequest(this.#state);
    if (
      order === "fixed-only" ||
      nextHop === undefined ||
      nextHop.host === "" ||
      nextHop.host.endsWith(".invalid")
    )
      return [fixed];
    const wanted = nextHop.params.get("transport")?.toLowerCase();
    const transport =
      wanted === "tcp" || (wanted === undefined && transportOf(fixed) === "tcp") ? "tcp" : "udp";
    const routed = { transport, address: nextHop.host, port: nextHop.port ?? defaultPort } as const;
    return order === "fixed-first" ? [fixed, routed] : [routed, fixed];
  }
}

/** The path to a peer whose request we received. */
export function pathOfArrival({ request, source, flow }: ServerTransaction, state: DialogState): PeerPath {
  const fixed = { flow };
  if (source.transport === "ws") return { fixed, order: "fixed-only" };
  if (source.transport === "tcp") return { fixed, order: "fixed-first" };
  const { host, port } = request.topVia;
  const translated = (isIP(host) !== 0 && host !== source.address) || (port ?? defaultPort) !== source.port;
  return { fixed, order: translated && state.routeSet.length === 0 ? "fixed-only" : "routed-first" };
}

/** The path to a peer we called at `destination`. */
export function pathOfCall(destination: Destination): PeerPath {
  return { fixed: destination, order: "flow" in destination ? "fixed-only" : "routed-first" };
}
