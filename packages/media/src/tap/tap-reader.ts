// The stream of a tap, as control reads it: frames behind their lengths, cut out of chunks of any size.

const lengthBytes = 4;
/** The media process is a program of ours; a longer frame is a broken stream. */
const longestFrame = 4096;
const headerBytes = 16;

export class TapReader {
  readonly #onFrame: (frame: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);

  /** `onFrame` gets frames as tap-frame.ts writes them. */
  constructor(onFrame: (frame: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  /** Takes bytes of the stream; false: it is broken. */
  read(chunk: Buffer): boolean {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= lengthBytes) {
      const length = bytes.readUInt32LE(0);
      if (length > longestFrame) return false;
      if (bytes.length < lengthBytes + length) break;
      this.#onFrame(bytes.subarray(lengthBytes, lengthBytes + length));
      bytes = bytes.subarray(lengthBytes + length);
    }
    this.#rest = Buffer.from(bytes);
    return true;
  }
}

/** The samples of a frame: linear, 16 bits, little-endian, mono. */
export function tapSamples(frame: Buffer): Buffer {
  return frame.subarray(headerBytes);
}
