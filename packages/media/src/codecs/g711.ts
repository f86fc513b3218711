// G.711 (ITU-T G.711): A-law and µ-law against 16-bit linear, and against each other by table.
import type { AudioCodec } from "../protocol/index.ts";

/** The byte of digital silence, per codec. */
export const silenceByte: Readonly<Record<AudioCodec, number>> = { PCMA: 0xd5, PCMU: 0xff };

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

const aLawToMuLaw = Uint8Array.from({ length: 256 }, (_, byte) => linearToMuLaw(aLawToLinear(byte)));
const muLawToALaw = Uint8Array.from({ length: 256 }, (_, byte) => linearToALaw(muLawToLinear(byte)));

/** Table from the bytes of one codec to those of the other; undefined when nothing has to change. */
export function transcodeTable(from: AudioCodec, to: AudioCodec): Uint8Array | undefined {
  if (from === to) return undefined;
  return from === "PCMA" ? aLawToMuLaw : muLawToALaw;
}

/** Maps `bytes[start, end)` through a table, in place. */
export function transcodeInPlace(bytes: Uint8Array, start: number, end: number, table: Uint8Array): void {
  for (let i = start; i < end; i++) bytes[i] = table[bytes[i] as number] as number;
}

/** Encodes 16-bit samples into `target`, one byte per sample. */
export function encodeLinear(samples: Int16Array, codec: AudioCodec, target: Uint8Array): void {
  const encode = codec === "PCMA" ? linearToALaw : linearToMuLaw;
  for (let i = 0; i < samples.length; i++) target[i] = encode(samples[i] as number);
}

/** Decodes G.711 bytes into 16-bit samples. */
export function decodeToLinear(bytes: Uint8Array, codec: AudioCodec): Int16Array {
  const decode = codec === "PCMA" ? aLawToLinear : muLawToLinear;
  return Int16Array.from(bytes, decode);
}
