import assert from "node:assert/strict";
import { test } from "node:test";
import { RoundPace } from "./round-pace.ts";

/** Rests in µs after each of the rounds, one a millisecond, that received so many packets. */
const restsOf = (pace: RoundPace, packets: readonly number[]): number[] =>
  packets.map((count, nowMs) => pace.after(count, nowMs));

test("few packets are sent on at once", () => {
  const rests = restsOf(
    new RoundPace(),
    Array.from({ length: 100 }, () => 9),
  );
  assert.ok(rests.every((micros) => micros === 0));
});

test("where more than ten come in a millisecond it rests within 10 ms, and no longer than they come", () => {
  const flood = Array.from({ length: 40 }, () => 11);
  const calm = Array.from({ length: 40 }, () => 1);
  const rests = restsOf(new RoundPace(), [...flood, ...calm]);
  assert.ok(rests.slice(11, 40).every((micros) => micros > 0 && micros <= 200));
  assert.ok(rests.slice(60).every((micros) => micros === 0));
});
