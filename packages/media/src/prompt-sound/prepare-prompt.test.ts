import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { loudnessOf } from "./loudness.ts";
import { preparePrompt, promptLoudness } from "./prepare-prompt.ts";
import { readWavSound } from "./read-wav-sound.ts";
import { levelAt, wavFile } from "./testing/index.ts";
import type { WavFormat } from "./testing/index.ts";

const tone = (hz: number, sampleRateHz: number, amplitude: number) => (frame: number) =>
  amplitude * Math.sin((2 * Math.PI * hz * frame) / sampleRateHz);

async function prepared(bytes: Uint8Array) {
  const outcome = await preparePrompt(bytes);
  assert.ok(outcome.ok, outcome.ok ? "" : outcome.error.message);
  const sound = readWavSound(outcome.value.wav);
  assert.ok(typeof sound === "object");
  return { ...outcome.value, ...sound };
}
const refusal = async (bytes: Uint8Array) => {
  const outcome = await preparePrompt(bytes);
  return outcome.ok ? "taken" : outcome.error.kind;
};
const isLevelled = (samples: Float32Array, within = 0.3) => {
  const loudness = loudnessOf(samples, 16_000);
  assert.ok(Math.abs(loudness - promptLoudness) <= within, `${loudness} LUFS`);
};

test("every format, rate and number of channels becomes one channel at 16 kHz, as loud as all prompts", async () => {
  const formats: WavFormat[] = [];
  for (const kind of ["u8", "s16", "s24", "s32", "f32", "f64", "alaw"] as const)
    formats.push({ kind, sampleRateHz: 16_000, channels: 1 });
  for (const sampleRateHz of [8000, 11_025, 22_050, 24_000, 44_100, 48_000, 96_000])
    formats.push({ kind: "s16", sampleRateHz, channels: 2 });
  formats.push({ kind: "s24", sampleRateHz: 48_000, channels: 6, isExtensible: true });
  formats.push({ kind: "f32", sampleRateHz: 44_100, channels: 1, isExtensible: true });
  for (const format of formats) {
    const about = `${format.kind} ${format.sampleRateHz} ${format.channels}`;
    const { samples, sampleRateHz, source } = await prepared(
      wavFile(format, 1, tone(997, format.sampleRateHz, 0.05)),
    );
    assert.deepEqual([sampleRateHz, source.channels], [16_000, format.channels], about);
    isLevelled(samples);
    assert.ok(Math.abs(samples.length / 16_000 - 1) < 0.01, `${about}: ${samples.length} samples`);
    const level = levelAt(samples, 16_000, 997);
    const others = [500, 1994, 2991, 7003].map((hz) => levelAt(samples, 16_000, hz) - level);
    const noise = format.kind === "u8" ? -35 : -45;
    assert.ok(Math.max(...others) < noise, `${about}: ${others.map(Math.round).join(" ")} dB`);
  }
});

test("what 16 kHz cannot carry vanishes, and what it can stays", async () => {
  for (const sampleRateHz of [44_100, 48_000]) {
    const both = (frame: number) =>
      tone(1000, sampleRateHz, 0.1)(frame) + tone(12_500, sampleRateHz, 0.1)(frame);
    const { samples } = await prepared(wavFile({ kind: "s16", sampleRateHz, channels: 1 }, 1, both));
    const [kept, folded] = [levelAt(samples, 16_000, 1000), levelAt(samples, 16_000, 3500)];
    assert.ok(folded - kept < -60, `${folded - kept} dB`);
    const high = await prepared(
      wavFile(
        { kind: "s16", sampleRateHz, channels: 1 },
        1,
        (frame) => tone(1000, sampleRateHz, 0.1)(frame) + tone(6500, sampleRateHz, 0.1)(frame),
      ),
    );
    const difference = levelAt(high.samples, 16_000, 6500) - levelAt(high.samples, 16_000, 1000);
    assert.ok(Math.abs(difference) < 0.5, `${difference} dB`);
  }
});

test("whispers and shouts come out alike, no sample at full scale, no constant part", async () => {
  const rate = 16_000;
  for (const amplitude of [0.005, 0.5, 1]) {
    // Syllables: loud and soft parts, as speech has.
    const speech = (frame: number) =>
      0.01 + tone(300, rate, amplitude)(frame) * (0.2 + 0.8 * Math.abs(Math.sin(frame / 2000)));
    const { samples } = await prepared(wavFile({ kind: "f32", sampleRateHz: rate, channels: 1 }, 3, speech));
    isLevelled(samples);
    assert.ok(samples.every((sample) => Math.abs(sample) < 0.9));
    assert.ok(Math.abs(samples.reduce((sum, sample) => sum + sample, 0) / samples.length) < 0.01);
  }
});

