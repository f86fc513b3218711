// The sound in an MP3 file (ISO/IEC 11172-3, 13818-3), as one channel of samples between −1 and 1.
import { MPEGDecoder } from "mpg123-decoder";
import type { ReadSound } from "./read-wav-sound.ts";

/** Whether these bytes may be an MP3 file: an ID3 tag, or the sync word of a layer III frame. */
export function looksLikeMp3([first, second = 0, third]: Uint8Array): boolean {
  const isTag = first === 0x49 && second === 0x44 && third === 0x33;
  const isSync = first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) === 0x02;
  return isTag || isSync;
}

/** Some ten seconds of what people bring, and a few minutes of the smallest rate there is. */
const partBytes = 128 * 1024;

/**
 * Undefined when nothing in it can be decoded; the frames that can are taken. No more is decoded than it takes to see
 * that the sound is longer than `longestMs`: hours of sound fit into a small file.
 */
export async function readMp3Sound(bytes: Uint8Array, longestMs: number): Promise<ReadSound | undefined> {
  const decoder = new MPEGDecoder();
  try {
    await decoder.ready;
    const parts: Float32Array[] = [];
    let sound = { sampleRateHz: 0, channels: 0 };
    let length = 0;
    for (let at = 0; at < bytes.length; at += partBytes) {
      const decoded = decoder.decode(bytes.subarray(at, at + partBytes));
      if (decoded.samplesDecoded === 0) continue;
      sound = { sampleRateHz: decoded.sampleRate, channels: decoded.channelData.length };
      parts.push(mixed(decoded.channelData, decoded.samplesDecoded));
      length += decoded.samplesDecoded;
      if (length / sound.sampleRateHz > longestMs / 1000) break;
    }
    return length === 0 ? undefined : { ...sound, samples: joined(parts, length) };
  } finally {
    decoder.free();
  }
}

function mixed(channels: readonly Float32Array[], length: number): Float32Array {
  const samples = new Float32Array(length);
  for (const channel of channels)
    for (let n = 0; n < length; n++)
      samples[n] = (samples[n] as number) + (channel[n] ?? 0) / channels.length;
  return samples;
}

function joined(parts: readonly Float32Array[], length: number): Float32Array {
  const whole = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
