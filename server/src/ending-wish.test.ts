import assert from "node:assert/strict";
import { test } from "node:test";
import { stepWish } from "./ending-wish.ts";
import type { EndingWish } from "./ending-wish.ts";

/** What comes of signals at given times. */
function effects(...signals: (readonly ["stop" | "restart", number])[]): string[] {
  let wish: EndingWish;
  return signals.map(([asked, atMs]) => {
    const step = stepWish(wish, asked, atMs);
    ({ wish } = step);
    return step.effect;
  });
}

test("two signals within a second are one wish to stop; a later one is the wish not to wait", () => {
  assert.deepEqual(effects(["stop", 50], ["stop", 50], ["stop", 1050]), ["stop", "none", "none"]);
  assert.deepEqual(effects(["stop", 50], ["stop", 1051]), ["stop", "end-at-once"]);
  const late = effects(["stop", 0], ["stop", 900], ["stop", 1800]);
  assert.deepEqual(late, ["stop", "none", "end-at-once"], "time counts from the first");
});

test("a restart is asked for once, is no stop, and gives way to one", () => {
  assert.deepEqual(effects(["restart", 0], ["restart", 5000]), ["restart", "none"]);
  assert.deepEqual(effects(["restart", 0], ["stop", 10]), ["restart", "end-at-once"]);
  assert.deepEqual(effects(["stop", 0], ["restart", 10]), ["stop", "none"]);
});
