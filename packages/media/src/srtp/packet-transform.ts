// Owns what one protected packet looks like: where cipher text, tag and index word stand in SRTP and SRTCP.
import type { CryptoEngine } from "./crypto-engine.ts";
import { GCM_TAG_LENGTH } from "./crypto-engine.ts";
import { SRTP_PROFILES } from "./srtp-keys.ts";
import type { PacketKeys, SrtpProfile } from "./srtp-keys.ts";

const WORD_LENGTH = 4;
/** The E flag of SRTCP: the packet is encrypted (RFC 3711 §3.4). */
const ENCRYPTED_FLAG = 0x80000000;
const SEQUENCE_RANGE = 0x1_0000;

/** One key set of one profile, for RTP or for RTCP. Works in place; an index is a whole number below 2^48. */
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

/** The transform of a profile over an engine, with keys from `derivePacketKeys`. */
export function createPacketTransform(
  engine: CryptoEngine,
  profile: SrtpProfile,
  kind: "rtp" | "rtcp",
  keys: PacketKeys,
): PacketTransform {
  switch (profile) {
    case "AES_CM_128_HMAC_SHA1_80":
      return createCounterModeTransform(engine, kind, keys);
    case "AEAD_AES_128_GCM":
      return createGaloisTransform(engine, kind, keys);
    default:
      return profile satisfies never;
  }
}

/**
 * RFC 3711 §3.1, §3.4, §4.1.1, §4.2. The tag covers the packet and one more word: RTP's roll-over counter, which is
 * not sent (the tag takes its place), or RTCP's index, which is.
 * IV = (salt · 2^16) XOR (SSRC · 2^64) XOR (index · 2^16)
 */
function createCounterModeTransform(
  engine: CryptoEngine,
  kind: "rtp" | "rtcp",
  keys: PacketKeys,
): PacketTransform {
  const { tagLength } = SRTP_PROFILES.AES_CM_128_HMAC_SHA1_80;
  const sentWordLength = kind === "rtcp" ? WORD_LENGTH : 0;
  const overhead = sentWordLength + tagLength;
  const cipher = engine.counterCipher(keys.cipherKey);
  const authenticator = engine.authenticator(keys.authenticationKey);
  const { initializationVector, digest } = engine.registers;
  const salt = paddedSalt(keys.salt);
  const receivedTag = new Uint8Array(tagLength);
  return {
    overhead,
    indexWordOffset: (length) => length - overhead,
    protect(packet, headerLength, length, ssrc, index) {
      mixVector(initializationVector, salt, 4, ssrc, index);
      cipher.apply(packet, headerLength, length);
      writeUint32(packet, length, authenticatedWord(kind, index));
      authenticator.compute(packet, length + WORD_LENGTH);
      copyBytes(digest, 0, packet, length + sentWordLength, tagLength);
      return length + overhead;
    },
    unprotect(packet, headerLength, length, ssrc, index) {
      const end = length - overhead;
      copyBytes(packet, length - tagLength, receivedTag, 0, tagLength);
      writeUint32(packet, end, authenticatedWord(kind, index));
      authenticator.compute(packet, end + WORD_LENGTH);
      if (!startsWith(digest, receivedTag)) return -1;
      mixVector(initializationVector, salt, 4, ssrc, index);
      cipher.apply(packet, headerLength, end);
      return end;
    },
    close() {
      cipher.close();
      authenticator.close();
    },
  };
}

/** RFC 7714 §8, §9: the header is associated data; SRTCP's index follows the tag and is associated data too. */
function createGaloisTransform(
  engine: CryptoEngine,
  kind: "rtp" | "rtcp",
  keys: PacketKeys,
): PacketTransform {
  const withWord = kind === "rtcp";
  const overhead = GCM_TAG_LENGTH + (withWord ? WORD_LENGTH : 0);
  const cipher = engine.sealingCipher(keys.cipherKey);
  const salt = paddedSalt(keys.salt);
  const { initializationVector, associatedWord } = engine.registers;
  const prepare = (ssrc: number, index: number): void => {
    // IV = (0^16 ‖ SSRC ‖ 48-bit index) XOR salt
    mixVector(initializationVector, salt, 2, ssrc, index);
    if (withWord) writeUint32(associatedWord, 0, authenticatedWord(kind, index));
  };
  return {
    overhead,
    indexWordOffset: (length) => length - WORD_LENGTH,
    protect(packet, headerLength, length, ssrc, index) {
      prepare(ssrc, index);
      cipher.seal(packet, headerLength, length, withWord);
      if (withWord) copyBytes(associatedWord, 0, packet, length + GCM_TAG_LENGTH, WORD_LENGTH);
      return length + overhead;
    },
    unprotect(packet, headerLength, length, ssrc, index) {
      const end = length - overhead;
      prepare(ssrc, index);
      return cipher.open(packet, headerLength, end, withWord) ? end : -1;
    },
    close: () => cipher.close(),
  };
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
function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  let difference = 0;
  for (let index = 0; index < prefix.length; index += 1) difference |= bytes[index]! ^ prefix[index]!;
  return difference === 0;
}
