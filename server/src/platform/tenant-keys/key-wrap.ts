// AES key wrap (RFC 3394) with 256-bit keys: it needs no nonce, so a long-lived key can wrap any number of others.
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { KeyObject } from "node:crypto";

const algorithm = "id-aes256-wrap";
/** RFC 3394 §2.2.3.1: the default initial value, by which a wrong key is noticed. */
const initialValue = Buffer.from("A6A6A6A6A6A6A6A6", "hex");
/** The wrapped key, and 64 bits by which a change is noticed. */
const wrappedBytes = 40;

export const keyBytes = 32;

/** As a KeyObject it is taken in a third of the time. */
type WrappingKey = Uint8Array | KeyObject;

export function wrapKey(wrappingKey: WrappingKey, key: Uint8Array): Buffer {
  const cipher = createCipheriv(algorithm, wrappingKey, initialValue);
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

/** Undefined when it was wrapped with another key, or changed. */
export function unwrapKey(wrappingKey: WrappingKey, wrapped: Uint8Array): Buffer | undefined {
  if (wrapped.length !== wrappedBytes) return undefined;
  try {
    const decipher = createDecipheriv(algorithm, wrappingKey, initialValue);
    return Buffer.concat([decipher.update(wrapped), decipher.final()]);
  } catch {
    return undefined;
  }
}
