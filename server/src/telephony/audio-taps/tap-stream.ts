// The frames of one tap on their way from the media process to a client: cut out of the stream, counted, and held back
// in the media process, which drops them there, while the client does not take them.
import { TapReader } from "@tandem/media/control";

/** In control, for a client that is slow; what is more waits in the media process, and is lost there. */
const mostBufferedBytes = 64 * 1024;
const sideAt = 1;
const lostAt = 12;

/** What a WebSocket has that is needed here. */
export type FrameSink = {
  readonly bufferedAmount: number;
  send(data: Uint8Array, sent: () => void): void;
};
export type FrameSource = { pause(): unknown; resume(): unknown; destroy(): unknown };

export class TapStream {
  readonly #source: FrameSource;
  readonly #sink: FrameSink;
  readonly #lost: [number, number] = [0, 0];
  readonly #reader = new TapReader((frame) => this.#pass(frame));
  #isPaused = false;
  #frames = 0;

  constructor(source: FrameSource, sink: FrameSink) {
    this.#source = source;
    this.#sink = sink;
  }

  get frames(): number {
    return this.#frames;
  }

  get lost(): number {
    return this.#lost[0] + this.#lost[1];
  }

  /** Takes bytes of the source. */
  read(chunk: Buffer): void {
    if (!this.#reader.read(chunk)) this.#source.destroy();
  }

  #pass(frame: Buffer): void {
    this.#frames++;
    this.#lost[frame[sideAt] === 1 ? 1 : 0] = frame.readUInt32LE(lostAt);
    this.#sink.send(frame, () => this.#goOn());
    if (this.#sink.bufferedAmount <= mostBufferedBytes || this.#isPaused) return;
    this.#isPaused = true;
    this.#source.pause();
  }

  #goOn(): void {
    if (!this.#isPaused || this.#sink.bufferedAmount > mostBufferedBytes / 2) return;
    this.#isPaused = false;
    this.#source.resume();
  }
}
