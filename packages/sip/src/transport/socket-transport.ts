// All sockets of one user agent: UDP and TCP on one port, TLS on another, connections both ways, WebSockets.
import { err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import { isIP } from "node:net";
import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { ConnectionCounts, defaultLimits } from "./connection-limits.ts";
import type { SocketLimits } from "./connection-limits.ts";
import { openStream } from "./open-stream.ts";
import { plainAddress } from "./plain-address.ts";
import { resolveHost } from "./resolve-host.ts";
import { StreamConnection } from "./stream-connection.ts";
import { listenErrorKind, listenTcp, listenTls } from "./stream-server.ts";
import type { StreamServer } from "./stream-server.ts";
import type { TlsCredentials } from "./tls-credentials.ts";
import { udpPeer } from "./transport.ts";
import type {
  Destination,
  FlowKey,
  ListenError,
  SipSource,
  SipTarget,
  Transport,
  TransportEvents,
  WebSocketPeer,
} from "./transport.ts";
import { UdpSocket } from "./udp-socket.ts";
import { WebSocketConnection } from "./web-socket-connection.ts";

/** With port 0: the free TCP port may be taken for UDP; another is tried. */
const freePortAttempts = 10;
/** How often connections are looked at for what is stuck, idle or owed a keep-alive; deadlines are seconds. */
const sweepEveryMs = 2_000;

type Connection = StreamConnection | WebSocketConnection;

export class SocketTransport implements Transport {
  readonly #events: TransportEvents;
  readonly #clock: Clock;
  readonly #limits: SocketLimits;
  readonly #counts: ConnectionCounts;
  readonly #connections = new Map<FlowKey, Connection>();
  /** TCP and TLS connections by peer (`peerKey`), for reuse. */
  readonly #byPeer = new Map<string, StreamConnection>();
  readonly #servers: StreamServer[] = [];
  #udp: UdpSocket | undefined;
  #credentials: TlsCredentials | undefined;
  #stopSweeping: (() => void) | undefined;
  #nextFlow = 1;
  #closed = false;

  constructor(events: TransportEvents, clock: Clock, limits: Partial<SocketLimits> = {}) {
    this.#events = events;
    this.#clock = clock;
    this.#limits = { ...defaultLimits, ...limits };
    this.#counts = new ConnectionCounts(this.#limits);
  }

  async listen(where: { address: string; port: number }): Promise<Result<{ port: number }, ListenError>> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.#tryListen(where);
      const retry =
        where.port === 0 &&
        attempt < freePortAttempts &&
        !result.ok &&
        result.error.kind === "address-in-use";
      if (!retry) return result;
    }
  }

  async #tryListen(where: { address: string; port: number }): Promise<Result<{ port: number }, ListenError>> {
    let server: StreamServer | undefined;
    const udp = new UdpSocket(where.address, this.#events);
    try {
      server = await listenTcp(where, (socket) => this.#accept(socket, "tcp"));
      await udp.bind(where.address, server.port);
      this.#servers.push(server);
      this.#udp = udp;
      return ok({ port: server.port });
    } catch (error) {
      await server?.close();
      udp.close();
      return err({ kind: listenErrorKind(error) });
    }
  }

  async listenTls(
    where: { address: string; port: number },
    credentials: TlsCredentials,
  ): Promise<Result<{ port: number }, ListenError>> {
    this.#credentials = credentials;
    const handshakeMs = this.#limits.connectMs;
    try {
      const server = await listenTls(
        where,
        { credentials, handshakeMs },
        {
          admits: (address) => this.#admits(plainAddress(address)),
          socket: (socket) => this.#accept(socket, "tls"),
          failedHandshake: (address, reason) =>
            this.#events.onBroken({ transport: "tls", address: plainAddress(address), port: 0 }, reason),
        },
      );
      this.#servers.push(server);
      return ok({ port: server.port });
    } catch (error) {
      return err({ kind: listenErrorKind(error) });
    }
  }

  #accept(socket: Socket, transport: "tcp" | "tls"): void {
    const address = plainAddress(socket.remoteAddress ?? "");
    if (this.#closed || address === "" || !this.#admits(address)) {
      socket.destroy();
      return;
    }
    this.#addStream(socket, { transport, address, port: socket.remotePort ?? 0 }, false);
  }

  #admits(address: string): boolean {
    return this.#counts.allows(address) && this.#events.refusesConnection?.(address) !== true;
  }

  #addStream(socket: Socket, target: SipTarget, isOurs: boolean): StreamConnection {
    const { transport, address, port } = target;
    const flow = `${transport}:${this.#nextFlow++}`;
    const peer = peerKey(target);
    const connection: StreamConnection = new StreamConnection(
      {
        socket,
        flow,
        source: { transport, address, port },
        isOurs,
        limits: this.#limits,
        clock: this.#clock,
        onClosed: () => {
          if (this.#byPeer.get(peer) === connection) this.#byPeer.delete(peer);
          this.#forget(flow);
        },
      },
      this.#events,
    );
    this.#byPeer.set(peer, connection);
    this.#add(connection);
    return connection;
  }

  acceptWebSocket(socket: WebSocket, peer: WebSocketPeer): void {
    const address = plainAddress(peer.address);
    if (this.#closed || !this.#admits(address)) {
      socket.close(1013); // try again later
      return;
    }
    const transport = peer.secure === true ? "wss" : "ws";
    const flow = `${transport}:${this.#nextFlow++}`;
    const source = { transport, address, port: peer.port } as const;
    this.#add(
      new WebSocketConnection(
        {
          socket,
          flow,
          source,
          limits: this.#limits,
          clock: this.#clock,
          onClosed: () => this.#forget(flow),
        },
        this.#events,
      ),
    );
  }

  #add(connection: Connection): void {
    this.#connections.set(connection.flow, connection);
    this.#counts.add(connection.source.address);
    this.#stopSweeping ??= this.#clock.after(sweepEveryMs, () => this.#sweep());
  }

  #forget(flow: FlowKey): void {
    const connection = this.#connections.get(flow);
    if (connection === undefined) return;
    this.#connections.delete(flow);
    this.#counts.remove(connection.source.address);
    if (this.#connections.size === 0) this.#rest();
    if (!this.#closed) this.#events.onFlowClosed(flow);
  }

  #sweep(): void {
    this.#stopSweeping = this.#clock.after(sweepEveryMs, () => this.#sweep());
    for (const connection of this.#connections.values()) connection.tick();
  }

  #rest(): void {
    this.#stopSweeping?.();
    this.#stopSweeping = undefined;
  }

  send(destination: Destination, bytes: Buffer, onFailure: () => void): void {
    if (!("flow" in destination)) return this.#sendTo(destination, bytes, onFailure);
    const connection = this.#connections.get(destination.flow);
    if (connection !== undefined) return connection.send(bytes, onFailure);
    const peer = udpPeer(destination.flow);
    if (peer === undefined) queueMicrotask(onFailure);
    else this.#sendTo(peer, bytes, onFailure);
  }

  #sendTo(target: SipTarget, bytes: Buffer, onFailure: () => void): void {
    if (isIP(target.address) !== 0) return this.#sendToAddress(target, bytes, onFailure);
    void resolveHost(target.address).then((address) => {
      if (address === undefined || this.#closed) return onFailure();
      const domain = target.domain ?? target.address;
      this.#sendToAddress({ ...target, address, domain }, bytes, onFailure);
    });
  }

  #sendToAddress(target: SipTarget, bytes: Buffer, onFailure: () => void): void {
    const { transport, address, port } = target;
    if (transport === "udp" && this.#udp !== undefined) this.#udp.send(bytes, address, port, onFailure);
    else if ((transport === "tcp" || transport === "tls") && !this.#closed)
      (this.#byPeer.get(peerKey(target)) ?? this.#connect(target)).send(bytes, onFailure);
    else queueMicrotask(onFailure); // a browser cannot be called without its connection
  }

  #connect(target: SipTarget): StreamConnection {
    const { transport, address, port } = target;
    const socket = openStream({
      target,
      credentials: this.#credentials,
      connectMs: this.#limits.connectMs,
      clock: this.#clock,
      onUntrusted: (reason) => this.#events.onBroken({ transport, address, port }, reason),
    });
    return this.#addStream(socket, target, true);
  }

  peerOf(destination: Destination): SipSource | undefined {
    if (!("flow" in destination)) return destination;
    return this.#connections.get(destination.flow)?.source ?? udpPeer(destination.flow);
  }

  dropFlow(flow: FlowKey): void {
    this.#connections.get(flow)?.close();
  }

  connectionCount(): number {
    return this.#connections.size;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#rest();
    this.#udp?.close();
    this.#udp = undefined;
    const closing = this.#servers.splice(0).map((server) => server.close());
    for (const connection of this.#connections.values()) connection.close();
    await Promise.all(closing);
  }
}

/**
 * Connections with the same key serve the same requests (RFC 5923): a TLS connection proved one domain under
 * one trust, and one that the peer opened proved none.
 */
function peerKey({ transport, address, port, domain, trust }: SipTarget): string {
  const peer = `${transport}:${address}:${port}`;
  if (transport !== "tls" || domain === undefined) return peer;
  const authorities = trust?.authorities?.join("") ?? "";
  return `${peer} ${domain} ${trust?.acceptsWildcards === true ? "wildcards" : ""} ${authorities}`;
}
