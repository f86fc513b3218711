// Door of transport/: sockets, flows and destinations.
export { SocketTransport } from "./socket-transport.ts";
export type { SocketLimits } from "./connection-limits.ts";
export type { TlsCredentials, TlsTrust } from "./tls-credentials.ts";
export { defaultPort, isSipTransport, isWebSocket, transportOf, udpFlow, udpPeer } from "./transport.ts";
export type {
  Destination,
  FlowKey,
  ListenError,
  OpenTransport,
  SipSource,
  SipTarget,
  SipTransport,
  Transport,
  TransportEvents,
  WebSocketPeer,
} from "./transport.ts";
