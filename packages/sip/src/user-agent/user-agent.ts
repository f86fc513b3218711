// The façade telephony uses: one SIP user agent with its sockets, transactions and dialogs.
import { err, ok, randomHex } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import type { WebSocket } from "ws";
import { dialogKey } from "../dialog/index.ts";
import {
  buildRequest,
  checkRequest,
  checkResponse,
  parseMessage,
  serializeMessage,
  stampTopVia,
  writeNameAddress,
} from "../message/index.ts";
import type { HeaderList, SipMessage, SipRequest, SipResponse } from "../message/index.ts";
import { cachedDns, Locator, nodeDns } from "../location/index.ts";
import { newTag, TransactionLayer } from "../transaction/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";
import { SocketTransport } from "../transport/index.ts";
import type {
  Destination,
  FlowKey,
  ListenError,
  SipSource,
  TlsCredentials,
  Transport,
  WebSocketPeer,
} from "../transport/index.ts";
import { refuseAnywhere } from "./admission.ts";
import { Exchange } from "./exchange.ts";
import type { IncomingInviteCall } from "./incoming-invite-call.ts";
import type { CallDialog, CallPorts, NotifierDialog } from "./call-ports.ts";
import { restoredPeer } from "./dialog-snapshot.ts";
import type { DialogSnapshot } from "./dialog-snapshot-types.ts";
import { InviteDialog } from "./invite-dialog.ts";
import { arriveAgain, endLeftInvite } from "./left-invites.ts";
import type { LeftArrival, LeftInvite } from "./left-invite-types.ts";
import { localIdentity } from "./local-identity.ts";
import { receiveOutOfDialog } from "./out-of-dialog.ts";
import type { OutOfDialogPorts } from "./out-of-dialog.ts";
import { OutgoingInviteCall } from "./outgoing-invite-call.ts";
import { defaultSessionTimer } from "./session-timer.ts";
import { defaultMinSubscriptionSeconds } from "./subscription.ts";
import type {
  Credentials,
  Dialog,
  OutgoingInvite,
  OutgoingInviteOptions,
  OutgoingRequest,
  SendError,
  SipUserAgentOptions,
} from "./types.ts";

export type SipUserAgentStats = {
  transactions: number;
  dialogs: number;
  /** Those that watch us, and those made by REFER. */
  subscriptions: number;
  connections: number;
  received: number;
  sent: number;
  bad: number;
};

export class SipUserAgent {
  readonly #options: SipUserAgentOptions;
  readonly #clock: Clock;
  readonly #transport: Transport;
  readonly #transactions: TransactionLayer;
  readonly #ports: CallPorts;
  readonly #dialogs = new Map<string, CallDialog>();
  readonly #subscriptions = new Map<string, NotifierDialog>();
  readonly #outOfDialog: OutOfDialogPorts;
  /** INVITEs that ring: told when their caller's connection is lost. */
  readonly #ringing = new Set<IncomingInviteCall>();
  #port: number | undefined;
  #tlsPort: number | undefined;
  #received = 0;
  #sent = 0;
  #bad = 0;

