import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bufferFor, createReception, endReception, receive, takeReception } from "./reception.ts";

const clockPerMs = 8;
const ssrc = 7;

/** Packets by number, each as late as its second value says. */
function play(packets: readonly (readonly [number: number, lateMs: number])[]) {
  const reception = createReception();
  for (const [number, lateMs] of packets)
    receive(reception, ssrc, number & 0xffff, Math.round(lateMs * clockPerMs), clockPerMs);
  endReception(reception);
  return takeReception(reception, 0);
}

const inTime = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => [first + index, 0] as const);

test("a clean stream, across the wrap of its numbers", () => {
  const { expected, lost, late, outOfOrder, duplicates } = play(inTime(65_500, 65_799));
  assert.deepEqual([expected, lost, late, outOfOrder, duplicates], [300, 0, 0, 0, 0]);
});

test("lost, late, doubled and overtaken packets are each counted as what they are", () => {
  const figures = play([
    ...inTime(0, 99).filter(([number]) => number !== 50 && number !== 51),
    [100, 90],
    [101, 0],
    [101, 0],
    [103, 0],
    [102, 5],
    ...inTime(104, 199),
  ]);
  const { expected, lost, late, outOfOrder, duplicates } = figures;
  assert.deepEqual([expected, lost, late, outOfOrder, duplicates], [200, 2, 1, 1, 1]);
  assert.ok(figures.burstRatio > 1 && figures.burstRatio < 2, "two of three losses in a row");
});

test("a packet that comes after its window is lost; coming late does not make it whole", () => {
  const figures = play([...inTime(0, 9), ...inTime(11, 60), [10, 0], ...inTime(61, 99)]);
  assert.deepEqual([figures.expected, figures.lost, figures.outOfOrder], [100, 1, 1]);
});

test("an outage counts every packet that was due in it, in one row", () => {
  const figures = play([...inTime(0, 99), ...inTime(600, 699)]);
  assert.deepEqual([figures.expected, figures.lost], [700, 500]);
  assert.ok(Math.abs(figures.burstMs - 10_000) < 100, `${figures.burstMs}`);
});

test("a path that becomes longer is no lateness for ever, nor is a clock set anew", () => {
  const reception = createReception();
  const hear = (from: number, to: number, lateMs: number): void => {
    for (let number = from; number <= to; number++)
      receive(reception, ssrc, number, lateMs * clockPerMs, clockPerMs);
  };
  hear(0, 249, 0);
  takeReception(reception, 0);
  hear(250, 499, 150);
  const moved = takeReception(reception, 0);
  assert.ok(moved.late > 200, "later than the buffer");
  hear(500, 749, 150);
  takeReception(reception, 0);
  hear(750, 999, 150);
  assert.equal(takeReception(reception, 0).late, 0, "the new path is the measure");
  hear(1000, 1249, 500_000);
  assert.equal(takeReception(reception, 0).late, 0);
});

test("another source begins anew, and what the former one owed is decided", () => {
  const reception = createReception();
  for (let number = 0; number < 100; number++) receive(reception, 1, number, 0, clockPerMs);
  for (let number = 0; number < 100; number++) receive(reception, 2, 40_000 + number, 9_000, clockPerMs);
  endReception(reception);
  const { expected, lost } = takeReception(reception, 0);
  assert.deepEqual([expected, lost], [200, 0]);
});

test("the buffer follows the jitter within bounds", () => {
  assert.deepEqual([0, 20, 500].map(bufferFor), [40, 80, 200]);
});

test("whatever comes, every packet due has one fate", () => {
  const packets = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 300 })), {
    minLength: 1,
    maxLength: 300,
  });
  fc.assert(
    fc.property(packets, (arrivals) => {
      const figures = play(arrivals);
      const numbers = arrivals.map(([number]) => number);
      const first = numbers[0] as number;
      assert.equal(figures.expected, Math.max(...numbers) - first + 1);
      assert.ok(figures.lost + figures.late <= figures.expected);
      assert.equal(figures.expected - figures.lost + figures.duplicates + figures.outOfOrder >= 1, true);
      for (const value of Object.values(figures)) assert.ok(Number.isFinite(value) && value >= 0);
    }),
  );
});
