// Owns the SRTP profiles and the derivation of packet keys from a master key (RFC 3711 §4.3).
import { createCipheriv } from "node:crypto";

export type SrtpProfile = "AES_CM_128_HMAC_SHA1_80" | "AEAD_AES_128_GCM";

/** Master key (16 bytes) and master salt (14 bytes for AES-CM, 12 for GCM) of one direction. */
export type SrtpMasterKey = { readonly key: Uint8Array; readonly salt: Uint8Array };

/** What one kind of packet (RTP or RTCP) is protected with. `authenticationKey` is empty for GCM. */
export type PacketKeys = {
  readonly cipherKey: Uint8Array;
  readonly authenticationKey: Uint8Array;
  readonly salt: Uint8Array;
};

/** Lengths in bytes. GCM: RFC 7714 §12; AES-CM: RFC 3711 §8.2. */
export const SRTP_PROFILES = {
  AES_CM_128_HMAC_SHA1_80: { keyLength: 16, saltLength: 14, authenticationKeyLength: 20, tagLength: 10 },
  AEAD_AES_128_GCM: { keyLength: 16, saltLength: 12, authenticationKeyLength: 0, tagLength: 16 },
} as const;

/** First label of each kind; cipher key, authentication key and salt follow in this order (RFC 3711 §4.3.1). */
const FIRST_LABEL = { rtp: 0, rtcp: 3 } as const;
/** Where the one-byte label meets the 14-byte salt: x = key_id XOR master_salt with a 48-bit index of zero. */
const LABEL_OFFSET = 7;

/**
 * The packet keys of one kind, with a key derivation rate of zero: derived once (RFC 3711 §4.3; RFC 7714 §11 uses
 * the same function, its 12-byte salt padded with zeros on the right). Throws when a length does not fit the profile.
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
  return createCipheriv("aes-128-ctr", master.key, counter).update(new Uint8Array(length));
}
