// Owns what one protected packet looks like: where cipher text, tag and index word stand in SRTP and SRTCP.
import type {
  Authenticator,
  CounterCipher,
  CryptoEngine,
  EngineRegisters,
  SealingCipher,
} from "./crypto-engine.ts";
import { GCM_TAG_LENGTH } from "./crypto-engine.ts";
import { SRTP_PROFILES } from "./srtp-keys.ts";
import type { PacketKeys, SrtpProfile } from "./srtp-keys.ts";

const WORD_LENGTH = 4;
/** The E flag of SRTCP: the packet is encrypted (RFC 3711 §3.4). */
const ENCRYPTED_FLAG = 0x80000000;
const SEQUENCE_RANGE = 0x1_0000;
/** The tag of the packet at hand: the longest is of 80 bits. */
const receivedTag = new Uint8Array(10);

/**
 * One key set of one profile, for RTP or for RTCP. Works in place; an SSRC is its 32 bits with or without a sign, an
 * index is a whole number below 2^48.
 */
export interface PacketTransform {
  /** How much longer a protected packet is, in bytes. */
  readonly overhead: number;
  /** Where RTCP's index word stands in a protected packet of that length. */
  indexWordOffset(length: number): number;
  /** Encrypts [headerLength, length) and appends what authenticates the packet. The new length. */
  protect(packet: Uint8Array, headerLength: number, length: number, ssrc: number, index: number): number;
  /** The reverse: the length of the plain packet, or −1 when it is not authentic. */
  unprotect(packet: Uint8Array, headerLength: number, length: number, ssrc: number, index: number): number;
  close(): void;
}

/** The transform of a profile over an engine, with keys from `derivePacketKeys`, which it does not need afterwards. */
export function createPacketTransform(
  engine: CryptoEngine,
  profile: SrtpProfile,
  kind: "rtp" | "rtcp",
  keys: PacketKeys,
): PacketTransform {
  const { mode, tagLength } = SRTP_PROFILES[profile];
  switch (mode) {
    case "counter":
      return new CounterModeTransform(engine, kind, keys, tagLength[kind]);
    case "galois":
      return new GaloisTransform(engine, kind, keys);
    default:
      return mode satisfies never;
  }
}

/**
 * RFC 3711 §3.1, §3.4, §4.1.1, §4.2. The tag covers the packet and one more word: RTP's roll-over counter, which is
 * not sent (the tag takes its place), or RTCP's index, which is.
 * IV = (salt · 2^16) XOR (SSRC · 2^64) XOR (index · 2^16)
 */
class CounterModeTransform implements PacketTransform {
  readonly overhead: number;
  readonly #kind: "rtp" | "rtcp";
  readonly #cipher: CounterCipher;
  readonly #authenticator: Authenticator;
  readonly #registers: EngineRegisters;
  readonly #salt: Uint8Array;
  readonly #tagLength: number;

  constructor(engine: CryptoEngine, kind: "rtp" | "rtcp", keys: PacketKeys, tagLength: number) {
    this.overhead = sentWordLength(kind) + tagLength;
    this.#kind = kind;
    this.#cipher = engine.counterCipher(keys.cipherKey);
    this.#authenticator = engine.authenticator(keys.authenticationKey);
    this.#registers = engine.registers;
    this.#salt = paddedSalt(keys.salt);
    this.#tagLength = tagLength;
  }

  indexWordOffset(length: number): number {
    return length - this.overhead;
  }

