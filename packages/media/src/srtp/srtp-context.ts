// Owns the protection of one direction of one leg: packet indices, replay memory and keys per SSRC (RFC 3711 §3.2.3).
import type { CryptoEngine } from "./crypto-engine.ts";
import { createNodeCryptoEngine } from "./node-crypto.ts";
import { createOpensslEngine } from "./openssl.ts";
import { createPacketTransform } from "./packet-transform.ts";
import type { PacketTransform } from "./packet-transform.ts";
import { estimateIndex, rtcpHeaderLength, rtpHeaderLength } from "./packet-index.ts";
import { ReplayWindow } from "./replay-window.ts";
import { derivePacketKeys } from "./srtp-keys.ts";
import type { SrtpMasterKey, SrtpProfile } from "./srtp-keys.ts";

/** The packet is malformed or not authentic. */
export const SRTP_NOT_AUTHENTIC = -1;
/** The packet was seen before, or is too old to tell. */
export const SRTP_REPLAYED = -2;
/** The keys may not be used for this packet: too many SSRCs, or every index of one is used up. */
export const SRTP_EXHAUSTED = -3;

/** A peer that changes its SSRC without end must not fill the memory; forgetting one would reuse its keystream. */
const SSRC_LIMIT = 64;
/** RFC 3711 §9.2: a key serves 2^48 RTP and 2^31 RTCP packets. */
const RTP_INDEX_LIMIT = 2 ** 48;
const RTCP_INDEX_LIMIT = 2 ** 31;

/** The engine of this thread: the direct one where it is there. */
const threadEngine: CryptoEngine = createOpensslEngine() ?? createNodeCryptoEngine();

export type SrtpContextOptions = SrtpMasterKey & {
  readonly profile: SrtpProfile;
  readonly engine?: CryptoEngine;
};

/**
 * Protects what is sent, or unprotects what is received: one context per direction, never both. All four calls work
 * in place and give the new length in bytes or one of the negative `SRTP_…` values; after a negative value the
 * packet's bytes are undefined and it must be dropped. They throw when `length` and the room behind it do not fit the
 * array, and after `close()`.
 */
export class SrtpContext {
  /** The most that protecting adds to an RTP and to an RTCP packet, in bytes. */
  readonly rtpOverhead: number;
  readonly rtcpOverhead: number;
  readonly #rtp: PacketTransform;
  readonly #rtcp: PacketTransform;
  readonly #rtpWindows = new Map<number, ReplayWindow>();
  readonly #rtcpWindows = new Map<number, ReplayWindow>();
  #isClosed = false;

  constructor({ profile, key, salt, engine = threadEngine }: SrtpContextOptions) {
    const transform = (kind: "rtp" | "rtcp"): PacketTransform =>
      createPacketTransform(engine, profile, kind, derivePacketKeys(profile, { key, salt }, kind));
    this.#rtp = transform("rtp");
    this.#rtcp = transform("rtcp");
    this.rtpOverhead = this.#rtp.overhead;
    this.rtcpOverhead = this.#rtcp.overhead;
  }

