// G.711 (ITU-T G.711): A-law and µ-law against 16-bit linear, and against each other by table.
import type { AudioDecoder, AudioEncoder } from "./audio-codec.ts";
import { createConcealment } from "./concealment.ts";

export type G711Codec = "PCMA" | "PCMU";

/** The byte of digital silence, per codec. */
export const silenceByte: Readonly<Record<G711Codec, number>> = { PCMA: 0xd5, PCMU: 0xff };

/** Linear value that µ-law adds before it looks for the segment (G.711 table 2). */
const muLawBias = 0x84;
const muLawClip = 32_635;

/** One 16-bit sample as an A-law byte, even bits inverted. */
export function linearToALaw(sample: number): number {
  const negative = sample < 0;
  const magnitude = negative ? (-sample - 1) >> 3 : sample >> 3;
  const mask = negative ? 0x55 : 0xd5;
  const segment = magnitude < 0x20 ? 0 : 27 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (segment < 2 ? 1 : segment)) & 0x0f;
  return ((segment << 4) | mantissa) ^ mask;
}

export function aLawToLinear(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code & 0x70) >> 4;
  const base = ((code & 0x0f) << 4) + (segment === 0 ? 8 : 0x108);
  const magnitude = segment < 2 ? base : base << (segment - 1);
  return (code & 0x80) === 0 ? -magnitude : magnitude;
}

/** One 16-bit sample as a µ-law byte, all bits inverted. */
export function linearToMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), muLawClip) + muLawBias;
  const segment = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (segment + 3)) & 0x0f;
  return ~(sign | (segment << 4) | mantissa) & 0xff;
}

export function muLawToLinear(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 0x0f) << 3) + muLawBias) << ((code & 0x70) >> 4)) - muLawBias;
  return (code & 0x80) === 0 ? magnitude : -magnitude;
}

const aLawValues = Int16Array.from({ length: 256 }, (_, byte) => aLawToLinear(byte));
const muLawValues = Int16Array.from({ length: 256 }, (_, byte) => muLawToLinear(byte));
const aLawToMuLaw = Uint8Array.from({ length: 256 }, (_, byte) => linearToMuLaw(aLawToLinear(byte)));
const muLawToALaw = Uint8Array.from({ length: 256 }, (_, byte) => linearToALaw(muLawToLinear(byte)));

/** Table from the bytes of one codec to those of the other; undefined when nothing has to change. */
export function transcodeTable(from: G711Codec, to: G711Codec): Uint8Array | undefined {
  if (from === to) return undefined;
  return from === "PCMA" ? aLawToMuLaw : muLawToALaw;
}

/** Maps `bytes[start, end)` through a table, in place. */
export function transcodeInPlace(bytes: Uint8Array, start: number, end: number, table: Uint8Array): void {
  for (let i = start; i < end; i++) bytes[i] = table[bytes[i] as number] as number;
}

/** Encodes 16-bit samples into `target` from `at` on, one byte per sample. */
export function encodeLinear(samples: Int16Array, codec: G711Codec, target: Uint8Array, at = 0): void {
  const encode = codec === "PCMA" ? linearToALaw : linearToMuLaw;
  for (let i = 0; i < samples.length; i++) target[at + i] = encode(samples[i] as number);
}

/** Decodes A-law into as many samples as there is room for. */
export function decodeALaw(bytes: Uint8Array, samples: Int16Array): void {
  for (let i = 0; i < samples.length; i++) samples[i] = aLawValues[bytes[i] as number] as number;
}

/** Decodes G.711 bytes into 16-bit samples. */
export function decodeToLinear(bytes: Uint8Array, codec: G711Codec): Int16Array {
  const decode = codec === "PCMA" ? aLawToLinear : muLawToLinear;
  return Int16Array.from(bytes, decode);
}

/** Decodes `bytes[start, start + count)` to the beginning of `samples`. */
export function decodeG711(
  bytes: Uint8Array,
  start: number,
  count: number,
  codec: G711Codec,
  samples: Int16Array,
): void {
  const values = codec === "PCMA" ? aLawValues : muLawValues;
  for (let i = 0; i < count; i++) samples[i] = values[bytes[start + i] as number] as number;
}

export function isG711(codec: string): codec is G711Codec {
  return codec === "PCMA" || codec === "PCMU";
}

export function createG711Encoder(codec: G711Codec): AudioEncoder {
  const encode = codec === "PCMA" ? linearToALaw : linearToMuLaw;
  return {
    encode(samples, count, bytes, at) {
      for (let i = 0; i < count; i++) bytes[at + i] = encode(samples[i] as number);
      return count;
    },
    close() {},
  };
}

export function createG711Decoder(codec: G711Codec): AudioDecoder {
  const values = codec === "PCMA" ? aLawValues : muLawValues;
  const concealment = createConcealment(8000);
  return {
    decode(bytes, start, end, samples) {
      const count = Math.min(end - start, samples.length);
      for (let i = 0; i < count; i++) samples[i] = values[bytes[start + i] as number] as number;
      concealment.heard(samples, count);
      return count;
    },
    conceal: concealment.fill,
    close() {},
  };
}
