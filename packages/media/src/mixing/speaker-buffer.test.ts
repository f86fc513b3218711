import assert from "node:assert/strict";
import { test } from "node:test";
import { sine } from "../codecs/testing/spectrum.ts";
import { SpeakerBuffer } from "./speaker-buffer.ts";

const frame = 160;
const sound = sine(400, 8000, 8000 * 10, 8000);

/** A speaker whose packet n says the nth 20 ms of `sound`. */
function speaker() {
  const buffer = new SpeakerBuffer(8000);
  const say = (n: number): void => buffer.push(sound.subarray(n * frame, (n + 1) * frame), frame);
  const pull = (): number[] | undefined => {
    const output = new Int16Array(frame);
    return buffer.pull(output) ? [...output] : undefined;
  };
  return { buffer, say, pull };
}

const said = (n: number): number[] => [...sound.subarray(n * frame, (n + 1) * frame)];

test("even packets go through as they are, without delay of their own", () => {
  const { buffer, say, pull } = speaker();
  assert.equal(pull(), undefined);
  for (let n = 0; n < 20; n++) {
    say(n);
    assert.deepEqual(pull(), said(n));
  }
  assert.equal(buffer.waiting, 0);
});

test("a late packet is bridged by what was last heard, and delays all that follows by a frame", () => {
  const { buffer, say, pull } = speaker();
  say(0);
  pull();
  assert.ok(
    pull()?.some((sample) => Math.abs(sample) > 5000),
    "not a hole",
  );
  say(1);
  say(2);
  assert.deepEqual(pull(), said(1));
  assert.equal(buffer.waiting, frame);
});

test("a lost packet is made up once, not twice", () => {
  const { buffer, say, pull } = speaker();
  say(0);
  pull();
  pull();
  // Packet 2 tells that packet 1 is lost: its place has been filled at a turn already.
  buffer.pushLost(sound.subarray(frame, 2 * frame), frame);
  say(2);
  assert.deepEqual(pull(), said(2));
  assert.equal(buffer.waiting, 0);
  buffer.pushLost(sound.subarray(3 * frame, 4 * frame), frame);
  say(4);
  assert.deepEqual(pull(), said(3), "where nothing was made up yet, the loss has its length");
  assert.deepEqual(pull(), said(4));
});

test("who stops is silent after some frames, and begins again without delay", () => {
  const { say, pull } = speaker();
  say(0);
  pull();
  const after = [pull(), pull(), pull(), pull(), pull()];
  assert.deepEqual(
    after.map((each) => each !== undefined),
    [true, true, true, false, false],
  );
  say(9);
  assert.deepEqual(pull(), said(9));
});

test("delay that is not needed any more goes away, without a hole or a step", () => {
  const { buffer, say, pull } = speaker();
  say(0);
  say(1);
  say(2);
  let n = 3;
  const heard: number[] = [];
  for (let turn = 0; turn < 250; turn++, n++) {
    heard.push(...(pull() ?? assert.fail("a hole")));
    say(n);
  }
  // One packet in every turn: all that waited is gone, and what was sent after a turn waits for the next.
  assert.equal(buffer.waiting, frame);
  const step = heard
    .slice(1)
    .reduce((most, each, i) => Math.max(most, Math.abs(each - (heard[i] as number))), 0);
  assert.ok(step < 8000 * 2 * Math.PI * (400 / 8000) * 1.05, `${step}`);
});

test("jitter that keeps coming back keeps its delay", () => {
  const { say, pull } = speaker();
  let n = 0;
  const next = (): void => say(n++);
  next();
  let made = 0;
  for (let turn = 0; turn < 400; turn++) {
    // Every 50th packet comes a turn late.
    if (turn % 50 !== 49) next();
    if (turn % 50 === 0 && turn > 0) next();
    const at = n;
    const heard = pull();
    if (heard !== undefined && heard.every((each, i) => each !== said(at - 1)[i] && each !== said(at - 2)[i]))
      made++;
  }
  assert.ok(made <= 3, `${made} frames made up in eight late packets`);
});

test("more than 200 ms never waits: the oldest goes", () => {
  const { buffer, say, pull } = speaker();
  for (let n = 0; n < 30; n++) say(n);
  assert.equal(buffer.waiting, 1600);
  assert.deepEqual(pull(), said(20));
  buffer.push(sound, 5000);
  assert.equal(buffer.waiting, 1600);
});