  /** `packet` has `rtpOverhead` bytes of room behind `length`. A sequence number used before gives `SRTP_REPLAYED`. */
  protectRtp(packet: Uint8Array, length: number): number {
    this.#check(packet, length + this.rtpOverhead);
    const headerLength = rtpHeaderLength(packet, length);
    if (headerLength < 0) return SRTP_NOT_AUTHENTIC;
    const ssrc = readUint32(packet, 8);
    const window = windowOf(this.#rtpWindows, ssrc);
    if (window === undefined) return SRTP_EXHAUSTED;
    const index = estimateIndex(window.highest, readUint16(packet, 2));
    if (index >= RTP_INDEX_LIMIT) return SRTP_EXHAUSTED;
    // Two packets under one index would share a keystream (RFC 3711 §9.1).
    if (!window.isFresh(index)) return SRTP_REPLAYED;
    keep(this.#rtpWindows, ssrc, window, index);
    return this.#rtp.protect(packet, headerLength, length, ssrc, index);
  }

  unprotectRtp(packet: Uint8Array, length: number): number {
    this.#check(packet, length);
    const headerLength = rtpHeaderLength(packet, length - this.rtpOverhead);
    if (headerLength < 0) return SRTP_NOT_AUTHENTIC;
    const ssrc = readUint32(packet, 8);
    const window = windowOf(this.#rtpWindows, ssrc);
    if (window === undefined) return SRTP_EXHAUSTED;
    const index = estimateIndex(window.highest, readUint16(packet, 2));
    if (index >= RTP_INDEX_LIMIT) return SRTP_EXHAUSTED;
    if (!window.isFresh(index)) return SRTP_REPLAYED;
    const plainLength = this.#rtp.unprotect(packet, headerLength, length, ssrc, index);
    if (plainLength >= 0) keep(this.#rtpWindows, ssrc, window, index);
    return plainLength;
  }

  /** `packet` has `rtcpOverhead` bytes of room behind `length`. */
  protectRtcp(packet: Uint8Array, length: number): number {
    this.#check(packet, length + this.rtcpOverhead);
    const headerLength = rtcpHeaderLength(packet, length);
    if (headerLength < 0) return SRTP_NOT_AUTHENTIC;
    const ssrc = readUint32(packet, 4);
    const window = windowOf(this.#rtcpWindows, ssrc);
    if (window === undefined) return SRTP_EXHAUSTED;
    // The first index is 1, as every implementation has it since libsrtp.
    const index = Math.max(window.highest, 0) + 1;
    if (index >= RTCP_INDEX_LIMIT) return SRTP_EXHAUSTED;
    keep(this.#rtcpWindows, ssrc, window, index);
    return this.#rtcp.protect(packet, headerLength, length, ssrc, index);
  }

  unprotectRtcp(packet: Uint8Array, length: number): number {
    this.#check(packet, length);
    const headerLength = rtcpHeaderLength(packet, length - this.rtcpOverhead);
    if (headerLength < 0) return SRTP_NOT_AUTHENTIC;
    const ssrc = readUint32(packet, 4);
    const window = windowOf(this.#rtcpWindows, ssrc);
    if (window === undefined) return SRTP_EXHAUSTED;
    const word = readUint32(packet, this.#rtcp.indexWordOffset(length));
    // Both profiles encrypt: a packet without the E flag (RFC 3711 §3.4) is not what was negotiated.
    if (word < RTCP_INDEX_LIMIT) return SRTP_NOT_AUTHENTIC;
    const index = word - RTCP_INDEX_LIMIT;
    if (!window.isFresh(index)) return SRTP_REPLAYED;
    const plainLength = this.#rtcp.unprotect(packet, headerLength, length, ssrc, index);
    if (plainLength >= 0) keep(this.#rtcpWindows, ssrc, window, index);
    return plainLength;
  }

  /** Frees the ciphers, which live outside the collector's sight. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rtp.close();
    this.#rtcp.close();
  }

  /** C writes without looking: what it may touch is checked here. */
  #check(packet: Uint8Array, neededLength: number): void {
    if (this.#isClosed) throw new Error("SRTP context used after close");
    if (neededLength > packet.length) throw new RangeError("no room behind the packet");
  }
}

/** The window of an SSRC, a fresh one for an SSRC not met yet, or undefined when there are too many. */
function windowOf(windows: ReadonlyMap<number, ReplayWindow>, ssrc: number): ReplayWindow | undefined {
  return windows.get(ssrc) ?? (windows.size < SSRC_LIMIT ? new ReplayWindow() : undefined);
}

/** An SSRC takes a place only once a packet of it proved authentic: a stranger cannot fill the table. */
function keep(windows: Map<number, ReplayWindow>, ssrc: number, window: ReplayWindow, index: number): void {
  if (window.highest < 0) windows.set(ssrc, window);
  window.record(index);
}

function readUint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}

function readUint32(bytes: Uint8Array, offset: number): number {
  return readUint16(bytes, offset) * 0x1_0000 + readUint16(bytes, offset + 2);
}
