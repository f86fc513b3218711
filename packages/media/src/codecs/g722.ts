// ITU-T G.722 at 64 kbit/s: 16 kHz sound split into two bands, 6 bits for the lower and 2 for the higher one.
import { longestPacketSamples } from "./audio-codec.ts";
import type { AudioDecoder, AudioEncoder } from "./audio-codec.ts";
import { createConcealment } from "./concealment.ts";
import { adaptPredictor, adaptScale, createBand, saturate } from "./g722-band.ts";
import type { G722Band } from "./g722-band.ts";
import {
  decisionLevels,
  highInverse,
  highSteps,
  lowInverse4,
  lowInverse6,
  lowSteps,
  qmf,
} from "./g722-tables.ts";

const taps = 24;
/** A filter is moved on by two samples: so many stay from one packet to the next. */
const keptSamples = taps - 2;
const sampleRateHz = 16_000;
/** What a 6-bit or 2-bit code may reconstruct (blocks LIMIT, §6.2.2). */
const fourteenBits = 16_384;

export function createG722Encoder(): AudioEncoder {
  const low = createBand(32);
  const high = createBand(8);
  const line = newLine();
  return {
    encode(samples, count, bytes, at) {
      const pairs = count >> 1;
      for (let i = 0; i < 2 * pairs; i++) line[keptSamples + i] = samples[i] as number;
      for (let pair = 0; pair < pairs; pair++) {
        const even = filterEven(line, 2 * pair);
        const odd = filterOdd(line, 2 * pair);
        const lowCode = encodeLow(low, (odd + even) >> 14);
        bytes[at + pair] = (encodeHigh(high, (odd - even) >> 14) << 6) | lowCode;
      }
      line.copyWithin(0, 2 * pairs, 2 * pairs + keptSamples);
      return pairs;
    },
    close() {},
  };
}

export function createG722Decoder(): AudioDecoder {
  const low = createBand(32);
  const high = createBand(8);
  const line = newLine();
  const concealment = createConcealment(sampleRateHz);
  return {
    decode(bytes, start, end, samples) {
      const count = Math.min(2 * (end - start), samples.length & ~1, longestPacketSamples);
      for (let at = 0; at < count; at += 2) {
        const code = bytes[start + (at >> 1)] as number;
        const lowPart = decodeLow(low, code & 0x3f);
        const highPart = decodeHigh(high, code >> 6);
        line[keptSamples + at] = lowPart + highPart;
        line[keptSamples + at + 1] = lowPart - highPart;
        samples[at] = saturate(filterOdd(line, at) >> 11);
        samples[at + 1] = saturate(filterEven(line, at) >> 11);
      }
      line.copyWithin(0, count, count + keptSamples);
      concealment.heard(samples, count);
      return count;
    },
    conceal: concealment.fill,
    close() {},
  };
}

/** What a filter sees of a packet: the end of the former one, and room for the longest. */
function newLine(): Int32Array {
  return new Int32Array(keptSamples + longestPacketSamples);
}

function filterEven(line: Int32Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < taps / 2; i++) sum += (line[from + 2 * i] as number) * (qmf[i] as number);
  return sum;
}

function filterOdd(line: Int32Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < taps / 2; i++) {
    sum += (line[from + 2 * i + 1] as number) * (qmf[taps / 2 - 1 - i] as number);
  }
  return sum;
}

/** QUANTL: the code of the difference, then all that the decoder does with its upper four bits. */
function encodeLow(band: G722Band, sample: number): number {
  const difference = saturate(sample - band.predicted);
  const magnitude = difference < 0 ? -difference - 1 : difference;
  let level = 0;
  while (level < decisionLevels.length && magnitude >= ((decisionLevels[level] as number) * band.scale) >> 12)
    level++;
  const code = difference >= 0 ? 61 - level : level < 2 ? 63 - level : 33 - level;
  adaptLow(band, code);
  return code;
}

/** QUANTH. */
function encodeHigh(band: G722Band, sample: number): number {
  const difference = saturate(sample - band.predicted);
  const magnitude = difference < 0 ? -difference - 1 : difference;
  const isOuter = magnitude >= (564 * band.scale) >> 12;
  const code = (difference < 0 ? 0 : 2) + (isOuter ? 0 : 1);
  adaptHigh(band, (band.scale * (highInverse[code] as number)) >> 15, code);
  return code;
}

function decodeLow(band: G722Band, code: number): number {
  const reconstructed = limit(band.predicted + ((band.scale * (lowInverse6[code] as number)) >> 15));
  adaptLow(band, code);
  return reconstructed;
}

function decodeHigh(band: G722Band, code: number): number {
  const difference = (band.scale * (highInverse[code] as number)) >> 15;
  const reconstructed = limit(band.predicted + difference);
  adaptHigh(band, difference, code);
  return reconstructed;
}

/** The predictor lives on four bits of the six, so that two of them can be taken for data on the way. */
function adaptLow(band: G722Band, code: number): void {
  const difference = (band.scale * (lowInverse4[code >> 2] as number)) >> 15;
  adaptScale(band, lowSteps[code >> 2] as number, 18_432, 8);
  adaptPredictor(band, difference);
}

function adaptHigh(band: G722Band, difference: number, code: number): void {
  adaptScale(band, highSteps[code] as number, 22_528, 10);
  adaptPredictor(band, difference);
}

function limit(value: number): number {
  return Math.min(fourteenBits - 1, Math.max(-fourteenBits, value));
}
