// What every codec here offers: its description, a decoder and an encoder that work in the caller's buffers.
import type { AudioCodec } from "../protocol/index.ts";

export type CodecFormat = {
  /** Timestamp units a millisecond (RFC 3551 §4.1: of G.722 it is 8, for history's sake). */
  readonly clockPerMs: number;
  /** Of the linear sound that decoders give and encoders take. */
  readonly sampleRateHz: 8000 | 16_000;
  /** Channels of that sound; Opus says two in SDP whatever it carries (RFC 7587 §7). */
  readonly channels: 1;
  readonly samplesPerFrame: number;
  /** Bytes of a packet of 20 ms made from a clip; Opus is made at a constant bit rate for this. */
  readonly frameBytes: number;
};

/** What one packet of 20 ms lasts, the length of all packets made here. */
export const frameMs = 20;
/** RFC 7587 §4.2: an Opus packet may last this long; packets of other codecs are cut by the size of a datagram. */
const longestPacketMs = 120;
/** Room for the samples of any packet: L16 of a full datagram is shorter than 120 ms of Opus. */
export const longestPacketSamples = longestPacketMs * 16;

export const codecFormats: Readonly<Record<AudioCodec, CodecFormat>> = {
  PCMA: format(8, 8000, 160),
  PCMU: format(8, 8000, 160),
  G722: format(8, 16_000, 160),
  opus: format(48, 16_000, 80),
  L16: format(16, 16_000, 640),
};

function format(clockPerMs: number, sampleRateHz: 8000 | 16_000, frameBytes: number): CodecFormat {
  return {
    clockPerMs,
    sampleRateHz,
    channels: 1,
    samplesPerFrame: (sampleRateHz / 1000) * frameMs,
    frameBytes,
  };
}

/** The decoder of one stream. */
export type AudioDecoder = {
  /**
   * Decodes the payload `bytes[start, end)` to the beginning of `samples`, which has room for `longestPacketSamples`.
   * Answers how many samples it wrote; 0 for a payload that is none.
   */
  decode(bytes: Uint8Array, start: number, end: number, samples: Int16Array): number;
  /** Makes up `count` samples in place of lost ones (at most `longestPacketSamples`); answers how many. */
  conceal(samples: Int16Array, count: number): number;
  /** Gives back what the collector cannot see. Not to be used after that. */
  close(): void;
};

/** The encoder of one stream. */
export type AudioEncoder = {
  /** Encodes the first `count` samples, 20 ms of them, to `bytes` from `at` on; answers the length of the payload. */
  encode(samples: Int16Array, count: number, bytes: Uint8Array, at: number): number;
  close(): void;
};
