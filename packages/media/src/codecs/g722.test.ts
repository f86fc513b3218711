import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { longestPacketSamples } from "./audio-codec.ts";
import { createG722Decoder, createG722Encoder } from "./g722.ts";
import { noise, sine, sweep } from "./testing/spectrum.ts";

const second = 16_000;
const framePayload = 160;

/** What ffmpeg makes of it: an implementation that shares nothing with ours. */
function ffmpeg(input: Uint8Array, ...options: string[]): Uint8Array {
  const done = spawnSync("ffmpeg", ["-hide_banner", "-loglevel", "error", ...options, "-"], {
    input,
    maxBuffer: 2 ** 26,
  });
  assert.equal(done.status, 0, String(done.stderr));
  return done.stdout;
}

const linear = ["-f", "s16le", "-ar", "16000", "-ac", "1"];
const bytesOf = (samples: Int16Array) => new Uint8Array(samples.buffer);

function encodeAll(samples: Int16Array): Uint8Array {
  const encoder = createG722Encoder();
  const bytes = new Uint8Array(samples.length / 2);
  for (let at = 0; at < samples.length; at += 320) {
    const length = encoder.encode(samples.subarray(at, at + 320), 320, bytes, at / 2);
    assert.equal(length, framePayload);
  }
  return bytes;
}

function decodeAll(bytes: Uint8Array): Int16Array {
  const decoder = createG722Decoder();
  const samples = new Int16Array(2 * bytes.length);
  const packet = new Int16Array(longestPacketSamples);
  for (let at = 0; at < bytes.length; at += framePayload) {
    const count = decoder.decode(bytes, at, Math.min(bytes.length, at + framePayload), packet);
    samples.set(packet.subarray(0, count), 2 * at);
  }
  return samples;
}

const loudSquare = Int16Array.from({ length: second }, (_, i) => ((i >> 5) % 2 === 0 ? 32_767 : -32_768));
const sounds: readonly (readonly [name: string, samples: Int16Array])[] = [
  ["a sweep through all frequencies", sweep(20, 8000, second, 3 * second, 20_000)],
  ["loud noise", noise(2 * second, 32_700)],
  ["quiet noise", noise(second, 3, 7)],
  ["a full-scale square wave", loudSquare],
  [
    "silence, then a tone",
    Int16Array.from([...new Int16Array(second), ...sine(1000, second, second, 12_000)]),
  ],
];

for (const [name, samples] of sounds) {
  test(`G.722 of ${name}: bit for bit what ffmpeg makes, both ways`, () => {
    const encoded = encodeAll(samples);
    const theirs = ffmpeg(bytesOf(samples), ...linear, "-i", "-", "-c:a", "g722", "-f", "g722");
    assert.deepEqual(encoded, new Uint8Array(theirs.subarray(0, encoded.length)));
    const decoded = decodeAll(encoded);
    const theirSound = ffmpeg(encoded, "-f", "g722", "-i", "-", "-f", "s16le");
    assert.deepEqual(bytesOf(decoded), new Uint8Array(theirSound.subarray(0, 2 * decoded.length)));
  });
}

test("G.722 of any bytes decodes to what ffmpeg hears in them", () => {
  const bytes = Uint8Array.from(noise(24_000, 128, 99), (value) => value & 0xff);
  const decoded = decodeAll(bytes);
  const theirs = ffmpeg(bytes, "-f", "g722", "-i", "-", "-f", "s16le");
  assert.deepEqual(bytesOf(decoded), new Uint8Array(theirs));
});
