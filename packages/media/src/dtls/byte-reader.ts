// Owns reading big-endian fields from bytes a stranger sent, without a way to throw.

/**
 * Reads forward through `bytes`. A read past the end gives zeros or nothing and sets `isBroken`, so that a parser
 * reads all its fields first and asks once. Slices are views.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #isBroken = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether a read went past the end. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** An unsigned number of `size` bytes (1 to 6). */
  number(size: number): number {
    return this.bytes(size).reduce((value, byte) => value * 0x100 + byte, 0);
  }

  bytes(length: number): Uint8Array {
    if (length > this.remaining) {
      this.#isBroken = true;
      this.#offset = this.#bytes.length;
      return new Uint8Array(0);
    }
    this.#offset += length;
    return this.#bytes.subarray(this.#offset - length, this.#offset);
  }

  /** A vector: its length in `lengthSize` bytes, then that many bytes (RFC 5246 §4.3). */
  vector(lengthSize: number): Uint8Array {
    return this.bytes(this.number(lengthSize));
  }

  /** A vector of 16-bit numbers; an odd length is broken. */
  numberVector(lengthSize: number): readonly number[] {
    const content = new ByteReader(this.vector(lengthSize));
    if (content.remaining % 2 !== 0) this.#isBroken = true;
    const numbers: number[] = [];
    while (content.remaining >= 2) numbers.push(content.number(2));
    return numbers;
  }
}
