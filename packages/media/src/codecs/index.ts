// Door of the codecs.
export { codecFormats, frameMs, longestPacketSamples } from "./audio-codec.ts";
export type { AudioDecoder, AudioEncoder, CodecFormat } from "./audio-codec.ts";
export { ComfortNoise, comfortNoisePayloadType } from "./comfort-noise.ts";
export { createConcealment } from "./concealment.ts";
export type { Concealment } from "./concealment.ts";
export { createDecoder, createEncoder } from "./create-codec.ts";
export {
  aLawToLinear,
  decodeALaw,
  decodeG711,
  decodeToLinear,
  encodeLinear,
  isG711,
  linearToALaw,
  muLawToLinear,
  silenceByte,
  transcodeInPlace,
  transcodeTable,
} from "./g711.ts";
export type { G711Codec } from "./g711.ts";
export { loadOpus } from "./opus-library.ts";
export { createOpusClipEncoder } from "./opus.ts";
export { Resampler } from "./resampler.ts";
export type { ResamplerRate } from "./resampler.ts";
export { SoundReader } from "./sound-reader.ts";
export type { SoundRate } from "./sound-reader.ts";
export { SoundWriter } from "./sound-writer.ts";
