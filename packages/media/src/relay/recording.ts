// One recording: a stereo A-law WAV file, written a second at a time from a ring in which the packets of
// both parties find their place. Silence is what nobody filled.
import { closeSync, openSync, writeSync } from "node:fs";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { silenceByte } from "../codecs/index.ts";
import type { MediaError } from "../protocol/index.ts";
import { samplesPerMs } from "../rtp/index.ts";
import { recordingHeader, recordingHeaderLength } from "../wav/index.ts";
import { createChannelTimeline, placeOnTimeline, resetChannel } from "./channel-timeline.ts";

/** 64 KiB: four seconds of stereo. */
const ringFrames = 32_768;
const channels = 2;
/** How long a packet may be late and still find its place. */
const reorderMs = 500;
/** A killed process loses at most this and `reorderMs`. */
const flushEveryMs = 1000;

export type Channel = 0 | 1;
export type FinishedFile = { durationMs: number; bytes: number; failure: string | undefined };

export class Recording {
  readonly recordingId: string;
  readonly path: string;
  readonly #file: number;
  readonly #startMs: number;
  readonly #ring = new Uint8Array(ringFrames * channels).fill(silenceByte.PCMA);
  readonly #timelines = [createChannelTimeline(), createChannelTimeline()] as const;
  /** Frames before this one are in the file, and their place in the ring is silent again. */
  #writtenFrames = 0;
  #flushAtMs: number;
  #failure: string | undefined;

  private constructor(recordingId: string, path: string, file: number, nowMs: number) {
    this.recordingId = recordingId;
    this.path = path;
    this.#file = file;
    this.#startMs = nowMs;
    this.#flushAtMs = nowMs + flushEveryMs;
  }

  /** Creates the file, which must not exist, and its header. `nowMs` is monotonic. */
  static open(recordingId: string, path: string, nowMs: number): Result<Recording, MediaError> {
    try {
      const file = openSync(path, "wx", 0o640);
      writeSync(file, recordingHeader(0));
      return ok(new Recording(recordingId, path, file, nowMs));
    } catch (error) {
      return err({ kind: "recording-file", message: String(error) });
    }
  }

  /** Undefined while the file takes what is written to it. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Makes the channel ready for another party. */
  resetChannel(channel: Channel): void {
    resetChannel(this.#timelines[channel]);
  }

  /** Puts the G.711 bytes `[start, end)` of a packet in their place; `table` maps them to A-law. */
  write(
    channel: Channel,
    packet: { ssrc: number; timestamp: number; payloadStart: number; payloadEnd: number },
    bytes: Uint8Array,
    table: Uint8Array | undefined,
    nowMs: number,
  ): void {
    if (this.#failure !== undefined) return;
    const { ssrc, timestamp, payloadStart, payloadEnd } = packet;
    const samples = payloadEnd - payloadStart;
    const nowFrame = this.#frameAt(nowMs);
    const first = placeOnTimeline(this.#timelines[channel], ssrc, timestamp, samples, nowFrame);
    if (first + samples > this.#writtenFrames + ringFrames) this.#flushTo(first + samples - ringFrames / 2);
    const ring = this.#ring;
    const skipped = Math.min(samples, Math.max(0, this.#writtenFrames - first));
    let place = ((first + skipped) % ringFrames) * channels + channel;
    for (let i = payloadStart + skipped; i < payloadEnd; i++) {
      const byte = bytes[i] as number;
      ring[place] = table === undefined ? byte : (table[byte] as number);
      place += channels;
      if (place >= ring.length) place = channel;
    }
  }

  /** To be called often: writes out what is older than the reordering time, once a second. */
  flushIfDue(nowMs: number): void {
    if (nowMs < this.#flushAtMs || this.#failure !== undefined) return;
    this.#flushAtMs = nowMs + flushEveryMs;
    this.#flushTo(this.#frameAt(nowMs - reorderMs));
    this.#writeHeader();
  }

  /** Writes the rest and closes the file. */
  finish(nowMs: number): FinishedFile {
    if (this.#failure === undefined) {
      this.#flushTo(this.#frameAt(nowMs));
      this.#writeHeader();
    }
    closeSync(this.#file);
    return {
      durationMs: Math.round(this.#writtenFrames / samplesPerMs),
      bytes: recordingHeaderLength + this.#writtenFrames * channels,
      failure: this.#failure,
    };
  }

  #frameAt(nowMs: number): number {
    return Math.max(0, Math.round((nowMs - this.#startMs) * samplesPerMs));
  }

  #flushTo(endFrame: number): void {
    while (this.#writtenFrames < endFrame && this.#failure === undefined) {
      const from = this.#writtenFrames % ringFrames;
      const count = Math.min(endFrame - this.#writtenFrames, ringFrames - from);
      this.#writePart(from * channels, count * channels);
      this.#writtenFrames += count;
    }
  }

  #writePart(start: number, length: number): void {
    this.#guard(() => {
      let position = recordingHeaderLength + this.#writtenFrames * channels;
      for (let at = start; at < start + length;) {
        const written = writeSync(this.#file, this.#ring, at, start + length - at, position);
        at += written;
        position += written;
      }
    });
    this.#ring.fill(silenceByte.PCMA, start, start + length);
  }

  #writeHeader(): void {
    this.#guard(() =>
      writeSync(this.#file, recordingHeader(this.#writtenFrames), 0, recordingHeaderLength, 0),
    );
  }

  /** A full disk must not end a call: the recording remembers why it stopped. */
  #guard(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#failure = String(error);
    }
  }
}
