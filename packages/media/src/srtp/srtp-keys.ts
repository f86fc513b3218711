// Owns the SRTP profiles and the derivation of packet keys from a master key (RFC 3711 §4.3).
import { createCipheriv } from "node:crypto";

/** Named as SDP names them (RFC 4568 §6.2, RFC 7714 §14.2). */
export type SrtpProfile = keyof typeof SRTP_PROFILES;

/** Master key and master salt of one direction, as long as the profile has them. */
export type SrtpMasterKey = { readonly key: Uint8Array; readonly salt: Uint8Array };

/** What one kind of packet (RTP or RTCP) is protected with. `authenticationKey` is empty for GCM. */
export type PacketKeys = {
  readonly cipherKey: Uint8Array;
  readonly authenticationKey: Uint8Array;
  readonly salt: Uint8Array;
};

/**
 * The strongest first; lengths in bytes. GCM: RFC 7714 §12; AES-CM: RFC 3711 §8.2. The short tag of the last one is
 * for RTP alone: RTCP keeps 80 bits (RFC 4568 §6.2.2, RFC 5764 §4.1.2).
 */
export const SRTP_PROFILES = {
  AEAD_AES_256_GCM: {
    mode: "galois",
    keyLength: 32,
    saltLength: 12,
    authenticationKeyLength: 0,
    tagLength: { rtp: 16, rtcp: 16 },
  },
  AEAD_AES_128_GCM: {
    mode: "galois",
    keyLength: 16,
    saltLength: 12,
    authenticationKeyLength: 0,
    tagLength: { rtp: 16, rtcp: 16 },
  },
  AES_CM_128_HMAC_SHA1_80: {
    mode: "counter",
    keyLength: 16,
    saltLength: 14,
    authenticationKeyLength: 20,
    tagLength: { rtp: 10, rtcp: 10 },
  },
  AES_CM_128_HMAC_SHA1_32: {
    mode: "counter",
    keyLength: 16,
    saltLength: 14,
    authenticationKeyLength: 20,
    tagLength: { rtp: 4, rtcp: 10 },
  },
} as const;

/** First label of each kind; cipher key, authentication key and salt follow in this order (RFC 3711 §4.3.1). */
const FIRST_LABEL = { rtp: 0, rtcp: 3 } as const;
/** Where the one-byte label meets the 14-byte salt: x = key_id XOR master_salt with a 48-bit index of zero. */
const LABEL_OFFSET = 7;

/**
 * The packet keys of one kind, with a key derivation rate of zero: derived once (RFC 3711 §4.3; RFC 7714 §11 uses
 * the same function with an AES as wide as the profile's, its 12-byte salt padded with zeros on the right). Throws
 * when a length does not fit the profile. Whoever asked zeroes them.
 */
export function derivePacketKeys(
  profile: SrtpProfile,
  master: SrtpMasterKey,
  kind: "rtp" | "rtcp",
): PacketKeys {
  const { keyLength, saltLength, authenticationKeyLength } = SRTP_PROFILES[profile];
  if (master.key.length !== keyLength || master.salt.length !== saltLength)
    throw new Error(`wrong master key or salt length for ${profile}`);
  const label = FIRST_LABEL[kind];
  return {
    cipherKey: pseudoRandomBytes(master, label, keyLength),
    authenticationKey: pseudoRandomBytes(master, label + 1, authenticationKeyLength),
    salt: pseudoRandomBytes(master, label + 2, saltLength),
  };
}

/** AES-CM keystream under the master key, started at the labelled salt (RFC 3711 §4.3.3). */
function pseudoRandomBytes(master: SrtpMasterKey, label: number, length: number): Uint8Array {
  const counter = new Uint8Array(16);
  counter.set(master.salt);
  counter[LABEL_OFFSET] = (counter[LABEL_OFFSET] ?? 0) ^ label;
  const name = `aes-${master.key.length * 8}-ctr`;
  return createCipheriv(name, master.key, counter).update(new Uint8Array(length));
}
