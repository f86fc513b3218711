// One recording: a ring in which the packets of both parties find their place, from which the recording thread takes
// half a second at a time. Silence is what nobody filled. Nothing here waits for a disk.
import { linearToALaw } from "../codecs/index.ts";
import { channels, chunkFrames } from "../recording-file/index.ts";
import type { RecordingMarker } from "../recording-file/index.ts";
import { ringFrames } from "../recording-thread/index.ts";
import type { FromRelay, RecordingTerms, SoundRing } from "../recording-thread/index.ts";
import { samplesPerMs } from "../rtp/index.ts";
import { createChannelTimeline, placeOnTimeline, resetChannel } from "./channel-timeline.ts";

/** How long a packet may be late and still find its place. A killed process loses at most this and a chunk. */
const reorderMs = 300;
/** After a stall of this thread the recording thread gets so long to catch up, before sound counts as lost. */
const graceMs = 1000;
/** More chunks at once than this are ready only when this thread stood still. */
const stallChunks = 4;

export type Channel = 0 | 1;
/** A ring by the number that the recording thread knows it by. */
export type NumberedRing = { readonly number: number; readonly ring: SoundRing };
export type ToRecordingFiles = (message: FromRelay) => void;

export class Recording {
  readonly recordingId: string;
  readonly taken: NumberedRing;
  readonly #ring: SoundRing;
  readonly #sound: Uint8Array;
  readonly #send: ToRecordingFiles;
  readonly #startMs: number;
  readonly #timelines = [createChannelTimeline(), createChannelTimeline()] as const;
  /** Frames before this one are the recording thread's. */
  #readyFrames: number;
  /** Up to here the ring has room, as far as was looked. */
  #roomUntilFrame: number;
  #graceUntilMs = 0;
  /** When the next chunk is older than the reordering time. */
  #dueAtMs: number;
  readonly #askedAtMs: number;
  #paused = false;
  /** What was said before this frame is not taken any more: it may have been said during the pause. */
  #silentUntilFrame = 0;
  #failure: string | undefined;

