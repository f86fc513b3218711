// A clip: the sound of one WAV file, encoded once for each codec and shared by all who play it.
import { encodeLinear, transcodeInPlace, transcodeTable } from "../codecs/index.ts";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { AudioCodec } from "../protocol/index.ts";
import { readWavLayout, wavFormatTag } from "../wav/index.ts";
import type { WavLayout } from "../wav/index.ts";

/** G.711 bytes per codec, in shared memory: handing a clip to a worker copies nothing. */
export type Clip = Readonly<Record<AudioCodec, Uint8Array<SharedArrayBuffer>>>;
export type ClipError = { kind: "file-unreadable"; message: string };

/** Makes a clip of the bytes of a WAV file: mono, 8 kHz, A-law, µ-law or 16-bit linear. */
export function clipFromWav(bytes: Uint8Array): Result<Clip, ClipError> {
  const layout = readWavLayout(bytes);
  if (layout === undefined) return unreadable("not a WAV file");
  if (layout.channels !== 1 || layout.sampleRateHz !== 8000) return unreadable("not mono at 8 kHz");
  const data = bytes.subarray(layout.dataStart, layout.dataStart + layout.dataLength);
  if (layout.formatTag === wavFormatTag.aLaw) return ok(clipFromG711(data, "PCMA"));
  if (layout.formatTag === wavFormatTag.muLaw) return ok(clipFromG711(data, "PCMU"));
  if (isLinear16(layout)) return ok(clipFromLinear(data));
  return unreadable(`format ${layout.formatTag} with ${layout.bitsPerSample} bits`);
}

function isLinear16(layout: WavLayout): boolean {
  return layout.formatTag === wavFormatTag.linear && layout.bitsPerSample === 16;
}

function unreadable(message: string): Result<Clip, ClipError> {
  return err({ kind: "file-unreadable", message });
}

function sharedBytes(length: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(length));
}

function clipFromG711(data: Uint8Array, codec: AudioCodec): Clip {
  const other = codec === "PCMA" ? "PCMU" : "PCMA";
  const own = sharedBytes(data.length);
  own.set(data);
  const mapped = sharedBytes(data.length);
  mapped.set(data);
  transcodeInPlace(mapped, 0, mapped.length, transcodeTable(codec, other) as Uint8Array);
  return codec === "PCMA" ? { PCMA: own, PCMU: mapped } : { PCMA: mapped, PCMU: own };
}

function clipFromLinear(data: Uint8Array): Clip {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const samples = Int16Array.from({ length: data.length >> 1 }, (_, i) => view.getInt16(2 * i, true));
  const clip = { PCMA: sharedBytes(samples.length), PCMU: sharedBytes(samples.length) };
  encodeLinear(samples, "PCMA", clip.PCMA);
  encodeLinear(samples, "PCMU", clip.PCMU);
  return clip;
}
