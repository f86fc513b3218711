// Owns putting handshake messages together from fragments that arrive in any order, overlapping or twice.
import type { HandshakeFragment, HandshakeMessage } from "./handshake-message.ts";
import type { Epoch } from "./record-layer.ts";

/** A certificate chain is the longest message; a longer one is somebody filling our memory. */
const MESSAGE_LENGTH_LIMIT = 16_384;
/** A peer's flight has at most five messages: what is further ahead is not stored. */
const MESSAGES_AHEAD_LIMIT = 6;
/** One fragment of a byte claims a whole message: all that wait together get no more than this. */
const BYTES_LIMIT = 24_576;

type PartialMessage = {
  readonly type: number;
  readonly epoch: Epoch;
  readonly body: Uint8Array;
  /** One flag per byte of the body. */
  readonly isFilled: Uint8Array;
  missing: number;
};

export class HandshakeReassembly {
  readonly #partial = new Map<number, PartialMessage>();
  #nextSequence = 0;
  /** Length of all messages that are not whole yet. */
  #claimedBytes = 0;

  /** The number of the message that is handed out next; those below were handed out. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** Stores what is new in a fragment. One that contradicts an earlier one, or goes over the limits, is dropped. */
  add(fragment: HandshakeFragment, epoch: Epoch): void {
    const { type, messageLength, messageSequence, offset, content } = fragment;
    if (messageSequence < this.#nextSequence) return;
    if (messageSequence > this.#nextSequence + MESSAGES_AHEAD_LIMIT || messageLength > MESSAGE_LENGTH_LIMIT)
      return;
    const known = this.#partial.get(messageSequence);
    if (known === undefined && this.#claimedBytes + messageLength > BYTES_LIMIT) return;
    const partial = known ?? startMessage(type, messageLength, epoch);
    if (known === undefined) this.#claimedBytes += messageLength;
    if (partial.type !== type || partial.body.length !== messageLength || partial.epoch !== epoch) return;
    this.#partial.set(messageSequence, partial);
    for (const [index, byte] of content.entries()) {
      // The first copy of a byte stays: a later one cannot change what was there.
      if (partial.isFilled[offset + index] === 1) continue;
      partial.isFilled[offset + index] = 1;
      partial.body[offset + index] = byte;
      partial.missing -= 1;
    }
  }

  /** The next message in order once all of it is there. */
  take(): HandshakeMessage | undefined {
    const partial = this.#partial.get(this.#nextSequence);
    if (partial === undefined || partial.missing > 0) return undefined;
    this.#partial.delete(this.#nextSequence);
    this.#claimedBytes -= partial.body.length;
    const { type, body, epoch } = partial;
    return { type, body, epoch, messageSequence: this.#nextSequence++ };
  }
}

function startMessage(type: number, length: number, epoch: Epoch): PartialMessage {
  return { type, epoch, body: new Uint8Array(length), isFilled: new Uint8Array(length), missing: length };
}
