import assert from "node:assert/strict";
import { test } from "node:test";
import { daysLeft, expiryState, stepExpiry } from "./expiry.ts";
import type { Announced, ExpiryLevel } from "./expiry.ts";

const day = 86_400_000;
const notAfter = Date.UTC(2031, 0, 1);
const before = (days: number) => notAfter - days * day;

test("the state follows the days that are left", () => {
  const states = [31, 30, 8, 7, 1, 0].map((days) => expiryState(notAfter, before(days)));
  assert.deepEqual(states, [
    "ok",
    "expires-soon",
    "expires-soon",
    "expires-in-days",
    "expires-in-days",
    "expired",
  ]);
  assert.equal(expiryState(notAfter, notAfter - 1), "expires-in-days");
  assert.deepEqual([daysLeft(notAfter, before(1.5)), daysLeft(notAfter, before(-0.5))], [1, -1]);
});

test("30, 7 and 1 days before and at the end: announced once each, however often one looks", () => {
  let announced: Announced = new Map();
  const seen: [number, ExpiryLevel][] = [];
  for (let days = 40; days > -3; days -= 0.25) {
    const { state, due } = stepExpiry(announced, [{ fingerprint: "a", notAfter }], before(days));
    announced = state;
    for (const { level } of due) seen.push([days, level]);
  }
  assert.deepEqual(seen, [
    [30, 30],
    [7, 7],
    [1, 1],
    [0, "expired"],
  ]);
});

test("a node that starts late says the lowest level only; a renewed certificate begins anew", () => {
  const first = stepExpiry(new Map(), [{ fingerprint: "a", notAfter }], before(0.5));
  assert.deepEqual(
    first.due.map(({ level }) => level),
    [1],
  );
  const renewed = stepExpiry(first.state, [{ fingerprint: "b", notAfter: notAfter + 90 * day }], before(0.5));
  assert.deepEqual([renewed.due, renewed.state.size], [[], 0]);
});
