// Owns the contract between SRTP and a provider of ciphers: keys fixed once, then in-place work packet by packet.

/**
 * The bytes a cipher takes or gives beside the packet. One set serves all ciphers of an engine on a thread, since
 * every call reads or fills it and returns before the next begins.
 */
export type EngineRegisters = {
  /** In: the counter block of AES-CM (16 bytes), or the nonce of GCM (the first 12). */
  readonly initializationVector: Uint8Array;
  /** In: associated data that is not contiguous with the header (4 bytes; SRTCP's index under GCM). */
  readonly associatedWord: Uint8Array;
  /** Out: the HMAC-SHA1 of the packet (20 bytes). */
  readonly digest: Uint8Array;
};

export interface CounterCipher {
  /** XORs the keystream that starts at `initializationVector` onto bytes [start, end) of the packet. */
  apply(packet: Uint8Array, start: number, end: number): void;
  close(): void;
}

export interface Authenticator {
  /** Leaves the HMAC-SHA1 of bytes [0, end) of the packet in `digest`. */
  compute(packet: Uint8Array, end: number): void;
  close(): void;
}

export interface SealingCipher {
  /**
   * AES-GCM over bytes [start, end) of the packet; bytes [0, start), and `associatedWord` when asked for, are
   * authenticated too. The tag is written to [end, end + 16).
   */
  seal(packet: Uint8Array, start: number, end: number, withAssociatedWord: boolean): void;
  /** The reverse, reading the tag from [end, end + 16). False when the tag is wrong; the bytes are then garbage. */
  open(packet: Uint8Array, start: number, end: number, withAssociatedWord: boolean): boolean;
  close(): void;
}

/** Ciphers hold their key until `close()`, after which they must not be called. */
export interface CryptoEngine {
  readonly name: "openssl" | "node";
  readonly registers: EngineRegisters;
  /** AES-128 in counter mode. */
  counterCipher(key: Uint8Array): CounterCipher;
  /** HMAC-SHA1. */
  authenticator(key: Uint8Array): Authenticator;
  /** AES-GCM with a key of 16 or 32 bytes, a 12-byte nonce and a 16-byte tag. */
  sealingCipher(key: Uint8Array): SealingCipher;
}

export const GCM_TAG_LENGTH = 16;
export const GCM_NONCE_LENGTH = 12;
