// The sound of one leg in the codec of another: packets of 20 ms with a sequence and a clock of their own, on which
// the source's losses and pauses have the length they had.
import { SoundWriter, codecFormats, frameMs, isG711 } from "../codecs/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import { timestampDelta } from "../rtp/index.ts";
import type { ArrivingSound } from "./arriving-sound.ts";

/** False where packets pass through as they are, or byte by byte through a table. */
export function needsConversion(from: AudioCodec, to: AudioCodec): boolean {
  return from !== to && !(isG711(from) && isG711(to));
}

export class Conversion {
  readonly from: AudioCodec;
  readonly to: AudioCodec;
  /** Of the next packet. */
  sequence = 0;
  timestamp = 0;
  marker = true;
  readonly #writer: SoundWriter;
  readonly #clockPerMs: number;

  constructor(from: AudioCodec, to: AudioCodec) {
    this.from = from;
    this.to = to;
    this.#writer = new SoundWriter(to, codecFormats[from].sampleRateHz);
    this.#clockPerMs = codecFormats[to].clockPerMs;
  }

  /** Takes the sound at hand; whole packets wait to be taken then. */
  push({ reader }: ArrivingSound): void {
    const { sampleRateHz } = this.#writer;
    this.#writer.push(reader.samples(sampleRateHz), reader.count(sampleRateHz));
  }

  /** The source has jumped: what is not a whole packet is left out, and time goes on. */
  jump({ gap, clockPerMs }: ArrivingSound): void {
    const passed = Math.max(0, Math.round((gap * this.#clockPerMs) / clockPerMs));
    this.timestamp = (this.timestamp + this.#queuedUnits() + passed) >>> 0;
    this.#writer.clear();
    this.marker = true;
  }

  /** Writes the next packet's payload; 0 when none is whole. Its sequence and timestamp are to be read before. */
  take(bytes: Uint8Array, at: number): number {
    return this.#writer.take(bytes, at);
  }

  /** To be called after each packet. */
  advance(): void {
    this.sequence = (this.sequence + 1) & 0xffff;
    this.timestamp = (this.timestamp + frameMs * this.#clockPerMs) >>> 0;
    this.marker = false;
  }

  /** Where a source's timestamp is on our clock: a telephone event has one between two packets of sound. */
  timestampOf(timestamp: number, { nextTimestamp, clockPerMs }: ArrivingSound): number {
    const after = Math.round((timestampDelta(timestamp, nextTimestamp) * this.#clockPerMs) / clockPerMs);
    return (this.timestamp + this.#queuedUnits() + after) >>> 0;
  }

  /** Forgets what waits: another source follows. */
  clear(): void {
    this.#writer.clear();
    this.marker = true;
  }

  close(): void {
    this.#writer.close();
  }

  #queuedUnits(): number {
    return Math.round((this.#writer.queued * this.#clockPerMs * 1000) / this.#writer.sampleRateHz);
  }
}
