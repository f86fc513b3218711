// What the layers above see of the network: bytes with their source, flows, destinations.
import type { Clock, Result } from "@tandem/kernel";
import type { WebSocket } from "ws";
import type { TlsCredentials, TlsTrust } from "./tls-credentials.ts";

export type SipTransport = "udp" | "tcp" | "tls" | "ws" | "wss";
/** Where a message came from or went to. `address` is an IP address, IPv6 without brackets, never IPv4-mapped. */
export type SipSource = { transport: SipTransport; address: string; port: number };
/** Identifies the connection, or the UDP peer, a message came over. */
export type FlowKey = string;
/** A peer by address. `address` may be a host name; the TLS certificate of the peer must name `domain`. */
export type SipTarget = SipSource & {
  /** The SIP domain that was looked up (RFC 5922 §4); `address` when left out. For TLS only. */
  domain?: string | undefined;
  /** Which certificates count for this peer; the public authorities when left out. For TLS only. */
  trust?: TlsTrust | undefined;
};
export type Destination = { flow: FlowKey } | SipTarget;

export type ListenError = { kind: "address-in-use" | "permission-denied" | "address-not-available" };

export type TransportEvents = {
  /** One message's bytes, not yet parsed. */
  onMessage(bytes: Buffer, source: SipSource, flow: FlowKey): void;
  /** A peer's stream could not be cut into messages, or went over a limit; it was closed. */
  onBroken(source: SipSource, reason: string): void;
  onFlowClosed(flow: FlowKey): void;
  /** Whether a connection from this address is closed before anything is read from it; none is when left out. */
  refusesConnection?(address: string): boolean;
};

/** A WebSocket's other end; `secure` when it came over TLS. */
export type WebSocketPeer = { address: string; port: number; secure?: boolean };

export type Transport = {
  /** UDP and TCP on one port; port 0 picks a free one. "::" takes IPv4 as well. */
  listen(where: { address: string; port: number }): Promise<Result<{ port: number }, ListenError>>;
  /** TLS on a port of its own; connections that we open show the same certificate from then on. */
  listenTls(
    where: { address: string; port: number },
    credentials: TlsCredentials,
  ): Promise<Result<{ port: number }, ListenError>>;
  acceptWebSocket(socket: WebSocket, peer: WebSocketPeer): void;
  /**
   * Sends `bytes`, opening or reusing a connection for TCP and TLS. `onFailure` is called at most once, and
   * never before `send` returned.
   */
  send(destination: Destination, bytes: Buffer, onFailure: () => void): void;
  /** The peer a destination leads to; undefined when its connection is gone. */
  peerOf(destination: Destination): SipSource | undefined;
  /** Ends a connection at once; a UDP flow has none. */
  dropFlow(flow: FlowKey): void;
  /** Open connections; UDP peers do not count. */
  connectionCount(): number;
  close(): Promise<void>;
};

export type OpenTransport = (events: TransportEvents, clock: Clock) => Transport;

const transportNames: ReadonlySet<string> = new Set<SipTransport>(["udp", "tcp", "tls", "ws", "wss"]);

/** Whether a name, in lower case, is a transport that we speak. */
export function isSipTransport(name: string): name is SipTransport {
  return transportNames.has(name);
}

/** The transport of a flow: the part of its key before the first colon. */
export function transportOf(destination: Destination): SipTransport {
  if (!("flow" in destination)) return destination.transport;
  const name = destination.flow.slice(0, destination.flow.indexOf(":"));
  return isSipTransport(name) ? name : "udp";
}

/** A browser: it is only reached over the connection it opened itself. */
export function isWebSocket({ transport }: { readonly transport: SipTransport }): boolean {
  return transport === "ws" || transport === "wss";
}

/** The port of a URI without one (RFC 3261 §19.1.2). */
export function defaultPort(transport: SipTransport): number {
  return transport === "tls" ? 5061 : 5060;
}

export function udpFlow(address: string, port: number): FlowKey {
  return `udp:${address}:${port}`;
}

/** The peer of a UDP flow; undefined for a key of another form. */
export function udpPeer(flow: FlowKey): SipSource | undefined {
  const match = /^udp:(.+):(\d{1,5})$/.exec(flow);
  return match === null
    ? undefined
    : { transport: "udp", address: match[1] as string, port: Number(match[2]) };
}