  protect(packet: Uint8Array, headerLength: number, length: number, ssrc: number, index: number): number {
    mixVector(this.#registers.initializationVector, this.#salt, 4, ssrc, index);
    this.#cipher.apply(packet, headerLength, length);
    writeUint32(packet, length, authenticatedWord(this.#kind, index));
    this.#authenticator.compute(packet, length + WORD_LENGTH);
    copyBytes(this.#registers.digest, 0, packet, length + sentWordLength(this.#kind), this.#tagLength);
    return length + this.overhead;
  }

  unprotect(packet: Uint8Array, headerLength: number, length: number, ssrc: number, index: number): number {
    const end = length - this.overhead;
    copyBytes(packet, length - this.#tagLength, receivedTag, 0, this.#tagLength);
    writeUint32(packet, end, authenticatedWord(this.#kind, index));
    this.#authenticator.compute(packet, end + WORD_LENGTH);
    if (!startsWith(this.#registers.digest, receivedTag, this.#tagLength)) return -1;
    mixVector(this.#registers.initializationVector, this.#salt, 4, ssrc, index);
    this.#cipher.apply(packet, headerLength, end);
    return end;
  }

  close(): void {
    this.#cipher.close();
    this.#authenticator.close();
    this.#salt.fill(0);
  }
}

/** RFC 7714 §8, §9: the header is associated data; SRTCP's index follows the tag and is associated data too. */
class GaloisTransform implements PacketTransform {
  readonly overhead: number;
  readonly #withWord: boolean;
  readonly #cipher: SealingCipher;
  readonly #registers: EngineRegisters;
  readonly #salt: Uint8Array;

  constructor(engine: CryptoEngine, kind: "rtp" | "rtcp", keys: PacketKeys) {
    this.overhead = GCM_TAG_LENGTH + sentWordLength(kind);
    this.#withWord = kind === "rtcp";
    this.#cipher = engine.sealingCipher(keys.cipherKey);
    this.#registers = engine.registers;
    this.#salt = paddedSalt(keys.salt);
  }

  indexWordOffset(length: number): number {
    return length - WORD_LENGTH;
  }

  protect(packet: Uint8Array, headerLength: number, length: number, ssrc: number, index: number): number {
    this.#prepare(ssrc, index);
    this.#cipher.seal(packet, headerLength, length, this.#withWord);
    if (this.#withWord) {
      copyBytes(this.#registers.associatedWord, 0, packet, length + GCM_TAG_LENGTH, WORD_LENGTH);
    }
    return length + this.overhead;
  }

  unprotect(packet: Uint8Array, headerLength: number, length: number, ssrc: number, index: number): number {
    const end = length - this.overhead;
    this.#prepare(ssrc, index);
    return this.#cipher.open(packet, headerLength, end, this.#withWord) ? end : -1;
  }

  /** IV = (0^16 ‖ SSRC ‖ 48-bit index) XOR salt */
  #prepare(ssrc: number, index: number): void {
    mixVector(this.#registers.initializationVector, this.#salt, 2, ssrc, index);
    if (this.#withWord) writeUint32(this.#registers.associatedWord, 0, authenticatedWord("rtcp", index));
  }

  close(): void {
    this.#cipher.close();
    this.#salt.fill(0);
  }
}

/** RTCP's index is sent behind the packet, RTP's roll-over counter is not. */
function sentWordLength(kind: "rtp" | "rtcp"): number {
  return kind === "rtcp" ? WORD_LENGTH : 0;
}

function authenticatedWord(kind: "rtp" | "rtcp", index: number): number {
  return kind === "rtp" ? Math.floor(index / SEQUENCE_RANGE) : (ENCRYPTED_FLAG | index) >>> 0;
}

/** The salt with zeros behind it, as long as the register it starts in. */
function paddedSalt(salt: Uint8Array): Uint8Array {
  const padded = new Uint8Array(16);
  padded.set(salt);
  return padded;
}

/** The padded salt with the SSRC XORed in at `ssrcOffset` and the 48-bit index behind it. */
function mixVector(
  vector: Uint8Array,
  salt: Uint8Array,
  ssrcOffset: number,
  ssrc: number,
  index: number,
): void {
  for (let offset = 0; offset < vector.length; offset += 1) vector[offset] = salt[offset]!;
  xorUint32(vector, ssrcOffset, ssrc);
  xorUint32(vector, ssrcOffset + 4, Math.floor(index / SEQUENCE_RANGE));
  const low = index % SEQUENCE_RANGE;
  vector[ssrcOffset + 8]! ^= low >>> 8;
  vector[ssrcOffset + 9]! ^= low & 0xff;
}

function xorUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset]! ^= value >>> 24;
  bytes[offset + 1]! ^= (value >>> 16) & 0xff;
  bytes[offset + 2]! ^= (value >>> 8) & 0xff;
  bytes[offset + 3]! ^= value & 0xff;
}

function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

/** A loop, because `set(subarray())` would allocate a view per packet. */
function copyBytes(
  from: Uint8Array,
  fromOffset: number,
  to: Uint8Array,
  toOffset: number,
  length: number,
): void {
  for (let index = 0; index < length; index += 1) to[toOffset + index] = from[fromOffset + index]!;
}

/** In time that does not depend on where the difference is. */
function startsWith(bytes: Uint8Array, prefix: Uint8Array, length: number): boolean {
  let difference = 0;
  for (let index = 0; index < length; index += 1) difference |= bytes[index]! ^ prefix[index]!;
  return difference === 0;
}