  constructor(options: SipUserAgentOptions) {
    this.#options = options;
    this.#clock = options.clock;
    const openTransport =
      options.openTransport ?? ((events, clock) => new SocketTransport(events, clock, options.socketLimits));
    this.#transport = openTransport(
      {
        onMessage: (bytes, source, flow) => this.#receive(bytes, source, flow),
        onBroken: (source, reason) => this.#reportBad(source, reason),
        onFlowClosed: (flow) => this.#onFlowClosed(flow),
        refusesConnection: (address) => options.refusesConnection?.(address) === true,
      },
      options.clock,
    );
    const identity = localIdentity(options.advertised.address, options.userAgent, (transport) =>
      transport === "tls" ? this.#tlsPort : this.#port,
    );
    const random = options.random ?? Math.random;
    this.#transactions = new TransactionLayer({
      clock: options.clock,
      locator: new Locator({
        dns: cachedDns(options.dns ?? nodeDns(), options.clock),
        clock: options.clock,
        random,
      }),
      send: (destination, message, onFailure) => this.#send(destination, message, onFailure),
      sentBy: identity.sentBy,
      onRequest: (transaction) => this.#onRequest(transaction),
      onAck: (arrival) => this.#dialogs.get(keyOf(arrival.request))?.receiveAck(arrival.request),
    });
    this.#ports = {
      clock: options.clock,
      random,
      transactions: this.#transactions,
      identity,
      sessionTimer: options.sessionTimer ?? defaultSessionTimer,
      minSubscriptionSeconds: options.minSubscriptionSeconds ?? defaultMinSubscriptionSeconds,
      dialogs: this.#dialogs,
      subscriptions: this.#subscriptions,
    };
    this.#outOfDialog = { options, calls: this.#ports, ringing: this.#ringing };
  }

  /** UDP and TCP on one port; port 0 picks a free one. */
  async listen(where: { address: string; port: number }): Promise<Result<{ port: number }, ListenError>> {
    const result = await this.#transport.listen(where);
    if (result.ok) this.#port = result.value.port;
    return result;
  }

  /** TLS on a port of its own; 0 picks a free one. New certificates count without listening again. */
  async listenTls(
    where: { address: string; port: number },
    credentials: TlsCredentials,
  ): Promise<Result<{ port: number }, ListenError>> {
    const result = await this.#transport.listenTls(where, credentials);
    if (result.ok) this.#tlsPort = result.value.port;
    return result;
  }

  /** Takes over an upgraded WebSocket with subprotocol "sip" (RFC 7118). */
  acceptWebSocket(socket: WebSocket, peer: WebSocketPeer): void {
    this.#transport.acceptWebSocket(socket, peer);
  }

  /** Starts a call; see `OutgoingInvite.outcome`. */
  invite(call: OutgoingInviteOptions): OutgoingInvite {
    return new OutgoingInviteCall(this.#ports, call);
  }

  /**
   * Goes on with a dialog of an earlier process; nothing is sent for it. Its owner sets the handlers before it
   * returns to the event loop. `credentials`: for a peer that challenges our requests.
   */
  restoreDialog(snapshot: DialogSnapshot, credentials?: Credentials): Dialog {
    return new InviteDialog(this.#ports, { ...restoredPeer(snapshot), credentials, restored: snapshot });
  }

  /** Cancels an INVITE of an earlier process. `reason` is the value of a Reason header. */
  endLeftInvite(left: LeftInvite, reason: string): void {
    endLeftInvite(this.#ports, left, reason);
  }

  /** An INVITE that an earlier process did not answer arrives again; false when it cannot be read. */
  receiveLeft(left: LeftArrival): boolean {
    const arrival = arriveAgain(left);
    if (arrival) this.#transactions.receiveRequest(arrival);
    return arrival !== undefined;
  }

  /** Sends an out-of-dialog request (OPTIONS, MESSAGE, …); resolves with its final response. */
  request(outgoing: OutgoingRequest): Promise<Result<SipResponse, SendError>> {
    const callId = outgoing.callId ?? randomHex(16);
    const fromAddress = { uri: outgoing.from, params: new Map([["tag", newTag()]]) };
    let sequence = (outgoing.sequence ?? 1) - 1;
    const build = (authorization: HeaderList): SipRequest => {
      const headers: HeaderList = [
        ["Max-Forwards", "70"],
        ["From", writeNameAddress(fromAddress)],
        ["To", writeNameAddress({ uri: outgoing.toUri ?? outgoing.uri })],
        ["Call-ID", callId],
        ["CSeq", `${++sequence} ${outgoing.method}`],
        ["User-Agent", this.#options.userAgent],
        ...(outgoing.headers ?? []),
        ...authorization,
      ];
      return buildRequest({ method: outgoing.method, uri: outgoing.uri, headers, body: outgoing.body });
    };
    const plan = { build, destinations: [outgoing.to].flat(), credentials: outgoing.credentials };
    return new Promise((resolve) => {
      const exchange = new Exchange(this.#transactions, plan, {
        onResponse: (response) => void (response.status >= 200 && resolve(ok(response))),
        onFailure: (reason) => resolve(err({ kind: reason === "timeout" ? "timeout" : "unreachable" })),
      });
      exchange.start();
    });
  }

  /** Counters for metrics and leak tests. */
  stats(): SipUserAgentStats {
    return {
      transactions: this.#transactions.count(),
      dialogs: this.#dialogs.size,
      subscriptions: this.#subscriptions.size,
      connections: this.#transport.connectionCount(),
      received: this.#received,
      sent: this.#sent,
      bad: this.#bad,
    };
  }

  /** Stops accepting and closes sockets and timers. Peers are not told: calls may live on elsewhere. */
  async close(): Promise<void> {
    this.#transactions.close();
    for (const dialog of this.#dialogs.values()) dialog.discard();
    for (const subscription of this.#subscriptions.values()) subscription.discard();
    this.#ringing.clear();
    await this.#transport.close();
  }

  #send(destination: Destination, message: SipMessage, onFailure: () => void): void {
    const bytes = serializeMessage(message);
    this.#sent++;
    if (this.#options.onTrace !== undefined) {
      const peer = this.#transport.peerOf(destination);
      if (peer !== undefined) this.#trace("out", peer, bytes);
    }
    this.#transport.send(destination, bytes, onFailure);
  }

  #receive(bytes: Buffer, source: SipSource, flow: FlowKey): void {
    this.#received++;
    if (this.#options.screen?.(source, bytes) === "drop") return this.#transport.dropFlow(flow);
    this.#trace("in", source, bytes);
    const parsed = parseMessage(bytes);
    if (!parsed.ok) this.#reportBad(source, parsed.error.reason);
    else if (parsed.value.kind === "response") this.#receiveResponse(parsed.value, source);
    else this.#receiveRequest(parsed.value, source, flow);
  }

  #receiveResponse(response: SipResponse, source: SipSource): void {
    const verdict = checkResponse(response);
    if (verdict.kind === "drop") this.#reportBad(source, verdict.reason);
    else if (!this.#transactions.receiveResponse(response)) this.#receiveStray(response);
  }

  /** Of a re-INVITE that an earlier process sent: the peer repeats its 2xx until somebody acknowledges. */
  #receiveStray(response: SipResponse): void {
    const { cseq, status, callId, fromTag = "", toTag = "" } = response;
    if (cseq.method !== "INVITE" || status < 200 || status > 299) return;
    this.#dialogs.get(dialogKey(callId, fromTag, toTag))?.acknowledgeStray(response);
  }

  #receiveRequest(request: SipRequest, source: SipSource, flow: FlowKey): void {
    const verdict = checkRequest(request);
    const arrival = { request: stampTopVia(request, source), source, flow };
    if (verdict.kind === "valid") return this.#transactions.receiveRequest(arrival);
    this.#reportBad(source, verdict.reason);
    if (request.method !== "ACK")
      this.#transactions.respondStatelessly(arrival, verdict.status, verdict.reason);
  }

  #onRequest(transaction: ServerTransaction): void {
    const { request } = transaction;
    const refusal = refuseAnywhere(request);
    if (refusal !== undefined) return transaction.respond(refusal.status, { headers: refusal.headers });
    if (request.toTag === undefined) return receiveOutOfDialog(this.#outOfDialog, transaction);
    const key = keyOf(request);
    const dialog = this.#dialogs.get(key) ?? this.#subscriptions.get(key);
    if (dialog !== undefined) dialog.receive(transaction);
    else if (request.method === "REGISTER" || request.method === "OPTIONS")
      receiveOutOfDialog(this.#outOfDialog, transaction);
    else transaction.respond(481);
  }

  #onFlowClosed(flow: FlowKey): void {
    for (const call of this.#ringing) if (call.flow === flow) call.lose();
    for (const subscription of this.#subscriptions.values()) subscription.lose(flow);
    this.#options.onFlowClosed?.(flow);
  }

  #reportBad(source: SipSource, reason: string): void {
    this.#bad++;
    this.#options.onBadMessage?.({ source, reason });
  }

  #trace(direction: "in" | "out", source: SipSource, bytes: Buffer): void {
    this.#options.onTrace?.({
      direction,
      at: this.#clock.now(),
      source,
      message: () => bytes.toString("utf8"),
    });
  }
}

/** Key of the dialog that a request names. */
function keyOf(request: SipRequest): string {
  return dialogKey(request.callId, request.toTag ?? "", request.fromTag ?? "");
}
