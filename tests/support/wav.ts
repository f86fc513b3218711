// Sound files of the tests: reads and writes PCM16, A-law and µ-law WAV (RIFF/WAVE, Microsoft's format tags 1, 6 and 7).
import { readFileSync, writeFileSync } from "node:fs";
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from "./g711.ts";

export type WavFormat = "pcm16" | "alaw" | "mulaw";

/** Sound in memory: one array of 16-bit linear samples per channel, all of one length. */
export type Sound = { readonly sampleRateHz: number; readonly channels: readonly Int16Array[] };

/** What a WAV file holds: its sound as linear samples and the format it is stored in. */
export type WavFile = Sound & { readonly format: WavFormat };

const formatTags: Readonly<Record<WavFormat, number>> = { pcm16: 1, alaw: 6, mulaw: 7 };
/** WAVE_FORMAT_EXTENSIBLE: the real tag is the first two bytes of the sub-format, at 24 in the chunk. */
const extensibleTag = 0xfffe;
const riffHeaderBytes = 12;

/** Length of a sound in milliseconds. */
export function durationMs(sound: Sound): number {
  return ((sound.channels[0]?.length ?? 0) * 1000) / sound.sampleRateHz;
}

/** One channel of a sound. Throws when the sound has no such channel. */
export function channel(sound: Sound, index = 0): Int16Array {
  const samples = sound.channels[index];
  if (!samples) throw new Error(`no channel ${index}: the sound has ${sound.channels.length}`);
  return samples;
}

/** Reads a WAV file. Throws on anything that is not PCM16, A-law or µ-law. */
export function readWav(path: string): WavFile {
  return parseWav(readFileSync(path));
}

/**
 * Parses the bytes of a WAV file. A file still being written (its data chunk claims nothing, or more than there is)
 * yields what is there, whole frames only. Throws on anything that is not PCM16, A-law or µ-law.
 */
export function parseWav(bytes: Buffer): WavFile {
  if (bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WAVE")
    throw new Error("not a RIFF/WAVE file");
  let header: Buffer | undefined;
  for (let at = riffHeaderBytes; at + 8 <= bytes.length;) {
    const name = bytes.toString("latin1", at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (name === "fmt ") header = body;
    if (name === "data") {
      if (!header) throw new Error("data chunk before fmt chunk");
      // A writer that has not closed its file yet leaves the length 0.
      return decode(header, size === 0 ? bytes.subarray(at + 8) : body);
    }
    // Chunks are padded to an even length.
    at += 8 + size + (size & 1);
  }
  throw new Error("no data chunk");
}

function decode(header: Buffer, data: Buffer): WavFile {
  const format = formatOf(header);
  const channelCount = header.readUInt16LE(2);
  const sampleRateHz = header.readUInt32LE(4);
  const sampleBytes = format === "pcm16" ? 2 : 1;
  const frames = Math.floor(data.length / (channelCount * sampleBytes));
  const channels = Array.from({ length: channelCount }, () => new Int16Array(frames));
  for (let frame = 0; frame < frames; frame++) {
    for (const [index, samples] of channels.entries()) {
      const position = (frame * channelCount + index) * sampleBytes;
      samples[frame] = readSample(format, data, position);
    }
  }
  return { format, sampleRateHz, channels };
}

function formatOf(header: Buffer): WavFormat {
  const stated = header.readUInt16LE(0);
  const tag = stated === extensibleTag ? header.readUInt16LE(24) : stated;
  const bits = header.readUInt16LE(14);
  if (tag === 1 && bits === 16) return "pcm16";
  if (tag === 6 && bits === 8) return "alaw";
  if (tag === 7 && bits === 8) return "mulaw";
  throw new Error(`WAV format tag ${tag} with ${bits} bits is not known here`);
}

function readSample(format: WavFormat, data: Buffer, position: number): number {
  if (format === "pcm16") return data.readInt16LE(position);
  const code = data.readUInt8(position);
  return format === "alaw" ? decodeALaw(code) : decodeMuLaw(code);
}

/** Writes a sound as a WAV file. */
export function writeWav(path: string, sound: Sound, format: WavFormat = "pcm16"): void {
  writeFileSync(path, formatWav(sound, format));
}

/** The bytes of a WAV file: an 18-byte fmt chunk (and a fact chunk) for G.711, as the format asks, 16 for PCM. */
export function formatWav(sound: Sound, format: WavFormat): Buffer {
  const channelCount = sound.channels.length;
  const frames = sound.channels[0]?.length ?? 0;
  const sampleBytes = format === "pcm16" ? 2 : 1;
  const data = Buffer.alloc(frames * channelCount * sampleBytes);
  for (const [index, samples] of sound.channels.entries()) {
    for (let frame = 0; frame < frames; frame++) {
      writeSample(format, data, (frame * channelCount + index) * sampleBytes, samples[frame] ?? 0);
    }
  }
  const fmt = Buffer.alloc(format === "pcm16" ? 16 : 18);
  fmt.writeUInt16LE(formatTags[format], 0);
  fmt.writeUInt16LE(channelCount, 2);
  fmt.writeUInt32LE(sound.sampleRateHz, 4);
  fmt.writeUInt32LE(sound.sampleRateHz * channelCount * sampleBytes, 8);
  fmt.writeUInt16LE(channelCount * sampleBytes, 12);
  fmt.writeUInt16LE(sampleBytes * 8, 14);
  const fact = Buffer.alloc(4);
  fact.writeUInt32LE(frames, 0);
  const facts = format === "pcm16" ? [] : [chunk("fact", fact)];
  return chunk(
    "RIFF",
    Buffer.concat([Buffer.from("WAVE"), chunk("fmt ", fmt), ...facts, chunk("data", data)]),
  );
}

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
}

function writeSample(format: WavFormat, data: Buffer, position: number, sample: number): void {
  if (format === "pcm16") data.writeInt16LE(sample, position);
  else data.writeUInt8(format === "alaw" ? encodeALaw(sample) : encodeMuLaw(sample), position);
}
