// Owns the protection of one direction of one leg: packet indices, replay memory and keys per SSRC (RFC 3711 §3.2.3).
import type { CryptoEngine } from "./crypto-engine.ts";
import { createNodeCryptoEngine } from "./node-crypto.ts";
import { createOpensslEngine } from "./openssl.ts";
import { createPacketTransform } from "./packet-transform.ts";
import type { PacketTransform } from "./packet-transform.ts";
import { estimateIndex, rtcpHeaderLength, rtpHeaderLength } from "./packet-index.ts";
import { ReplayWindow } from "./replay-window.ts";
import type { ReplaySnapshot } from "./replay-window.ts";
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

type SsrcSnapshot = ReplaySnapshot & { readonly ssrc: number };

/**
 * What a context has learned besides its keys, as JSON: of each SSRC the highest index, which is roll-over counter ·
 * 2^16 + sequence number for RTP and the SRTCP index for RTCP, and the replay window. No secret is in it.
 */
export type SrtpSnapshot = { readonly rtp: readonly SsrcSnapshot[]; readonly rtcp: readonly SsrcSnapshot[] };

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
  readonly #rtpWindows = new Windows();
  readonly #rtcpWindows = new Windows();
  #isClosed = false;

  constructor({ profile, key, salt, engine = threadEngine }: SrtpContextOptions) {
    const transform = (kind: "rtp" | "rtcp"): PacketTransform =>
      keyedTransform(engine, profile, { key, salt }, kind);
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
    const ssrc = readInt32(packet, 8);
    const window = this.#rtpWindows.of(ssrc);
    if (window === undefined) return SRTP_EXHAUSTED;
    const index = estimateIndex(window.highest, readUint16(packet, 2));
    if (index >= RTP_INDEX_LIMIT) return SRTP_EXHAUSTED;
    // Two packets under one index would share a keystream (RFC 3711 §9.1).
    if (!window.isFresh(index)) return SRTP_REPLAYED;
    this.#rtpWindows.keep(ssrc, window, index);
    return this.#rtp.protect(packet, headerLength, length, ssrc, index);
  }

  unprotectRtp(packet: Uint8Array, length: number): number {
    this.#check(packet, length);
    const headerLength = rtpHeaderLength(packet, length - this.rtpOverhead);
    if (headerLength < 0) return SRTP_NOT_AUTHENTIC;
    const ssrc = readInt32(packet, 8);
    const window = this.#rtpWindows.of(ssrc);
    if (window === undefined) return SRTP_EXHAUSTED;
    const index = estimateIndex(window.highest, readUint16(packet, 2));
    if (index >= RTP_INDEX_LIMIT) return SRTP_EXHAUSTED;
    if (!window.isFresh(index)) return SRTP_REPLAYED;
    const plainLength = this.#rtp.unprotect(packet, headerLength, length, ssrc, index);
    if (plainLength >= 0) this.#rtpWindows.keep(ssrc, window, index);
    return plainLength;
  }

  /** `packet` has `rtcpOverhead` bytes of room behind `length`. */
  protectRtcp(packet: Uint8Array, length: number): number {
    this.#check(packet, length + this.rtcpOverhead);
    const headerLength = rtcpHeaderLength(packet, length);
    if (headerLength < 0) return SRTP_NOT_AUTHENTIC;
    const ssrc = readInt32(packet, 4);
    const window = this.#rtcpWindows.of(ssrc);
    if (window === undefined) return SRTP_EXHAUSTED;
    // The first index is 1, as every implementation has it since libsrtp.
    const index = Math.max(window.highest, 0) + 1;
    if (index >= RTCP_INDEX_LIMIT) return SRTP_EXHAUSTED;
    this.#rtcpWindows.keep(ssrc, window, index);
    return this.#rtcp.protect(packet, headerLength, length, ssrc, index);
  }

  unprotectRtcp(packet: Uint8Array, length: number): number {
    this.#check(packet, length);
    const headerLength = rtcpHeaderLength(packet, length - this.rtcpOverhead);
    if (headerLength < 0) return SRTP_NOT_AUTHENTIC;
    const ssrc = readInt32(packet, 4);
    const window = this.#rtcpWindows.of(ssrc);
    if (window === undefined) return SRTP_EXHAUSTED;
    const word = readUint32(packet, this.#rtcp.indexWordOffset(length));
    // All profiles encrypt: a packet without the E flag (RFC 3711 §3.4) is not what was negotiated.
    if (word < RTCP_INDEX_LIMIT) return SRTP_NOT_AUTHENTIC;
    const index = word - RTCP_INDEX_LIMIT;
    if (!window.isFresh(index)) return SRTP_REPLAYED;
    const plainLength = this.#rtcp.unprotect(packet, headerLength, length, ssrc, index);
    if (plainLength >= 0) this.#rtcpWindows.keep(ssrc, window, index);
    return plainLength;
  }

  /** What `restore` of a context with the same keys takes, in this process or in the next. */
  snapshot(): SrtpSnapshot {
    return { rtp: this.#rtpWindows.snapshot(), rtcp: this.#rtcpWindows.snapshot() };
  }

  /**
   * Goes on where the snapshot was taken; to be called before the first packet. A context that protects must use no
   * index again that it used after the snapshot: `packetsSince` is the most that it can have protected of any SSRC
   * since then. That many sequence numbers are given up (a lower one gives `SRTP_REPLAYED`), and SRTCP indices skipped.
   * Throws when it is no snapshot.
   */
  restore({ rtp, rtcp }: SrtpSnapshot, packetsSince = 0): void {
    if (this.#rtpWindows.size + this.#rtcpWindows.size > 0)
      throw new Error("SRTP context restored after use");
    this.#rtpWindows.restore(rtp, packetsSince, RTP_INDEX_LIMIT);
    this.#rtcpWindows.restore(rtcp, packetsSince, RTCP_INDEX_LIMIT);
  }

  /** Frees the ciphers, which live outside the collector's sight, and wipes their keys. Idempotent. */
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

/** The replay memory of each SSRC; a leg has one of them nearly always. */
class Windows {
  readonly #bySsrc = new Map<number, ReplayWindow>();
  #latestSsrc = 0;
  #latest: ReplayWindow | undefined;

  get size(): number {
    return this.#bySsrc.size;
  }

  /** A fresh one for an SSRC not met yet, or undefined when there are too many. */
  of(ssrc: number): ReplayWindow | undefined {
    if (ssrc === this.#latestSsrc && this.#latest !== undefined) return this.#latest;
    return this.#bySsrc.get(ssrc) ?? (this.#bySsrc.size < SSRC_LIMIT ? new ReplayWindow() : undefined);
  }

  /** An SSRC takes a place only once a packet of it proved authentic: a stranger cannot fill the table. */
  keep(ssrc: number, window: ReplayWindow, index: number): void {
    if (window.highest < 0) this.#bySsrc.set(ssrc, window);
    window.record(index);
    this.#latestSsrc = ssrc;
    this.#latest = window;
  }

  snapshot(): SsrcSnapshot[] {
    return [...this.#bySsrc].map(([ssrc, window]) => ({ ssrc: ssrc >>> 0, ...window.snapshot() }));
  }

  restore(snapshots: readonly SsrcSnapshot[], packetsSince: number, indexLimit: number): void {
    if (snapshots.length > SSRC_LIMIT) throw new TypeError("a snapshot of too many SSRCs");
    for (const { ssrc, ...snapshot } of snapshots) {
      const window = new ReplayWindow();
      window.restore(snapshot);
      if (packetsSince > 0) window.recordUpTo(Math.min(window.highest + packetsSince, indexLimit - 1));
      this.#bySsrc.set(ssrc | 0, window);
    }
  }
}

/** The ciphers hold copies of the keys: these are wiped at once. */
function keyedTransform(
  engine: CryptoEngine,
  profile: SrtpProfile,
  master: SrtpMasterKey,
  kind: "rtp" | "rtcp",
): PacketTransform {
  const keys = derivePacketKeys(profile, master, kind);
  const transform = createPacketTransform(engine, profile, kind, keys);
  for (const bytes of Object.values(keys)) bytes.fill(0);
  return transform;
}

function readUint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}

function readUint32(bytes: Uint8Array, offset: number): number {
  return readInt32(bytes, offset) >>> 0;
}

/** With a sign, 32 bits are a number that the engine keeps without memory of its own. */
function readInt32(bytes: Uint8Array, offset: number): number {
  return (readUint16(bytes, offset) << 16) | readUint16(bytes, offset + 2);
}
