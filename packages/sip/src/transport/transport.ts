// What the layers above see of the network: bytes with their source, flows, destinations.
import type { Clock, Result } from "@tandem/kernel";
import type { WebSocket } from "ws";

export type SipTransport = "udp" | "tcp" | "ws";
/** Where a message came from or went to. `address` is an IP address, IPv6 without brackets. */
export type SipSource = { transport: SipTransport; address: string; port: number };
/** Identifies the connection, or the UDP peer, a message came over. */
export type FlowKey = string;
/** `address` may be a host name. */
export type Destination = { flow: FlowKey } | SipSource;

export type ListenError = { kind: "address-in-use" | "permission-denied" | "address-not-available" };

export type TransportEvents = {
  /** One message's bytes, not yet parsed. */
  onMessage(bytes: Buffer, source: SipSource, flow: FlowKey): void;
  /** A peer's stream could not be cut into messages, or went over a limit; it was closed. */
  onBroken(source: SipSource, reason: string): void;
  onFlowClosed(flow: FlowKey): void;
};

export type Transport = {
  /** UDP and TCP on one port; port 0 picks a free one. */
  listen(where: { address: string; port: number }): Promise<Result<{ port: number }, ListenError>>;
  acceptWebSocket(socket: WebSocket, source: { address: string; port: number }): void;
  /**
   * Sends `bytes`, opening or reusing a connection for TCP. `onFailure` is called at most once, and
   * never before `send` returned.
   */
  send(destination: Destination, bytes: Buffer, onFailure: () => void): void;
  /** The peer a destination leads to; undefined when its connection is gone. */
  peerOf(destination: Destination): SipSource | undefined;
  /** Open connections; UDP peers do not count. */
  connectionCount(): number;
  close(): Promise<void>;
};

export type OpenTransport = (events: TransportEvents, clock: Clock) => Transport;

/** The transport of a flow: the part of its key before the first colon. */
export function transportOf(destination: Destination): SipTransport {
  if (!("flow" in destination)) return destination.transport;
  const name = destination.flow.slice(0, destination.flow.indexOf(":"));
  return name === "tcp" || name === "ws" ? name : "udp";
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
