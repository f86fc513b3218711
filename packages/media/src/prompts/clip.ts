// A clip: the sound of one WAV file, encoded once for each codec and shared by all who play it.
import { Resampler, decodeALaw, encodeLinear, transcodeInPlace, transcodeTable } from "../codecs/index.ts";
import type { G711Codec, ResamplerRate } from "../codecs/index.ts";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { AudioCodec } from "../protocol/index.ts";
import { readWavLayout, wavFormatTag } from "../wav/index.ts";
import type { WavLayout } from "../wav/index.ts";

export type SharedBytes = Uint8Array<SharedArrayBuffer>;
/** Codecs for which a clip is encoded only when somebody has agreed to them. */
export type RareCodec = Exclude<AudioCodec, G711Codec>;

/** Whole frames of 20 ms, of which the first `ready[0]` are encoded so far (to be read with Atomics). */
export type FramedSound = { readonly bytes: SharedBytes; readonly ready: Int32Array<SharedArrayBuffer> };

/** Bytes per codec, in shared memory: handing a clip to a worker copies nothing. One G.711 byte is an 8000th of a second. */
export type Clip = Readonly<Record<G711Codec, SharedBytes>> & {
  readonly framed: Readonly<Partial<Record<RareCodec, FramedSound>>>;
};
export type ClipError = { kind: "file-unreadable"; message: string };

/** What the file holds as samples, to be encoded for other codecs. */
export type ClipSource = { readonly sampleRateHz: ResamplerRate; readonly samples: Int16Array };
/** `source` is there for wideband files only: what 8 kHz carries is in the clip. */
export type LoadedClip = { readonly clip: Clip; readonly source: ClipSource | undefined };

/** Makes a clip of the bytes of a WAV file: mono, A-law or µ-law at 8 kHz, or 16-bit linear at 8, 16, 24 or 48 kHz. */
export function clipFromWav(bytes: Uint8Array): Result<LoadedClip, ClipError> {
  const layout = readWavLayout(bytes);
  if (layout === undefined) return unreadable("not a WAV file");
  if (layout.channels !== 1) return unreadable("not mono");
  const data = bytes.subarray(layout.dataStart, layout.dataStart + layout.dataLength);
  if (isLinear16(layout) && isResamplerRate(layout.sampleRateHz)) {
    return ok(clipFromLinear(data, layout.sampleRateHz));
  }
  if (layout.sampleRateHz !== 8000) return unreadable(`not at 8 kHz: ${layout.sampleRateHz} Hz`);
  if (layout.formatTag === wavFormatTag.aLaw) return ok(clipFromG711(data, "PCMA"));
  if (layout.formatTag === wavFormatTag.muLaw) return ok(clipFromG711(data, "PCMU"));
  return unreadable(`format ${layout.formatTag} with ${layout.bitsPerSample} bits`);
}

/** Makes a clip of samples at 8 kHz. */
export function clipFromSamples(samples: Int16Array): LoadedClip {
  const sounds = { PCMA: sharedBytes(samples.length), PCMU: sharedBytes(samples.length) };
  encodeLinear(samples, "PCMA", sounds.PCMA);
  encodeLinear(samples, "PCMU", sounds.PCMU);
  return { clip: { ...sounds, framed: {} }, source: undefined };
}

/** The samples a clip is encoded from. */
export function sourceOf({ clip, source }: LoadedClip): ClipSource {
  if (source !== undefined) return source;
  const samples = new Int16Array(clip.PCMA.length);
  decodeALaw(clip.PCMA, samples);
  return { sampleRateHz: 8000, samples };
}

/** All of `source` at another rate. */
export function resampled({ sampleRateHz, samples }: ClipSource, toHz: ResamplerRate): Int16Array {
  const output = new Int16Array(Math.ceil((samples.length * toHz) / sampleRateHz));
  new Resampler(sampleRateHz, toHz).process(samples, samples.length, output);
  return output;
}

export function sharedBytes(length: number): SharedBytes {
  return new Uint8Array(new SharedArrayBuffer(length));
}

function isResamplerRate(rateHz: number): rateHz is ResamplerRate {
  return rateHz === 8000 || rateHz === 16_000 || rateHz === 24_000 || rateHz === 48_000;
}

function isLinear16(layout: WavLayout): boolean {
  return layout.formatTag === wavFormatTag.linear && layout.bitsPerSample === 16;
}

function unreadable(message: string): Result<LoadedClip, ClipError> {
  return err({ kind: "file-unreadable", message });
}

function clipFromG711(data: Uint8Array, codec: G711Codec): LoadedClip {
  const other = codec === "PCMA" ? "PCMU" : "PCMA";
  const own = sharedBytes(data.length);
  own.set(data);
  const mapped = sharedBytes(data.length);
  mapped.set(data);
  transcodeInPlace(mapped, 0, mapped.length, transcodeTable(codec, other) as Uint8Array);
  const sounds = codec === "PCMA" ? { PCMA: own, PCMU: mapped } : { PCMA: mapped, PCMU: own };
  return { clip: { ...sounds, framed: {} }, source: undefined };
}

function clipFromLinear(data: Uint8Array, sampleRateHz: ResamplerRate): LoadedClip {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const samples = Int16Array.from({ length: data.length >> 1 }, (_, i) => view.getInt16(2 * i, true));
  const source = { sampleRateHz, samples };
  const { clip } = clipFromSamples(resampled(source, 8000));
  return { clip, source: sampleRateHz === 8000 ? undefined : source };
}
