// All sockets of one user agent: a UDP socket and a TCP server on one port, connections, WebSockets.
import { err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import { connect, createServer, isIP } from "node:net";
import type { Server, Socket } from "node:net";
import type { WebSocket } from "ws";
import { resolveHost } from "./resolve-host.ts";
import { StreamConnection } from "./stream-connection.ts";
import { udpPeer } from "./transport.ts";
import type {
  Destination,
  FlowKey,
  ListenError,
  SipSource,
  Transport,
  TransportEvents,
} from "./transport.ts";
import { UdpSocket } from "./udp-socket.ts";
import { WebSocketConnection } from "./web-socket-connection.ts";

/** A node serves some thousands of phones; past this, new connections are an attack or a mistake. */
const maxConnections = 20_000;
/** Nobody answers a SYN later than this. */
const connectTimeoutMs = 10_000;
/** With port 0: the free TCP port may be taken for UDP; another is tried. */
const freePortAttempts = 10;

type Connection = StreamConnection | WebSocketConnection;

export class SocketTransport implements Transport {
  readonly #events: TransportEvents;
  readonly #clock: Clock;
  readonly #connections = new Map<FlowKey, Connection>();
  /** TCP connections by "address:port" of the peer, for reuse. */
  readonly #byPeer = new Map<string, StreamConnection>();
  #udp: UdpSocket | undefined;
  #server: Server | undefined;
  #nextFlow = 1;
  #closed = false;

  constructor(events: TransportEvents, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
  }

  async listen(where: { address: string; port: number }): Promise<Result<{ port: number }, ListenError>> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.#tryListen(where.address, where.port);
      const retry =
        where.port === 0 &&
        attempt < freePortAttempts &&
        !result.ok &&
        result.error.kind === "address-in-use";
      if (!retry) return result;
    }
  }

  async #tryListen(address: string, wantedPort: number): Promise<Result<{ port: number }, ListenError>> {
    const server = createServer((socket) => this.#acceptStream(socket));
    const udp = new UdpSocket(address, this.#events);
    try {
      const port = await listenOn(server, address, wantedPort);
      await udp.bind(address, port);
      this.#server = server;
      this.#udp = udp;
      return ok({ port });
    } catch (error) {
      server.close();
      udp.close();
      return err({ kind: listenErrorKind(error) });
    }
  }

  #acceptStream(socket: Socket): void {
    if (this.#connections.size >= maxConnections || socket.remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    this.#addStream(socket, {
      transport: "tcp",
      address: socket.remoteAddress,
      port: socket.remotePort ?? 0,
    });
  }

  #addStream(socket: Socket, source: SipSource): StreamConnection {
    const flow = `tcp:${this.#nextFlow++}`;
    const peer = peerKey(source);
    const connection = new StreamConnection(socket, flow, source, this.#events, () => {
      if (this.#byPeer.get(peer) === connection) this.#byPeer.delete(peer);
      this.#forget(flow);
    });
    this.#byPeer.set(peer, connection);
    this.#connections.set(flow, connection);
    return connection;
  }

  acceptWebSocket(socket: WebSocket, peer: { address: string; port: number }): void {
    if (this.#closed || this.#connections.size >= maxConnections) {
      socket.close(1013);
      return;
    }
    const flow = `ws:${this.#nextFlow++}`;
    const source = { transport: "ws", address: peer.address, port: peer.port } as const;
    const connection = new WebSocketConnection(socket, flow, source, this.#events, () => this.#forget(flow));
    this.#connections.set(flow, connection);
  }

  #forget(flow: FlowKey): void {
    if (this.#connections.delete(flow) && !this.#closed) this.#events.onFlowClosed(flow);
  }

  send(destination: Destination, bytes: Buffer, onFailure: () => void): void {
    if (!("flow" in destination)) return this.#sendTo(destination, bytes, onFailure);
    const connection = this.#connections.get(destination.flow);
    if (connection !== undefined) return connection.send(bytes, onFailure);
    const peer = udpPeer(destination.flow);
    if (peer === undefined) queueMicrotask(onFailure);
    else this.#sendTo(peer, bytes, onFailure);
  }

  #sendTo(target: SipSource, bytes: Buffer, onFailure: () => void): void {
    if (isIP(target.address) !== 0) return this.#sendToAddress(target, bytes, onFailure);
    void resolveHost(target.address).then((address) => {
      if (address === undefined || this.#closed) onFailure();
      else this.#sendToAddress({ ...target, address }, bytes, onFailure);
    });
  }

  #sendToAddress(target: SipSource, bytes: Buffer, onFailure: () => void): void {
    if (target.transport === "udp" && this.#udp !== undefined) {
      this.#udp.send(bytes, target.address, target.port, onFailure);
    } else if (target.transport === "tcp" && !this.#closed) {
      (this.#byPeer.get(peerKey(target)) ?? this.#connect(target)).send(bytes, onFailure);
    } else queueMicrotask(onFailure); // a browser cannot be called without its connection
  }

  #connect(target: SipSource): StreamConnection {
    const socket = connect({ host: target.address, port: target.port });
    const stopWaiting = this.#clock.after(connectTimeoutMs, () => socket.destroy());
    socket.once("connect", stopWaiting);
    socket.once("close", stopWaiting);
    return this.#addStream(socket, target);
  }

  peerOf(destination: Destination): SipSource | undefined {
    if (!("flow" in destination)) return destination;
    return this.#connections.get(destination.flow)?.source ?? udpPeer(destination.flow);
  }

  connectionCount(): number {
    return this.#connections.size;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#udp?.close();
    this.#udp = undefined;
    const server = this.#server;
    const serverClosed = new Promise<void>((resolve) =>
      server?.listening ? server.close(() => resolve()) : resolve(),
    );
    for (const connection of this.#connections.values()) connection.close();
    await serverClosed;
  }
}

function peerKey(peer: SipSource): string {
  return `${peer.address}:${peer.port}`;
}

async function listenOn(server: Server, address: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: address, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const bound = server.address();
  return typeof bound === "object" && bound !== null ? bound.port : port;
}

function listenErrorKind(error: unknown): ListenError["kind"] {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return "address-in-use";
  if (code === "EACCES" || code === "EPERM") return "permission-denied";
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EINVAL") return "address-not-available";
  throw error;
}
