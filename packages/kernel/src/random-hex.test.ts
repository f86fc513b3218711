import assert from "node:assert/strict";
import { test } from "node:test";
import { randomHex } from "./random-hex.ts";

test("as many digits as asked for, never the same ones, through many refills", () => {
  const seen = new Set<string>();
  for (let count = 0; count < 2000; count++) {
    const text = randomHex(16);
    assert.match(text, /^[0-9a-f]{32}$/);
    seen.add(text);
  }
  assert.equal(seen.size, 2000);
});

test("every bit is one about half of the time", () => {
  const samples = Array.from({ length: 2000 }, () => Number.parseInt(randomHex(2), 16));
  for (let bit = 0; bit < 16; bit++) {
    const ones = samples.filter((sample) => (sample >> bit) & 1).length;
    // Seven standard deviations of 2000 throws: a good source fails once in 10^11 runs.
    assert.ok(Math.abs(ones - 1000) < 157, `bit ${bit}: ${ones}`);
  }
});
