// The sound that comes to a leg as samples, in order: what is lost between packets is told, what is late is left out.
//
// packet                                     taken as
// of another source                          a jump: nothing is known of the time between
// next sequence number, timestamp in time    follows
// some lost, up to 120 ms                    a loss of that length, then the packet
// next one, but later timestamp; long loss   a jump of that length: silence that was not sent, or too much to make up
// one that was passed over or is doubled     late, not taken
import { SoundReader, codecFormats } from "../codecs/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import { samplesPerMs, sequenceDelta, timestampDelta } from "../rtp/index.ts";
import type { RtpHeader } from "../rtp/index.ts";

/** Longer losses are heard as such. */
const longestLossMs = 120;
/** Senders whose timestamps follow a clock of their own are off by less. */
const toleranceMs = 5;
/** A sequence number this far back is late; farther back, the source has begun anew. */
const longestMisorder = 100;

export class ArrivingSound {
  readonly reader: SoundReader;
  readonly clockPerMs: number;
  /** Of the packet at hand, on the 8 kHz clock of recordings. */
  narrowTimestamp = 0;
  /** Between the packet at hand and the one before it, in timestamp units. */
  gap = 0;
  jumped = true;
  /** The timestamp that follows the sound so far. */
  nextTimestamp = 0;
  #ssrc = -1;
  #nextSequence = 0;
  #lastTimestamp = 0;
  /** `narrowTimestamp` before rounding and wrapping. */
  #narrowTime = 0;

  constructor(codec: AudioCodec) {
    this.reader = new SoundReader(codec);
    this.clockPerMs = codecFormats[codec].clockPerMs;
  }

  /** Looks at a packet's place. False: it is late and must not be read. */
  arrive({ ssrc, sequence, timestamp }: RtpHeader): boolean {
    if (ssrc === this.#ssrc) {
      const step = sequenceDelta(sequence, this.#nextSequence);
      if (step < 0 && step >= -longestMisorder) return false;
      this.gap = timestampDelta(timestamp, this.nextTimestamp);
      const isLoss = step > 0 && this.gap > 0 && this.gap <= longestLossMs * this.clockPerMs;
      this.jumped = !isLoss && Math.abs(this.gap) > toleranceMs * this.clockPerMs;
      this.#narrowTime += (timestampDelta(timestamp, this.#lastTimestamp) * samplesPerMs) / this.clockPerMs;
    } else {
      this.#ssrc = ssrc;
      this.gap = 0;
      this.jumped = true;
    }
    this.#nextSequence = (sequence + 1) & 0xffff;
    this.#lastTimestamp = timestamp;
    this.nextTimestamp = timestamp;
    this.narrowTimestamp = Math.floor(this.#narrowTime) >>> 0;
    return true;
  }

  /** A packet without sound has a sequence number, too. */
  passOver({ ssrc, sequence }: RtpHeader): void {
    if (ssrc === this.#ssrc && sequence === this.#nextSequence) {
      this.#nextSequence = (sequence + 1) & 0xffff;
    }
  }

  /** Makes up what was lost before the packet at hand. False when nothing was. */
  conceal(): boolean {
    if (this.jumped || this.gap < toleranceMs * this.clockPerMs) return false;
    this.reader.conceal(Math.floor((this.gap / this.clockPerMs) * (this.reader.sampleRateHz / 1000)));
    return true;
  }

  /** Reads the packet at hand. False when it is no sound. */
  read(bytes: Uint8Array, { payloadStart, payloadEnd, timestamp }: RtpHeader): boolean {
    const { reader, clockPerMs } = this;
    if (!reader.read(bytes, payloadStart, payloadEnd)) return false;
    const lengthMs = reader.count(reader.sampleRateHz) / (reader.sampleRateHz / 1000);
    this.nextTimestamp = (timestamp + lengthMs * clockPerMs) >>> 0;
    return true;
  }

  close(): void {
    this.reader.close();
  }
}
