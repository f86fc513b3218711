import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "#contact-center/simulation";
import { drawPatience, estimatePatience } from "./patience.ts";

const left = (waitMs: number) => ({ outcome: "abandoned", waitMs }) as const;
const stayed = (waitMs: number) => ({ outcome: "answered", waitMs }) as const;

test("the product-limit estimate of a small day, as by hand", () => {
  // At 10 one of five leaves; one of 20 is answered; at 30 one of three leaves; at 40 one of two.
  const { steps, meanMs, longestMs } = estimatePatience([
    stayed(20),
    left(30),
    left(10),
    stayed(50),
    left(40),
  ]);
  assert.deepEqual(
    steps.map(({ atMs, left: share }) => [atMs, Number(share.toFixed(4))]),
    [
      [10, 0.8],
      [30, 0.5333],
      [40, 0.2667],
    ],
  );
  assert.deepEqual([meanMs, longestMs], [50, 50]);
});

test("who leaves as another is answered was at risk with them; a callback is had enough, an overflow is not", () => {
  const { steps } = estimatePatience([
    stayed(10),
    { outcome: "callback", waitMs: 10 },
    { outcome: "flowed-out", waitMs: 5 },
  ]);
  assert.deepEqual(steps, [{ atMs: 10, left: 0.5 }]);
});

test("callers who were answered soon do not make the others seem impatient", () => {
  const random = new Random(5);
  const day = Array.from({ length: 20_000 }, () => {
    const [patience, wait] = [random.exponential(90_000), random.exponential(30_000)];
    return patience < wait ? left(patience) : stayed(wait);
  });
  const patience = estimatePatience(day);
  assert.ok(Math.abs((patience.meanMs ?? 0) / 90_000 - 1) < 0.05, String(patience.meanMs));
  for (const waited of [0, 20_000, 400_000]) {
    const draws = Array.from({ length: 20_000 }, () => drawPatience(patience, waited, random) - waited);
    assert.ok(draws.every((ms) => ms > 0));
    const mean = draws.reduce((sum, ms) => sum + ms, 0) / draws.length;
    assert.ok(Math.abs(mean / 90_000 - 1) < 0.1, `${mean} ms more after ${waited} ms`);
  }
});

test("when nobody left, nothing says that anybody would", () => {
  const patience = estimatePatience([stayed(10), stayed(20)]);
  assert.equal(patience.meanMs, null);
  assert.equal(drawPatience(patience, 5, new Random(1)), Infinity);
});
