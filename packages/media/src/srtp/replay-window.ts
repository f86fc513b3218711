// Owns the memory of which packet indices were seen, for SRTP (RFC 3711 §3.3.2) and DTLS (RFC 6347 §4.1.2.6).

const BITS_PER_WORD = 32;
const WORDS = 8;
/** One word is always being refilled, so this many indices back are remembered for sure. */
const WINDOW_SIZE = (WORDS - 1) * BITS_PER_WORD;

/** A window as JSON: the highest index recorded, and the ring of bits in hexadecimal. */
export type ReplaySnapshot = { readonly highest: number; readonly seen: string };

/** Remembers the last 224 indices. An index is a whole number below 2^48. */
export class ReplayWindow {
  // A ring of bits addressed by the index itself: moving ahead only clears the words stepped over.
  readonly #words = new Uint32Array(WORDS);
  #highest = -1;

  /** The highest index recorded, −1 before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** Whether the index was not recorded yet and is not too old to tell. */
  isFresh(index: number): boolean {
    if (index > this.#highest) return true;
    if (index < 0 || this.#highest - index >= WINDOW_SIZE) return false;
    const word = this.#words[Math.floor(index / BITS_PER_WORD) % WORDS] ?? 0;
    return ((word >>> (index % BITS_PER_WORD)) & 1) === 0;
  }

  /** Records a fresh index; to be called only after the packet was authenticated. */
  record(index: number): void {
    const position = Math.floor(index / BITS_PER_WORD);
    if (index > this.#highest) {
      const previous = Math.floor(this.#highest / BITS_PER_WORD);
      const first = Math.max(previous + 1, position - WORDS + 1);
      for (let word = first; word <= position; word += 1) this.#words[word % WORDS] = 0;
      this.#highest = index;
    }
    const slot = position % WORDS;
    this.#words[slot] = (this.#words[slot] ?? 0) | (1 << (index % BITS_PER_WORD));
  }

  /** What `restore` takes; to be asked only after something was recorded. */
  snapshot(): ReplaySnapshot {
    return { highest: this.#highest, seen: Buffer.from(this.#words.buffer).toString("hex") };
  }

  /** Goes on as the window that the snapshot was taken of. Throws when it is none. */
  restore({ highest, seen }: ReplaySnapshot): void {
    const bytes = Buffer.from(seen, "hex");
    if (!Number.isSafeInteger(highest) || highest < 0 || bytes.length !== this.#words.byteLength)
      throw new TypeError("not the snapshot of a replay window");
    new Uint8Array(this.#words.buffer).set(bytes);
    this.#highest = highest;
  }

  /** Takes every index up to this one as recorded; one below the highest changes nothing. */
  recordUpTo(index: number): void {
    if (index <= this.#highest) return;
    this.#highest = index;
    this.#words.fill(0xffff_ffff);
    // In the last word only what is not ahead.
    this.#words[Math.floor(index / BITS_PER_WORD) % WORDS] = 2 ** ((index % BITS_PER_WORD) + 1) - 1;
  }
}