  /**
   * Asks for the file. `startMs`, monotonic, is when the recording began: before `nowMs` where it goes on with the file
   * that another process left; silence is between.
   */
  constructor(
    terms: RecordingTerms,
    taken: NumberedRing,
    send: ToRecordingFiles,
    startMs: number,
    nowMs = startMs,
  ) {
    this.recordingId = terms.recordingId;
    this.taken = taken;
    this.#ring = taken.ring;
    this.#sound = taken.ring.sound;
    this.#send = send;
    this.#startMs = startMs;
    this.#askedAtMs = nowMs;
    const chunksBefore = Math.floor(this.#frameAt(nowMs) / chunkFrames);
    this.#readyFrames = chunksBefore * chunkFrames;
    this.#roomUntilFrame = this.#readyFrames + ringFrames;
    this.#dueAtMs = this.#dueAfter(this.#readyFrames);
    taken.ring.take(chunksBefore);
    const { recordingId, path, startedAt, seal, continues = false } = terms;
    send({
      kind: "open",
      ring: taken.number,
      memory: taken.ring.memory,
      terms: { recordingId, path, startedAt, seal, continues },
    });
  }

  /** Why nothing is recorded any more; undefined while all is. */
  get failure(): string | undefined {
    return this.#failure;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /** The file takes no more, and was finished. */
  get hasFailedFile(): boolean {
    return this.#ring.state === "failed";
  }

  /** The file was asked for, and is not there after all this time. */
  isWaitingSince(waitMs: number, nowMs: number): boolean {
    return nowMs - this.#askedAtMs >= waitMs && this.#ring.state === "waiting";
  }

  /** Chunks that the file has not taken. */
  get chunksWaiting(): number {
    return this.#ring.ready - this.#ring.written;
  }

  /** Milliseconds of sound that are in the file, or will be. */
  get readyMs(): number {
    return this.#readyFrames / samplesPerMs;
  }

  /** Makes the channel ready for another party. */
  resetChannel(channel: Channel): void {
    resetChannel(this.#timelines[channel]);
  }

  /** Writes down who is heard in a channel from now on. */
  markParty(kind: "left" | "right", party: string | null, nowMs: number): void {
    this.#mark(kind, party, nowMs);
  }

  /** From now on silence goes into the file instead of what is said. */
  pause(nowMs: number): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#mark("paused", null, nowMs);
  }

  resume(nowMs: number): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#silentUntilFrame = this.#frameAt(nowMs);
    this.#mark("resumed", null, nowMs);
  }

  /** Puts the G.711 bytes `[start, end)` of a packet in their place; `table` maps them to A-law. */
  write(
    channel: Channel,
    packet: { ssrc: number; timestamp: number; payloadStart: number; payloadEnd: number },
    bytes: Uint8Array,
    table: Uint8Array | undefined,
    nowMs: number,
  ): void {
    if (this.#failure !== undefined || this.#paused) return;
    const { ssrc, timestamp, payloadStart, payloadEnd } = packet;
    const samples = payloadEnd - payloadStart;
    const first = this.#placeFor(channel, { ssrc, timestamp, samples }, nowMs);
    const skipped = this.#tooLate(first, samples);
    const sound = this.#sound;
    let place = ((first + skipped) % ringFrames) * channels + channel;
    for (let i = payloadStart + skipped; i < payloadEnd; place = channel) {
      const end = Math.min(payloadEnd, i + ((sound.length - place + 1) >> 1));
      if (table === undefined) for (; i < end; i++, place += channels) sound[place] = bytes[i] as number;
      else for (; i < end; i++, place += channels) sound[place] = table[bytes[i] as number] as number;
    }
  }

  /** Puts the first `count` samples at 8 kHz in their place; `timestamp` counts them. */
  writeLinear(
    channel: Channel,
    ssrc: number,
    timestamp: number,
    samples: Int16Array,
    count: number,
    nowMs: number,
  ): void {
    if (this.#failure !== undefined || this.#paused) return;
    const first = this.#placeFor(channel, { ssrc, timestamp, samples: count }, nowMs);
    const skipped = this.#tooLate(first, count);
    const sound = this.#sound;
    let place = ((first + skipped) % ringFrames) * channels + channel;
    for (let i = skipped; i < count; i++) {
      sound[place] = linearToALaw(samples[i] as number);
      place += channels;
      if (place >= sound.length) place = channel;
    }
  }

  /** To be called often: hands over the chunks that are older than the reordering time. */
  handOverDue(nowMs: number): void {
    if (nowMs < this.#dueAtMs || this.#failure !== undefined) return;
    this.#handOverTo(this.#frameAt(nowMs - reorderMs), nowMs);
  }

  /** Hands over the rest; the recording thread finishes the file and tells. */
  finish(nowMs: number): void {
    const endFrame = this.#frameAt(nowMs);
    if (this.#failure === undefined) this.#handOverTo(endFrame, nowMs);
    const failure = this.#failure ?? null;
    const end = failure === null ? Math.max(endFrame, this.#readyFrames) : this.#readyFrames;
    this.#send({ kind: "finish", ring: this.taken.number, endFrame: end, failure });
  }

  /** Which frame a packet begins at. */
  #placeFor(
    channel: Channel,
    { ssrc, timestamp, samples }: { ssrc: number; timestamp: number; samples: number },
    nowMs: number,
  ): number {
    const nowFrame = this.#frameAt(nowMs);
    const first = placeOnTimeline(this.#timelines[channel], ssrc, timestamp, samples, nowFrame);
    if (first + samples > this.#roomUntilFrame) this.#lookForRoom(first + samples, nowMs);
    return first;
  }

  /** How many of the samples have no place: the file has theirs, they belong to a pause, or the ring has no room. */
  #tooLate(first: number, samples: number): number {
    if (first + samples > this.#roomUntilFrame) return samples;
    const firstTaken = Math.max(this.#readyFrames, this.#silentUntilFrame);
    return Math.min(samples, Math.max(0, firstTaken - first));
  }

  #lookForRoom(endFrame: number, nowMs: number): void {
    this.handOverDue(nowMs);
    this.#roomUntilFrame = this.#ring.written * chunkFrames + ringFrames;
    if (endFrame <= this.#roomUntilFrame || nowMs < this.#graceUntilMs) return;
    // A file that failed says why.
    if (!this.hasFailedFile) this.#failure = "the disk is too slow: it took nothing for seconds";
  }

  #frameAt(nowMs: number): number {
    return Math.max(0, Math.round((nowMs - this.#startMs) * samplesPerMs));
  }

  #mark(kind: RecordingMarker["kind"], party: string | null, nowMs: number): void {
    const marker = { atMs: Math.max(0, Math.round(nowMs - this.#startMs)), kind, party };
    this.#send({ kind: "mark", ring: this.taken.number, marker });
  }

  /** The whole chunks before that frame are the recording thread's from now on. */
  #handOverTo(endFrame: number, nowMs: number): void {
    const before = this.#ring.ready;
    const chunks = Math.max(before, Math.floor(endFrame / chunkFrames));
    if (chunks - before > stallChunks) this.#graceUntilMs = nowMs + graceMs;
    this.#ring.ready = chunks;
    this.#readyFrames = chunks * chunkFrames;
    this.#dueAtMs = this.#dueAfter(this.#readyFrames);
  }

  #dueAfter(readyFrames: number): number {
    return this.#startMs + (readyFrames + chunkFrames) / samplesPerMs + reorderMs;
  }
}
