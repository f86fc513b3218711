// Owns the ephemeral Diffie-Hellman agreement over X25519 and P-256 (RFC 8422).
import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";

/** Numbers of supported_groups (RFC 8422 §5.1.1), ours in order of preference. */
export const GROUP = { x25519: 29, secp256r1: 23 } as const;
export type Group = (typeof GROUP)[keyof typeof GROUP];

export type KeyExchange = {
  readonly group: Group;
  /** Our half as it goes on the wire: 32 bytes, or an uncompressed point of 65. */
  readonly publicKey: Uint8Array;
  /** The premaster secret, or undefined when the peer's half is no valid key. */
  readonly agree: (peerPublicKey: Uint8Array) => Uint8Array | undefined;
};

/** SubjectPublicKeyInfo of an X25519 key up to the key itself (RFC 8410 §4): Node takes no bare keys here. */
const X25519_KEY_PREFIX = Buffer.from("302a300506032b656e032100", "hex");
const X25519_KEY_LENGTH = 32;
const UNCOMPRESSED_POINT_LENGTH = 65;

/** A new ephemeral key of the group. */
export function startKeyExchange(group: Group): KeyExchange {
  return group === GROUP.x25519 ? startX25519() : startP256();
}

function startX25519(): KeyExchange {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  return {
    group: GROUP.x25519,
    publicKey: publicKey.export({ type: "spki", format: "der" }).subarray(X25519_KEY_PREFIX.length),
    agree(peer) {
      if (peer.length !== X25519_KEY_LENGTH) return undefined;
      const key = Buffer.concat([X25519_KEY_PREFIX, peer]);
      // OpenSSL refuses a peer key of small order, whose secret would be zero (RFC 8422 §5.11).
      return valid(() =>
        diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: "der", type: "spki" }) }),
      );
    },
  };
}

function startP256(): KeyExchange {
  const own = createECDH("prime256v1");
  return {
    group: GROUP.secp256r1,
    publicKey: own.generateKeys(),
    agree: (peer) =>
      peer.length === UNCOMPRESSED_POINT_LENGTH ? valid(() => own.computeSecret(peer)) : undefined,
  };
}

function valid(agree: () => Uint8Array): Uint8Array | undefined {
  try {
    return agree();
  } catch {
    return undefined;
  }
}
