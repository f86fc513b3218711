import assert from "node:assert/strict";
import { test } from "node:test";
import { toneShare } from "../relay/testing/goertzel.ts";
import { toneCountries, toneNames, tonesOf } from "./country-tones.ts";
import { soundOfToneFile, toneFile } from "./tone-sound.ts";

const perMs = 8;

test("twelve countries and more have all five tones", () => {
  const wanted = ["CN", "US", "GB", "DE", "FR", "JP", "AU", "IN", "BR", "HK", "TW", "SG"];
  assert.deepEqual(
    wanted.filter((country) => !toneCountries.some((each) => each === country)),
    [],
  );
});

for (const country of toneCountries) {
  for (const name of toneNames) {
    test(`${country} ${name}: the cadence and frequencies of the table, at a level E.180 allows`, () => {
      const samples = soundOfToneFile(toneFile(country, name));
      assert.ok(samples !== undefined && samples.length >= 5000 * perMs);
      let at = 0;
      for (const { ms, frequenciesHz, beatHz } of tonesOf(country)[name]) {
        const part: Int16Array = samples.subarray(at, at + ms * perMs);
        at += ms * perMs;
        const power = part.reduce((sum, x) => sum + x * x, 0) / part.length;
        if (frequenciesHz.length === 0) {
          assert.equal(power, 0, `silence for ${ms} ms`);
          continue;
        }
        // 3.14 dBm0 is a full-scale sine.
        const levelDbm0 = 10 * Math.log10((2 * power) / 32_768 ** 2) + 3.14;
        assert.ok(levelDbm0 > -16 && levelDbm0 < -5, `${levelDbm0} dBm0`);
        const shares = frequenciesHz.map((frequencyHz) => toneShare(part, frequencyHz));
        const least = (beatHz === undefined ? 0.9 : 0.6) / frequenciesHz.length;
        for (const share of shares)
          assert.ok(share > least * 0.9, `${shares.join()} of ${frequenciesHz.join()} Hz`);
      }
    });
  }
}

test("a tone repeats whole periods, so that it can go on for ever", () => {
  const samples = soundOfToneFile("tone:US/busy");
  assert.equal(samples?.length, 5000 * perMs);
  assert.deepEqual(samples?.subarray(0, 8000), samples?.subarray(8000, 16_000));
});

test("an unknown country has the tones most others have; what is no tone is none", () => {
  assert.deepEqual(soundOfToneFile("tone:XX/busy"), soundOfToneFile("tone:DE/busy"));
  for (const name of [
    "tone:CN/dial",
    "tone:cn/busy",
    "tones/busy.wav",
    "tone:CN/busy/..",
    "tone:constructor/busy",
  ])
    assert.equal(soundOfToneFile(name), undefined, name);
});
