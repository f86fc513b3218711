// SRTP of a leg whose keys signalling agreed (RFC 4568): protects and unprotects its packets in place.
import { SrtpContext } from "../srtp/index.ts";
import type { SrtpMasterKey } from "../srtp/index.ts";
import type { SdesKeys } from "../protocol/index.ts";
import type { Packet } from "./datagram-io.ts";

/** All profiles have master keys of this length; the salt is the rest. */
const masterKeyLength = 16;

export class SdesProtection {
  readonly #keys: SdesKeys;
  readonly #inbound: SrtpContext;
  readonly #outbound: SrtpContext;

  /** Throws when a key does not fit the suite. */
  constructor(keys: SdesKeys) {
    const { suite: profile, localKey, remoteKey } = keys;
    this.#keys = keys;
    this.#inbound = new SrtpContext({ profile, ...masterKey(remoteKey) });
    this.#outbound = new SrtpContext({ profile, ...masterKey(localKey) });
  }

  /** Keys that come again with a re-INVITE go on: their packet counts must, too (RFC 3711 §3.3.1). */
  has(keys: SdesKeys): boolean {
    const { suite, localKey, remoteKey } = this.#keys;
    return suite === keys.suite && localKey === keys.localKey && remoteKey === keys.remoteKey;
  }

  /** False: drop the packet. */
  unprotectRtp(packet: Packet): boolean {
    packet.length = this.#inbound.unprotectRtp(packet.bytes, packet.length);
    return packet.length > 0;
  }

  /** False: it cannot be sent. */
  protectRtp(packet: Packet): boolean {
    packet.length = this.#outbound.protectRtp(packet.bytes, packet.length);
    return packet.length > 0;
  }

  close(): void {
    this.#inbound.close();
    this.#outbound.close();
  }
}

function masterKey(text: string): SrtpMasterKey {
  const bytes = Buffer.from(text, "base64");
  return { key: bytes.subarray(0, masterKeyLength), salt: bytes.subarray(masterKeyLength) };
}
