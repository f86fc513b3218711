// Two models that sherpa-onnx really runs: one understands low and high tones as words, one says words as tones.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onnxFile } from "./onnx-file.ts";
import type { Place } from "./onnx-file.ts";

export const toneModels = { understands: "tones-nemo-ctc", speaks: "tones-vits" } as const;
/** What is understood as a word, and what a word, of one character, is said as; Hz. */
export const toneWords = { 转: 500, 接: 3000 } as const;

const features = 80;
/** The features that a tone of each word is loud in, from and to. */
const bands = [
  [8, 24],
  [50, 66],
] as const;
/** Of the logarithm of a band's energy: quieter is no word. */
const threshold = -14;
const rateHz = 16_000;
const wordSamples = rateHz * 0.3;

/** Writes both into folders of this one. */
export function writeToneModels(directory: string): void {
  const heard = join(directory, toneModels.understands);
  mkdirSync(heard, { recursive: true });
  writeFileSync(join(heard, "model.onnx"), understandingModel());
  const words = Object.keys(toneWords);
  writeFileSync(join(heard, "tokens.txt"), [...words, "<blk>"].map((word, n) => `${word} ${n}\n`).join(""));
  const spoken = join(directory, toneModels.speaks);
  mkdirSync(spoken, { recursive: true });
  writeFileSync(join(spoken, "model.onnx"), speakingModel());
  writeFileSync(join(spoken, "tokens.txt"), ["_", "A", "B"].map((token, n) => `${token} ${n}\n`).join(""));
  writeFileSync(join(spoken, "lexicon.txt"), words.map((word, n) => `${word} ${"AB".charAt(n)}\n`).join(""));
}

/** A streaming network in NeMo's form, with states that it does not use. */
function understandingModel(): Buffer {
  const outputs = bands.length + 1;
  const weights = new Float32Array(features * outputs);
  for (const [word, [from, to]] of bands.entries())
    for (let feature = from; feature < to; feature++) weights[feature * outputs + word] = 1 / (to - from);
  const state = (name: string): Place => ({ name, type: "float", dims: ["N", 1, 1, 1] });
  const count = (name: string): Place => ({ name, type: "int64", dims: ["N"] });
  const same = (from: string, to: string) => ({ type: "Identity", inputs: [from], outputs: [to] });
  const index = (name: string, value: bigint) => ({ name, dims: [1], values: BigInt64Array.of(value) });
  return onnxFile({
    inputs: [
      { name: "audio_signal", type: "float", dims: ["N", features, "T"] },
      count("length"),
      state("cache_last_channel"),
      state("cache_last_time"),
      count("cache_last_channel_len"),
    ],
    outputs: [
      { name: "logprobs", type: "float", dims: ["N", "U", outputs] },
      count("encoded_lengths"),
      state("cache_last_channel_next"),
      state("cache_last_time_next"),
      count("cache_last_channel_len_next"),
    ],
    operations: [
      { type: "Transpose", inputs: ["audio_signal"], outputs: ["frames"], attributes: { perm: [0, 2, 1] } },
      { type: "Slice", inputs: ["frames", "first", "last", "axis", "step"], outputs: ["fourth"] },
      { type: "MatMul", inputs: ["fourth", "weights"], outputs: ["energies"] },
      { type: "Add", inputs: ["energies", "bias"], outputs: ["logits"] },
      { type: "LogSoftmax", inputs: ["logits"], outputs: ["logprobs"], attributes: { axis: 2 } },
      same("length", "encoded_lengths"),
      same("cache_last_channel", "cache_last_channel_next"),
      same("cache_last_time", "cache_last_time_next"),
      same("cache_last_channel_len", "cache_last_channel_len_next"),
    ],
    constants: [
      { name: "weights", dims: [features, outputs], values: weights },
      { name: "bias", dims: [outputs], values: Float32Array.of(0, 0, threshold) },
      index("first", 0n),
      index("last", 1000n),
      index("axis", 1n),
      index("step", 4n),
    ],
    metadata: {
      window_size: 16,
      chunk_shift: 16,
      subsampling_factor: 4,
      vocab_size: bands.length,
      cache_last_channel_dim1: 1,
      cache_last_channel_dim2: 1,
      cache_last_channel_dim3: 1,
      cache_last_time_dim1: 1,
      cache_last_time_dim2: 1,
      cache_last_time_dim3: 1,
    },
  });
}

/** A network in the form of VITS: each token is a row of a table of sounds. */
function speakingModel(): Buffer {
  const tones = [0, ...Object.values(toneWords)];
  const table = Float32Array.from({ length: tones.length * wordSamples }, (_, n) => {
    const hz = tones[Math.floor(n / wordSamples)] ?? 0;
    return 0.3 * Math.sin((2 * Math.PI * hz * (n % wordSamples)) / rateHz);
  });
  const scale = (name: string): Place => ({ name, type: "float", dims: [1] });
  return onnxFile({
    inputs: [
      { name: "x", type: "int64", dims: ["N", "L"] },
      { name: "x_length", type: "int64", dims: ["N"] },
      scale("noise_scale"),
      scale("length_scale"),
      scale("noise_scale_w"),
    ],
    outputs: [{ name: "y", type: "float", dims: ["N", 1, "S"] }],
    operations: [
      { type: "Gather", inputs: ["table", "x"], outputs: ["sounds"], attributes: { axis: 0 } },
      { type: "Reshape", inputs: ["sounds", "shape"], outputs: ["y"] },
    ],
    constants: [
      { name: "table", dims: [tones.length, wordSamples], values: table },
      { name: "shape", dims: [3], values: BigInt64Array.of(1n, 1n, -1n) },
    ],
    metadata: { sample_rate: rateHz, n_speakers: 1, language: "Chinese", comment: "tones", add_blank: 0 },
  });
}
