// Door of ICE: the lite agent of one socket, and the sorting of datagrams on that socket.
export { classifyDatagram } from "./classify-datagram.ts";
export type { DatagramKind } from "./classify-datagram.ts";
export { IceLiteAgent } from "./ice-lite-agent.ts";
export type { IceEffect, RandomSource, RemoteIceCredentials } from "./ice-lite-agent.ts";
export type { TransportAddress } from "./stun-values.ts";
