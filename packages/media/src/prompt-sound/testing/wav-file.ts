// WAV files for tests, in every format that people may bring.
import { linearToALaw } from "../../codecs/index.ts";

export type WavFormat = {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly kind: "u8" | "s16" | "s24" | "s32" | "f32" | "f64" | "alaw";
  readonly isExtensible?: boolean;
};

const kinds = {
  u8: { tag: 1, bytes: 1 },
  s16: { tag: 1, bytes: 2 },
  s24: { tag: 1, bytes: 3 },
  s32: { tag: 1, bytes: 4 },
  f32: { tag: 3, bytes: 4 },
  f64: { tag: 3, bytes: 8 },
  alaw: { tag: 6, bytes: 1 },
} as const;

/** `sampleAt`: between −1 and 1, by frame and channel. A chunk that nobody knows stands before the sound. */
export function wavFile(
  { sampleRateHz, channels, kind, isExtensible = false }: WavFormat,
  seconds: number,
  sampleAt: (frame: number, channel: number) => number,
): Uint8Array {
  const { tag, bytes } = kinds[kind];
  const frames = Math.round(seconds * sampleRateHz);
  const data = Buffer.alloc(frames * channels * bytes);
  for (let frame = 0; frame < frames; frame++)
    for (let channel = 0; channel < channels; channel++)
      write(data, (frame * channels + channel) * bytes, kind, sampleAt(frame, channel));
  const format = Buffer.alloc(isExtensible ? 40 : 16);
  format.writeUInt16LE(isExtensible ? 0xfffe : tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRateHz, 4);
  format.writeUInt32LE(sampleRateHz * channels * bytes, 8);
  format.writeUInt16LE(channels * bytes, 12);
  format.writeUInt16LE(8 * bytes, 14);
  if (isExtensible) format.writeUInt16LE(tag, 24);
  const chunks = [chunk("fmt ", format), chunk("LIST", Buffer.from("odd")), chunk("data", data)];
  return Buffer.concat([Buffer.from("RIFF\0\0\0\0WAVE", "latin1"), ...chunks]);
}

function chunk(name: string, content: Buffer): Buffer {
  const head = Buffer.from(`${name}\0\0\0\0`, "latin1");
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length & 1)]);
}

function write(data: Buffer, at: number, kind: WavFormat["kind"], sample: number): void {
  const whole = (bits: number) => Math.round(Math.max(-1, Math.min(1, sample)) * (2 ** (bits - 1) - 1));
  switch (kind) {
    case "u8":
      return void data.writeUInt8(whole(8) + 128, at);
    case "s16":
      return void data.writeInt16LE(whole(16), at);
    case "s24":
      return void data.writeIntLE(whole(24), at, 3);
    case "s32":
      return void data.writeInt32LE(whole(32), at);
    case "f32":
      return void data.writeFloatLE(sample, at);
    case "f64":
      return void data.writeDoubleLE(sample, at);
    case "alaw":
      return void data.writeUInt8(linearToALaw(whole(16)), at);
    default:
      kind satisfies never;
  }
}
