// SRTP of a leg whose keys signalling agreed (RFC 4568): protects and unprotects its packets in place.
import { createHash, timingSafeEqual } from "node:crypto";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { SRTP_PROFILES, SrtpContext } from "../srtp/index.ts";
import type { MediaError, SdesKeys } from "../protocol/index.ts";
import type { Packet } from "./datagram-io.ts";

export class SdesProtection {
  /** Of the keys, which themselves are kept by the ciphers alone. */
  readonly #digest: Uint8Array;
  readonly #inbound: SrtpContext;
  readonly #outbound: SrtpContext;

  private constructor(keys: SdesKeys, inbound: SrtpContext, outbound: SrtpContext) {
    this.#digest = digestOf(keys);
    this.#inbound = inbound;
    this.#outbound = outbound;
  }

  /** Refuses keys that are not as long as the suite has them. */
  static create(keys: SdesKeys): Result<SdesProtection, MediaError> {
    const { keyLength, saltLength } = SRTP_PROFILES[keys.suite];
    const [remote, local] = [keys.remoteKey, keys.localKey].map((text) => Buffer.from(text, "base64"));
    if (remote?.length !== keyLength + saltLength || local?.length !== keyLength + saltLength) {
      const message = `${keys.suite} takes ${keyLength + saltLength} bytes of key and salt, not ${remote?.length} and ${local?.length}`;
      return err({ kind: "bad-command", message });
    }
    const [inbound, outbound] = [remote, local].map((material) => {
      const master = { key: material.subarray(0, keyLength), salt: material.subarray(keyLength) };
      const context = new SrtpContext({ profile: keys.suite, ...master });
      material.fill(0);
      return context;
    }) as [SrtpContext, SrtpContext];
    return ok(new SdesProtection(keys, inbound, outbound));
  }

  /** Keys that come again with a re-INVITE go on: their packet counts must, too (RFC 3711 §3.3.1). */
  has(keys: SdesKeys): boolean {
    return timingSafeEqual(this.#digest, digestOf(keys));
  }

  /** False: drop the packet. */
  unprotectRtp(packet: Packet): boolean {
    packet.length = this.#inbound.unprotectRtp(packet.bytes, packet.length);
    return packet.length > 0;
  }

  unprotectRtcp(packet: Packet): boolean {
    packet.length = this.#inbound.unprotectRtcp(packet.bytes, packet.length);
    return packet.length > 0;
  }

  /** False: it cannot be sent. */
  protectRtp(packet: Packet): boolean {
    packet.length = this.#outbound.protectRtp(packet.bytes, packet.length);
    return packet.length > 0;
  }

  protectRtcp(packet: Packet): boolean {
    packet.length = this.#outbound.protectRtcp(packet.bytes, packet.length);
    return packet.length > 0;
  }

  /** Wipes the keys. */
  close(): void {
    this.#inbound.close();
    this.#outbound.close();
  }
}

function digestOf({ suite, localKey, remoteKey }: SdesKeys): Uint8Array {
  return createHash("sha256").update(`${suite} ${localKey} ${remoteKey}`).digest();
}
