// L16 (RFC 3551 §4.5.11): 16-bit samples in network byte order, here at 16 kHz.
import type { AudioDecoder, AudioEncoder } from "./audio-codec.ts";
import { createConcealment } from "./concealment.ts";

export function createL16Encoder(): AudioEncoder {
  return {
    encode(samples, count, bytes, at) {
      for (let i = 0; i < count; i++) {
        const sample = samples[i] as number;
        bytes[at + 2 * i] = sample >> 8;
        bytes[at + 2 * i + 1] = sample;
      }
      return 2 * count;
    },
    close() {},
  };
}

export function createL16Decoder(sampleRateHz: number): AudioDecoder {
  const concealment = createConcealment(sampleRateHz);
  return {
    decode(bytes, start, end, samples) {
      const count = Math.min((end - start) >> 1, samples.length);
      for (let i = 0; i < count; i++) {
        samples[i] = ((bytes[start + 2 * i] as number) << 8) | (bytes[start + 2 * i + 1] as number);
      }
      concealment.heard(samples, count);
      return count;
    },
    conceal: concealment.fill,
    close() {},
  };
}
