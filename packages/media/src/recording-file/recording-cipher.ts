// Seals the parts of one recording with its data key: AES-256-GCM, a counter as nonce, and as additional data what
// the part is, where it belongs and whose it is, so that no part can take the place of another.
import { createCipheriv, createDecipheriv, createSecretKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { tagBytes } from "./layout.ts";

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const dataKeyBytes = 32;

/** Each kind counts its nonces for itself. */
const parts = { header: 1, chunk: 2, trailer: 3, repair: 4 } as const;
export type Part = keyof typeof parts;

export class RecordingCipher {
  readonly #key: KeyObject;
  readonly #recordingId: string;
  readonly #nonce = Buffer.alloc(nonceBytes);

  /** `dataKey` has 32 bytes and is of this recording alone: nonces begin at zero for each. */
  constructor(dataKey: Uint8Array, recordingId: string) {
    if (dataKey.length !== dataKeyBytes) throw new RangeError("a data key has 32 bytes");
    this.#key = createSecretKey(dataKey);
    this.#recordingId = recordingId;
  }

  /** Writes ciphertext and tag into `target`; answers their length. */
  sealInto(target: Buffer, part: Part, index: number, plain: Uint8Array): number {
    const cipher = createCipheriv(algorithm, this.#key, this.#nonceOf(part, index));
    cipher.setAAD(this.#about(part, index));
    const length = cipher.update(plain).copy(target);
    cipher.final();
    return length + cipher.getAuthTag().copy(target, length);
  }

  seal(part: Part, index: number, plain: Uint8Array): Buffer {
    const sealed = Buffer.alloc(plain.length + tagBytes);
    this.sealInto(sealed, part, index, plain);
    return sealed;
  }

  /** The tag of bytes that stay readable. */
  sign(part: Part, index: number, readable: Uint8Array): Buffer {
    const cipher = createCipheriv(algorithm, this.#key, this.#nonceOf(part, index));
    cipher.setAAD(Buffer.concat([this.#about(part, index), readable]));
    cipher.final();
    return cipher.getAuthTag();
  }

  /** Undefined when it is not what was sealed as this part. */
  open(part: Part, index: number, sealed: Uint8Array): Buffer | undefined {
    return this.#open(part, index, sealed, this.#about(part, index));
  }

  isSigned(part: Part, index: number, readable: Uint8Array, tag: Uint8Array): boolean {
    const about = Buffer.concat([this.#about(part, index), readable]);
    return this.#open(part, index, tag, about) !== undefined;
  }

  #open(part: Part, index: number, sealed: Uint8Array, about: Buffer): Buffer | undefined {
    if (sealed.length < tagBytes) return undefined;
    const end = sealed.length - tagBytes;
    const decipher = createDecipheriv(algorithm, this.#key, this.#nonceOf(part, index), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(about).setAuthTag(sealed.subarray(end));
    const plain = decipher.update(sealed.subarray(0, end));
    try {
      decipher.final();
      return plain;
    } catch {
      return undefined;
    }
  }

  #nonceOf(part: Part, index: number): Buffer {
    return writeNonce(this.#nonce, part, index);
  }

  #about(part: Part, index: number): Buffer {
    return Buffer.from(additionalData(part, index, this.#recordingId));
  }
}

/** Fills the 12 bytes of `nonce`. */
export function writeNonce(nonce: Buffer, part: Part, index: number): Buffer {
  nonce.writeUInt32BE(parts[part], 0);
  nonce.writeUInt32BE(Math.floor(index / 2 ** 32), 4);
  nonce.writeUInt32BE(index >>> 0, 8);
  return nonce;
}

/** What a part's seal speaks for besides its bytes. */
export function additionalData(part: Part, index: number, recordingId: string): string {
  return `${part}/${index}/${recordingId}`;
}
