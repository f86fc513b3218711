// Owns how much may be sent to an address that may be somebody else's: we are no amplifier.

/** As QUIC has it (RFC 9000 §8.1): three bytes for each that came from there. */
const BYTES_PER_BYTE_RECEIVED = 3;

/**
 * An ICE check shows that the sender knows our password, not that it is where it says: a caller could name a victim's
 * address. Only an answer to what we sent there shows that.
 */
export class SendAllowance {
  #left = 0;
  #isUnlimited = false;

  /** So many bytes came from the address. */
  credit(bytes: number): void {
    this.#left += BYTES_PER_BYTE_RECEIVED * bytes;
  }

  /** Whether so many may be sent now; they are counted as sent then. */
  take(bytes: number): boolean {
    if (this.#isUnlimited) return true;
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** The peer has answered what could only be read there. */
  lift(): void {
    this.#isUnlimited = true;
  }

  /** Another address, of which nothing is known. */
  startAgain(): void {
    this.#left = 0;
    this.#isUnlimited = false;
  }
}
