// The sound in a WAV file of any usual format, as one channel of samples between −1 and 1.
import { aLawToLinear, muLawToLinear } from "../codecs/index.ts";
import { readWavLayout, wavFormatTag } from "../wav/index.ts";
import type { WavLayout } from "../wav/index.ts";

export type ReadSound = {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  readonly channels: number;
};

type SampleAt = (view: DataView, at: number) => number;

/** Tags of `fmt ` besides those of the recordings: Microsoft's WAVEFORMATEXTENSIBLE names another in its GUID. */
const floatTag = 3;
const extensibleTag = 0xfffe;
/** Where the GUID begins in `fmt `, whose first two bytes are a tag. */
const guidOffset = 24;

const readers: Readonly<Record<string, SampleAt>> = {
  [`${wavFormatTag.linear}/8`]: (view, at) => (view.getUint8(at) - 128) / 128,
  [`${wavFormatTag.linear}/16`]: (view, at) => view.getInt16(at, true) / 32_768,
  [`${wavFormatTag.linear}/24`]: (view, at) =>
    ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608,
  [`${wavFormatTag.linear}/32`]: (view, at) => view.getInt32(at, true) / 2_147_483_648,
  [`${floatTag}/32`]: (view, at) => finite(view.getFloat32(at, true)),
  [`${floatTag}/64`]: (view, at) => finite(view.getFloat64(at, true)),
  [`${wavFormatTag.aLaw}/8`]: (view, at) => aLawToLinear(view.getUint8(at)) / 32_768,
  [`${wavFormatTag.muLaw}/8`]: (view, at) => muLawToLinear(view.getUint8(at)) / 32_768,
};

/** A text: the format that is not read. Undefined: no WAV file. A length in the header that is too long is not believed. */
export function readWavSound(bytes: Uint8Array): ReadSound | string | undefined {
  const layout = readWavLayout(bytes);
  if (layout === undefined) return undefined;
  const { channels, sampleRateHz, bitsPerSample } = layout;
  const tag = tagOf(layout, bytes);
  const read = readers[`${tag}/${bitsPerSample}`];
  if (!read) return `format ${tag} with ${bitsPerSample} bits`;
  const bytesPerSample = bitsPerSample / 8;
  if (channels < 1 || channels > 8) return `${channels} channels`;
  if (sampleRateHz < 4000 || sampleRateHz > 192_000) return `${sampleRateHz} samples a second`;
  const room = bytes.length - layout.dataStart;
  // What was written to a pipe says 0 or the greatest number there is.
  const length = layout.dataLength === 0 ? room : Math.min(room, layout.dataLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset + layout.dataStart, length);
  const frames = Math.floor(length / (bytesPerSample * channels));
  const samples = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++)
      sum += read(view, (frame * channels + channel) * bytesPerSample);
    samples[frame] = sum / channels;
  }
  return { samples, sampleRateHz, channels };
}

function tagOf({ formatTag, formatStart }: WavLayout, bytes: Uint8Array): number {
  const at = formatStart + guidOffset;
  if (formatTag !== extensibleTag || at + 2 > bytes.length) return formatTag;
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

function finite(value: number): number {
  return Number.isFinite(value) ? Math.max(-8, Math.min(8, value)) : 0;
}
