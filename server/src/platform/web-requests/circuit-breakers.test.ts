import assert from "node:assert/strict";
import { test } from "node:test";
import { CircuitBreakers } from "./circuit-breakers.ts";

test("after five failures running nobody is asked for half a minute, and then one at a time", () => {
  const breakers = new CircuitBreakers();
  const fail = (times: number, now: number) => {
    for (let n = 0; n < times; n++) breakers.report("shop", false, now);
  };
  fail(4, 0);
  breakers.report("shop", true, 0);
  fail(4, 0);
  assert.equal(breakers.mayTry("shop", 0), true);
  fail(1, 1000);
  assert.deepEqual([breakers.mayTry("shop", 30_999), breakers.mayTry("other", 30_999)], [false, true]);
  assert.deepEqual([breakers.mayTry("shop", 31_000), breakers.mayTry("shop", 31_000)], [true, false]);
  fail(1, 32_000);
  assert.deepEqual([breakers.isOpen("shop", 61_999), breakers.mayTry("shop", 61_999)], [true, false]);
  assert.equal(breakers.mayTry("shop", 62_000), true);
  breakers.report("shop", true, 62_000);
  assert.deepEqual([breakers.mayTry("shop", 62_001), breakers.mayTry("shop", 62_001)], [true, true]);
});
