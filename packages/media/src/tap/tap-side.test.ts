import assert from "node:assert/strict";
import { test } from "node:test";
import { TapSide } from "./tap-side.ts";

function side() {
  const frames: { sequence: number; atMs: number; samples: number[] }[] = [];
  const tap = new TapSide(8000, 1000, ({ sequence, atMs, samples }) => {
    frames.push({ sequence, atMs, samples: [...samples] });
  });
  const packet = (value: number) => new Int16Array(160).fill(value);
  const values = () =>
    frames.map(({ samples }) => (samples.every((each) => each === samples[0]) ? samples[0] : "mixed"));
  return { tap, packet, frames, values };
}

test("packets that follow are frames one after the other, whatever their jitter", () => {
  const { tap, packet, frames, values } = side();
  tap.push(packet(1), 160, undefined, 1020);
  tap.push(packet(2), 160, 0, 1075);
  tap.push(packet(3), 160, 0, 1076);
  assert.deepEqual(values(), [1, 2, 3]);
  assert.deepEqual(
    frames.map(({ sequence, atMs }) => [sequence, atMs]),
    [
      [0, 0],
      [1, 20],
      [2, 40],
    ],
  );
});

test("what was lost is silence of its length, and so is a pause", () => {
  const { tap, packet, values } = side();
  tap.push(packet(1), 160, undefined, 1020);
  tap.push(packet(2), 160, 40, 1080);
  assert.deepEqual(values(), [1, 0, 0, 2]);
  tap.push(packet(3), 160, undefined, 1200);
  assert.deepEqual(values(), [1, 0, 0, 2, 0, 0, 0, 0, 0, 3]);
});

test("where nothing comes, silence follows 300 ms later, and a late burst does not push time ahead", () => {
  const { tap, packet, values } = side();
  tap.advance(1300);
  assert.equal(values().length, 0);
  tap.advance(1400);
  assert.deepEqual(values(), [0, 0, 0, 0, 0]);
  for (let i = 0; i < 40; i++) tap.push(packet(5), 160, 0, 1400);
  // 1,400 − 1,000 ms is 20 frames; no more than 100 ms ahead of that, and one packet.
  assert.ok(values().length <= 20 + 5 + 1, `${values().length}`);
});
