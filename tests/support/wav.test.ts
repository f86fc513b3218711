import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from "./g711.ts";
import { tone, toneToNoiseDb } from "./tone.ts";
import { channel, durationMs, formatWav, parseWav } from "./wav.ts";

const left = tone({ frequencyHz: 400, durationMs: 251 });
const right = tone({ frequencyHz: 900, durationMs: 251 });
const stereo = { sampleRateHz: 8000, channels: [left, right] };

test("PCM16 comes back bit for bit, both channels", () => {
  const read = parseWav(formatWav(stereo, "pcm16"));
  assert.equal(read.format, "pcm16");
  assert.equal(durationMs(read), 251);
  assert.deepEqual(read.channels, stereo.channels);
});

for (const format of ["alaw", "mulaw"] as const) {
  test(`${format} comes back as a tone over 35 dB above its quantisation`, () => {
    const read = parseWav(formatWav(stereo, format));
    assert.equal(read.format, format);
    assert.ok(toneToNoiseDb(channel(read, 1), 8000, 900) > 35);
    assert.throws(() => channel(read, 2), /no channel 2/);
  });
}

test("G.711 codes decode to the values of the recommendation and encode back to themselves", () => {
  // ITU-T G.191's reference decoder: A-law 0xD5 is the smallest positive value, 0xAA the greatest; µ-law 0xFF is 0.
  assert.deepEqual([0xd5, 0x55, 0xaa, 0x2a].map(decodeALaw), [8, -8, 32_256, -32_256]);
  assert.deepEqual([0xff, 0x80, 0x00].map(decodeMuLaw), [0, 32_124, -32_124]);
  for (let code = 0; code < 256; code++) {
    assert.equal(decodeALaw(encodeALaw(decodeALaw(code))), decodeALaw(code));
    assert.equal(decodeMuLaw(encodeMuLaw(decodeMuLaw(code))), decodeMuLaw(code));
  }
});

test("a file still being written yields what is there", () => {
  const bytes = formatWav(stereo, "pcm16");
  const read = parseWav(bytes.subarray(0, 44 + 401));
  assert.equal(channel(read).length, 100);
  bytes.writeUInt32LE(0, 40);
  assert.equal(channel(parseWav(bytes)).length, left.length);
});

test("what is no WAV file is refused", () => {
  assert.throws(() => parseWav(Buffer.from("GIF89a, certainly")), /not a RIFF/);
  const compressed = formatWav(stereo, "pcm16");
  compressed.writeUInt16LE(85, 20);
  assert.throws(() => parseWav(compressed), /format tag 85/);
});
