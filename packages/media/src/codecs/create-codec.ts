// From the name of a codec to its decoder and encoder.
import { assertNever } from "@tandem/kernel";
import type { AudioCodec } from "../protocol/index.ts";
import { codecFormats } from "./audio-codec.ts";
import type { AudioDecoder, AudioEncoder } from "./audio-codec.ts";
import { createG711Decoder, createG711Encoder } from "./g711.ts";
import { createG722Decoder, createG722Encoder } from "./g722.ts";
import { createL16Decoder, createL16Encoder } from "./l16.ts";
import { createOpusDecoder, createOpusEncoder } from "./opus.ts";

/** A decoder to the codec's own sample rate. For Opus, `loadOpus` must have resolved. */
export function createDecoder(codec: AudioCodec): AudioDecoder {
  switch (codec) {
    case "PCMA":
    case "PCMU":
      return createG711Decoder(codec);
    case "G722":
      return createG722Decoder();
    case "opus":
      return createOpusDecoder();
    case "L16":
      return createL16Decoder(codecFormats.L16.sampleRateHz);
    default:
      return assertNever(codec);
  }
}

/** An encoder from `sampleRateHz`, which must be the codec's own but for Opus, which takes both. */
export function createEncoder(codec: AudioCodec, sampleRateHz: 8000 | 16_000): AudioEncoder {
  switch (codec) {
    case "PCMA":
    case "PCMU":
      return createG711Encoder(codec);
    case "G722":
      return createG722Encoder();
    case "opus":
      return createOpusEncoder(sampleRateHz);
    case "L16":
      return createL16Encoder();
    default:
      return assertNever(codec);
  }
}
