// A network in memory: datagrams with loss, duplication and reordering; connections that can be cut.
import { ok } from "@tandem/kernel";
import { udpFlow, udpPeer } from "../transport/index.ts";
import type {
  Destination,
  OpenTransport,
  SipSource,
  Transport,
  TransportEvents,
} from "../transport/index.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** What happens to a datagram: one delay per copy that arrives, in milliseconds; none when it is lost. */
export type Fate = (text: string, from: string, to: string) => readonly number[];

type Node = { address: string; events: TransportEvents };
type Link = { here: Node; there: Node; flow: string; peerFlow: string };

export class MemoryNetwork {
  readonly #clock: VirtualClock;
  readonly #nodes = new Map<string, Node>();
  readonly #links = new Map<string, Link>();
  #nextLink = 1;
  fate: Fate = () => [1];
  /** Told where each datagram is sent. */
  onDatagram: (target: SipSource) => void = () => {};
  /** First lines of everything sent, with sender and receiver. */
  readonly log: string[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** A transport for `SipUserAgentOptions.openTransport`, at `address` and port 5060. */
  at(address: string): OpenTransport {
    return (events): Transport => {
      const node = { address, events };
      this.#nodes.set(address, node);
      return {
        listen: () => Promise.resolve(ok({ port: 5060 })),
        listenTls: () => Promise.resolve(ok({ port: 5061 })),
        acceptWebSocket: () => {
          throw new Error("use connect");
        },
        send: (destination, bytes, onFailure) => this.#send(node, destination, bytes, onFailure),
        peerOf: (destination) => ("flow" in destination ? udpPeer(destination.flow) : destination),
        dropFlow: (flow) => this.#cut(flow),
        connectionCount: () => [...this.#links.values()].filter((link) => link.here === node).length,
        close: async () => void this.#nodes.delete(address),
      };
    };
  }

  /** A WebSocket-like connection between two nodes; gives the flow at the first one and how to cut it. */
  connect(from: string, to: string): { flow: string; cut(): void } {
    const [here, there] = [this.#nodes.get(from) as Node, this.#nodes.get(to) as Node];
    const [flow, peerFlow] = [`ws:${this.#nextLink++}`, `ws:${this.#nextLink++}`];
    this.#links.set(flow, { here, there, flow, peerFlow });
    this.#links.set(peerFlow, { here: there, there: here, flow: peerFlow, peerFlow: flow });
    return { flow, cut: () => this.#cut(flow) };
  }

  /** Ends a link for both its ends. */
  #cut(flow: string): void {
    const link = this.#links.get(flow);
    if (link === undefined) return;
    const { here, there, peerFlow } = link;
    this.#links.delete(flow);
    this.#links.delete(peerFlow);
    here.events.onFlowClosed(flow);
    there.events.onFlowClosed(peerFlow);
  }

  /** Hands a datagram to a node as if `from` had sent it. */
  inject(to: string, from: SipSource, bytes: Buffer): void {
    this.#nodes.get(to)?.events.onMessage(bytes, from, udpFlow(from.address, from.port));
  }

  #send(from: Node, destination: Destination, bytes: Buffer, onFailure: () => void): void {
    const firstLine = bytes.toString("latin1", 0, bytes.indexOf("\r\n"));
    const link = "flow" in destination ? this.#links.get(destination.flow) : undefined;
    const target = "flow" in destination ? udpPeer(destination.flow) : destination;
    const to = link?.there.address ?? target?.address;
    if (to === undefined) {
      this.#clock.after(0, onFailure);
      return;
    }
    this.log.push(`${from.address} > ${to}: ${firstLine}`);
    if (target !== undefined) this.onDatagram(target);
    if (link !== undefined) this.#deliverOnLink(link, from, bytes);
    else this.#deliverDatagram(from, to, bytes);
  }

  #deliverOnLink(link: Link, from: Node, bytes: Buffer): void {
    const source = { transport: "ws", address: from.address, port: 40_000 } as const;
    this.#clock.after(1, () => {
      if (this.#links.has(link.flow)) link.there.events.onMessage(bytes, source, link.peerFlow);
    });
  }

  #deliverDatagram(from: Node, to: string, bytes: Buffer): void {
    const source = { transport: "udp", address: from.address, port: 5060 } as const;
    for (const delayMs of this.fate(bytes.toString("latin1"), from.address, to)) {
      this.#clock.after(delayMs, () => this.inject(to, source, bytes));
    }
  }
}
