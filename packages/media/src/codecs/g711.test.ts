import assert from "node:assert/strict";
import { test } from "node:test";
import { aLawToLinear, linearToALaw, linearToMuLaw, muLawToLinear } from "./g711.ts";
import { transcodeInPlace, transcodeTable } from "./g711.ts";

const bytes = Array.from({ length: 256 }, (_, byte) => byte);

test("G.711 corner values", () => {
  assert.equal(linearToALaw(0), 0xd5);
  assert.equal(linearToMuLaw(0), 0xff);
  assert.equal(linearToALaw(32_767), 0xaa);
  assert.equal(linearToALaw(-32_768), 0x2a);
  assert.equal(linearToMuLaw(32_767), 0x80);
  assert.equal(linearToMuLaw(-32_768), 0x00);
  assert.equal(aLawToLinear(0xaa), 32_256);
  assert.equal(muLawToLinear(0x80), 32_124);
  assert.equal(aLawToLinear(0xd5), 8);
});

test("every byte survives decode and encode (µ-law has two zeros)", () => {
  for (const byte of bytes) assert.equal(linearToALaw(aLawToLinear(byte)), byte);
  for (const byte of bytes) assert.equal(linearToMuLaw(muLawToLinear(byte)), byte === 0x7f ? 0xff : byte);
});

test("the error of a coded sample stays within half a step of its segment", () => {
  for (let sample = -32_000; sample <= 32_000; sample += 37) {
    const step = Math.max(16, Math.abs(sample) / 16);
    assert.ok(Math.abs(aLawToLinear(linearToALaw(sample)) - sample) <= step, `A-law ${sample}`);
    assert.ok(Math.abs(muLawToLinear(linearToMuLaw(sample)) - sample) <= step, `µ-law ${sample}`);
  }
});

test("transcoding maps the given range only and keeps loudness", () => {
  assert.equal(transcodeTable("PCMA", "PCMA"), undefined);
  const table = transcodeTable("PCMA", "PCMU") as Uint8Array;
  const packet = Uint8Array.from([1, 0xd5, 0xaa, 2]);
  transcodeInPlace(packet, 1, 3, table);
  assert.deepEqual([...packet], [1, linearToMuLaw(8), linearToMuLaw(32_256), 2]);
});
