// Sends messages on to a Homer by UDP. What cannot be sent is counted and forgotten: no call waits for it.
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { isIPv6 } from "node:net";
import type { Clock } from "@tandem/kernel";
import { encodeHep3 } from "./hep3.ts";
import type { HepMessage } from "./hep3.ts";

export type HepForwarderOptions = {
  readonly clock: Clock;
  /** IP address or host name. */
  readonly host: string;
  readonly port: number;
  /** Tells Homer which node it hears. */
  readonly captureId: number;
};

/** Payload of the largest datagram over IPv4. */
const mostBytes = 65_507;
/** A name may move to another address. */
const lookupEveryMs = 60_000;

export class HepForwarder {
  readonly #options: HepForwarderOptions;
  #socket: Socket | undefined;
  #address: string | undefined;
  #cancelLookup = () => {};
  #closed = false;
  #sent = 0;
  #failed = 0;

  constructor(options: HepForwarderOptions) {
    this.#options = options;
  }

  /** Packets handed to the network. */
  get sent(): number {
    return this.#sent;
  }

  /** Packets that were not: too large, no address yet, or refused by the network. */
  get failed(): number {
    return this.#failed;
  }

  /** Finds the address of the host, again and again; resolves after the first time. */
  async start(): Promise<void> {
    const found = await lookup(this.#options.host).catch(() => undefined);
    if (this.#closed) return;
    if (found) this.#useAddress(found.address);
    this.#cancelLookup = this.#options.clock.after(lookupEveryMs, () => void this.start());
  }

  send(message: HepMessage): void {
    const packet = encodeHep3(message, this.#options.captureId);
    if (!this.#socket || packet.length > mostBytes) {
      this.#failed++;
      return;
    }
    this.#socket.send(packet, this.#options.port, this.#address, (error) => {
      if (error) this.#failed++;
      else this.#sent++;
    });
  }

  close(): void {
    this.#closed = true;
    this.#cancelLookup();
    this.#socket?.close();
    this.#socket = undefined;
  }

  #useAddress(address: string): void {
    if (address === this.#address) return;
    this.#address = address;
    this.#socket?.close();
    this.#socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
    // What the network says of a packet long gone is of no use here.
    this.#socket.on("error", () => {});
    this.#socket.unref();
  }
}
