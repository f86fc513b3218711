// Door of transport/: sockets, flows and destinations.
export { SocketTransport } from "./socket-transport.ts";
export { transportOf, udpFlow, udpPeer } from "./transport.ts";
export type {
  Destination,
  FlowKey,
  ListenError,
  OpenTransport,
  SipSource,
  SipTransport,
  Transport,
  TransportEvents,
} from "./transport.ts";
