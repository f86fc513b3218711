// Speech for the telephone: espeak-ng speaks, sox limits the band, evens out the loudness and trims the ends.
import { execFileSync } from "node:child_process";
import { channel, parseWav } from "../../tests/support/wav.ts";
import type { Voice } from "./prompt-texts.ts";

const sampleRateHz = 8000;
const edgeMs = 60;

/** 8 kHz samples of a spoken text, without silence at its ends, unnormalised. Needs espeak-ng and sox. */
export function speak(text: string, voice: Voice): Int16Array {
  const spoken = execFileSync(
    "espeak-ng",
    ["-v", voice.voice, "-s", String(voice.wordsPerMinute), "-p", "45", "--stdout", text],
    { maxBuffer: 2 ** 26 },
  );
  // Telephone handsets are listened to in noise: the compander brings soft syllables up by about 6 dB.
  const shape = `gain -3 highpass 200 lowpass 3400 rate -v ${sampleRateHz} compand 0.005,0.1 -60,-50,-30,-18,-10,-8,0,-6`;
  const trimEnd = "silence 1 0.01 0.5% reverse";
  const effects = [shape, trimEnd, trimEnd].join(" ").split(" ");
  // -D: no dither, so that the same text gives the same file. -V1: a pipe has no length to put in its header; no warning.
  const shaped = execFileSync(
    "sox",
    ["-D", "-V1", "-t", "wav", "-", "-t", "wav", "-b", "16", "-", ...effects],
    {
      input: spoken,
      maxBuffer: 2 ** 26,
    },
  );
  return withSoftEdges(channel(parseWav(shaped)));
}

/** Several pieces of speech with silence between them. */
export function joined(pieces: readonly Int16Array[], pauseMs: number): Int16Array {
  const pause = new Int16Array((pauseMs * sampleRateHz) / 1000);
  const parts = pieces.flatMap((piece, index) => (index === 0 ? [piece] : [pause, piece]));
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A moment of silence at both ends: the first packets of a stream may be lost on the way. */
function withSoftEdges(samples: Int16Array): Int16Array {
  const edge = (edgeMs * sampleRateHz) / 1000;
  const padded = new Int16Array(samples.length + 2 * edge);
  padded.set(samples, edge);
  return padded;
}
