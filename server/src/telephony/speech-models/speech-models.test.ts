import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { TestContext } from "node:test";
import { systemClock } from "@tandem/kernel";
import { modelOf } from "./model-folders.ts";
import { ModelHost } from "./model-host.ts";
import { toneModels, toneWords, writeToneModels } from "./testing/index.ts";

const directory = mkdtempSync(join(tmpdir(), "tandem-models-"));
writeToneModels(directory);
mkdirSync(join(directory, "broken-ctc"));
writeFileSync(join(directory, "broken-ctc", "model.onnx"), "no model");
writeFileSync(join(directory, "broken-ctc", "tokens.txt"), "<blk> 0\n");
after(() => rmSync(directory, { recursive: true }));

const rateHz = 16_000;
function hostFor(context: TestContext): ModelHost {
  const host = new ModelHost({ clock: systemClock, directory });
  context.after(() => host.stop());
  return host;
}
const { 转: low, 接: high } = toneWords;

/** Each tone for 300 ms, with a pause after it; linear bytes, 20 ms each. */
function tones(...frequencies: readonly number[]): Buffer[] {
  const length = 0.3 * rateHz;
  const bytes = Buffer.alloc(4 * length * frequencies.length);
  for (const [at, hz] of frequencies.entries())
    for (let n = 0; n < length; n++) {
      const sample = Math.round(9000 * Math.sin((2 * Math.PI * hz * n) / rateHz));
      bytes.writeInt16LE(sample, 2 * (2 * at * length + n));
    }
  return Array.from({ length: bytes.length / 640 }, (_, n) => bytes.subarray(640 * n, 640 * (n + 1)));
}

test("what is in the folder is told by its files", () => {
  const of = (name: string, ...files: readonly string[]) =>
    modelOf(name, ["tokens.txt", ...files], (file) => file);
  assert.deepEqual(
    of("zipformer", "encoder.onnx", "encoder.int8.onnx", "decoder.onnx", "joiner.onnx")?.recognition?.files,
    { transducer: { encoder: "encoder.int8.onnx", decoder: "decoder.onnx", joiner: "joiner.onnx" } },
  );
  assert.deepEqual(of("paraformer", "encoder.onnx", "decoder.onnx")?.recognition?.files, {
    paraformer: { encoder: "encoder.onnx", decoder: "decoder.onnx" },
  });
  const ctc = of("sherpa-onnx-streaming-zipformer-ctc-zh", "ctc-epoch-20.int8.onnx");
  assert.deepEqual(ctc?.recognition?.files, { zipformer2Ctc: { model: "ctc-epoch-20.int8.onnx" } });
  assert.deepEqual(of("vits-melo", "model.onnx", "lexicon.txt", "date.fst", "number.fst")?.speech, {
    name: "vits-melo",
    files: { vits: { model: "model.onnx", tokens: "tokens.txt", lexicon: "lexicon.txt" } },
    ruleFsts: "date.fst,number.fst",
  });
  const kokoro = of(
    "kokoro",
    "model.onnx",
    "voices.bin",
    "lexicon-zh.txt",
    "lexicon-us-en.txt",
    "espeak-ng-data",
  );
  assert.deepEqual(kokoro?.speech?.files, {
    kokoro: {
      model: "model.onnx",
      tokens: "tokens.txt",
      lexicon: "lexicon-us-en.txt,lexicon-zh.txt",
      dataDir: "espeak-ng-data",
      voices: "voices.bin",
    },
  });
  assert.equal(of("something", "model.onnx"), undefined);
  assert.equal(
    modelOf("no tokens", ["model.onnx"], (file) => file),
    undefined,
  );
  const found = new ModelHost({ clock: systemClock, directory }).models();
  assert.deepEqual(
    [found.recognition.map(({ name }) => name), found.speech.map(({ name }) => name)],
    [["broken-ctc", toneModels.understands], [toneModels.speaks]],
  );
  assert.deepEqual(new ModelHost({ clock: systemClock, directory: "/nowhere" }).models().speech, []);
});

test("a model understands two callers at once, while they speak", async (context) => {
  const running = hostFor(context);
  const model = running.models().recognition.find(({ name }) => name === toneModels.understands);
  assert.ok(model);
  const [one, other] = [running.newId(), running.newId()];
  for (const id of [one, other]) assert.ok((await running.ask({ kind: "open", id, model })).ok);
  const [first, second] = [tones(low, high), tones(high, low, high)];
  for (let n = 0; n < second.length; n++) {
    const [a, b] = [first[n], second[n]];
    if (a) running.tell({ kind: "write", id: one, samples: a });
    if (b) running.tell({ kind: "write", id: other, samples: b });
  }
  const texts = await Promise.all([one, other].map((id) => running.ask({ kind: "finish", id })));
  assert.deepEqual(
    texts.map((each) => each.ok && each.value.kind === "text" && each.value.text),
    ["转接", "接转接"],
  );
  const again = await running.ask({ kind: "finish", id: one });
  assert.equal(!again.ok && again.error.message, "the utterance is gone");
});

test("a model speaks", async (context) => {
  const running = hostFor(context);
  const [model] = running.models().speech;
  assert.ok(model);
  const wish = { kind: "speak", id: running.newId(), model, text: "转接", voice: 0, speed: 1 } as const;
  const spoken = await running.ask(wish);
  assert.ok(spoken.ok && spoken.value.kind === "spoken", JSON.stringify(spoken));
  const { samples, rateHz: spokenRateHz } = spoken.value;
  assert.equal(spokenRateHz, rateHz);
  const crossings = (from: number, to: number) => {
    let count = 0;
    for (let n = from + 1; n < to; n++) if ((samples[n] ?? 0) >= 0 !== (samples[n - 1] ?? 0) >= 0) count++;
    return (count / 2 / (to - from)) * rateHz;
  };
  const word = 0.3 * rateHz;
  assert.ok(Math.abs(crossings(0, word) - low) < 20, `${crossings(0, word)} Hz`);
  assert.ok(Math.abs(crossings(word, 2 * word) - high) < 20, `${crossings(word, 2 * word)} Hz`);
});

test("a file that is no model ends its program, is told by its name, and is left alone for a while; others go on", async (context) => {
  const running = hostFor(context);
  const { recognition } = running.models();
  const [broken, good] = recognition;
  assert.ok(broken && good);
  const failed = await running.ask({ kind: "open", id: running.newId(), model: broken });
  assert.equal(!failed.ok && failed.error.message, 'the model "broken-ctc" cannot be loaded');
  assert.deepEqual([running.isBroken("broken-ctc"), running.isBroken(good.name)], [true, false]);
  assert.ok((await running.ask({ kind: "open", id: running.newId(), model: good })).ok);
});