test("silence before and after is cut, a pause within is not", async () => {
  const rate = 16_000;
  const speaks = (frame: number) => {
    const at = frame / rate;
    return (at > 1 && at < 1.5) || (at > 2 && at < 2.5) ? tone(500, rate, 0.2)(frame) : 0;
  };
  const { durationMs } = await prepared(wavFile({ kind: "s16", sampleRateHz: rate, channels: 1 }, 4, speaks));
  assert.ok(Math.abs(durationMs - 1700) <= 30, `${durationMs} ms`);
});

test("a word in long silence is as loud as all others, and a click is no prompt", async () => {
  const rate = 16_000;
  const format = { kind: "s16", sampleRateHz: rate, channels: 1 } as const;
  const during = (fromMs: number, untilMs: number, amplitude: number) => (frame: number) => {
    const ms = (frame * 1000) / rate;
    return ms >= fromMs && ms < untilMs ? tone(500, rate, amplitude)(frame) : 0;
  };
  isLevelled((await prepared(wavFile(format, 4, during(2000, 2150, 0.2)))).samples);
  assert.equal(await refusal(wavFile(format, 1, during(500, 540, 0.8))), "too-short");
  // Plosives: short and much louder than the rest.
  const plosives = (frame: number) => {
    const isBurst = frame % 8000 < 160;
    return tone(isBurst ? 200 : 700, rate, isBurst ? 0.9 : 0.04)(frame);
  };
  isLevelled((await prepared(wavFile(format, 4, plosives))).samples);
});

test("an MP3 is read, with its tone and as loud as all prompts", async () => {
  const bytes = readFileSync(new URL("./testing/tone.mp3", import.meta.url));
  const { samples, source, durationMs } = await prepared(bytes);
  assert.deepEqual(source, { format: "mp3", sampleRateHz: 44_100, channels: 2 });
  isLevelled(samples);
  assert.ok(Math.abs(durationMs - 1000) < 100, `${durationMs} ms`);
  const level = levelAt(samples, 16_000, 440);
  assert.ok([300, 880, 1320].every((hz) => levelAt(samples, 16_000, hz) - level < -40));
  assert.equal(await refusal(bytes.subarray(0, 2000)), "taken", "what can be decoded of a cut file is");
});

test("an MP3 of hours is refused before all of it is decoded", async () => {
  const one = readFileSync(new URL("./testing/tone.mp3", import.meta.url));
  const hours = Buffer.concat(Array.from({ length: 3000 }, () => one));
  const before = process.cpuUsage();
  assert.equal(await refusal(hours), "too-long");
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 20e6);
});

test("what is no sound, has none, or too little or too much, is refused by kind, with a cure", async () => {
  const format = { kind: "s16", sampleRateHz: 8000, channels: 1 } as const;
  assert.equal(await refusal(Buffer.from("hello, this is a text")), "not-a-sound");
  assert.equal(await refusal(new Uint8Array(0)), "not-a-sound");
  assert.equal(await refusal(Buffer.from("ID3 and nothing else")), "not-a-sound");
  assert.equal(await refusal(wavFile(format, 2, () => 0)), "silent");
  assert.equal(await refusal(wavFile(format, 0.05, tone(500, 8000, 0.1))), "too-short");
  assert.equal(await refusal(wavFile({ ...format, kind: "u8" }, 601, () => 0)), "too-long");
  const odd = wavFile(format, 1, tone(500, 8000, 0.1));
  odd[20] = 0x55;
  const outcome = await preparePrompt(odd);
  assert.ok(!outcome.ok && outcome.error.kind === "unsupported-sound");
  assert.match(outcome.error.message, /format 85 with 16 bits: save it as/);
});

test("a header that lies about its length is not believed", async () => {
  const format = { kind: "s16", sampleRateHz: 16_000, channels: 1 } as const;
  for (const length of [0, 0xffff_ffff, 64_000]) {
    const wav = Buffer.from(wavFile(format, 1, tone(500, 16_000, 0.1)));
    wav.writeUInt32LE(length, wav.indexOf("data") + 4);
    assert.ok(Math.abs((await prepared(wav)).durationMs - 1000) < 10, `${length}`);
  }
});

test("no bytes make it throw", async () => {
  const whole = wavFile(
    { kind: "s24", sampleRateHz: 8000, channels: 2, isExtensible: true },
    0.2,
    tone(500, 8000, 0.1),
  );
  const change = fc.record({ at: fc.nat(90), to: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 6 }), fc.nat(whole.length), async (changes, length) => {
      const bytes = Uint8Array.from(whole.subarray(0, length));
      for (const { at, to } of changes) bytes[at] = to;
      await preparePrompt(bytes);
    }),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (noise) => {
      await preparePrompt(Uint8Array.of(0xff, 0xfb, 0x90, 0x64, ...noise));
    }),
    { numRuns: 50 },
  );
});
