import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ReplayWindow } from "./replay-window.ts";

test("an index is fresh once", () => {
  const window = new ReplayWindow();
  assert.equal(window.highest, -1);
  assert.ok(window.isFresh(10));
  window.record(10);
  assert.equal(window.isFresh(10), false);
  assert.ok(window.isFresh(9));
  assert.ok(window.isFresh(11));
  assert.equal(window.highest, 10);
});

test("an index behind the window, or below zero, is not fresh", () => {
  const window = new ReplayWindow();
  window.record(1000);
  assert.ok(window.isFresh(1000 - 223));
  assert.equal(window.isFresh(1000 - 224), false);
  assert.equal(window.isFresh(-1), false);
});

test("a jump over the whole ring forgets what was there, also at 48 bits", () => {
  const window = new ReplayWindow();
  const top = 2 ** 48 - 1;
  window.record(top - 256);
  window.record(top);
  assert.equal(window.isFresh(top), false);
  assert.ok(window.isFresh(top - 1));
  assert.ok(window.isFresh(top - 100));
});

test("it agrees with a set that forgets nothing, as far as it reaches", () => {
  const steps = fc.array(fc.integer({ min: -230, max: 300 }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (differences) => {
      const window = new ReplayWindow();
      const seen = new Set<number>();
      for (const difference of differences) {
        const index = Math.max(0, window.highest + difference);
        const isWithin = index > window.highest || window.highest - index < 224;
        assert.equal(window.isFresh(index), isWithin && !seen.has(index));
        if (!window.isFresh(index)) continue;
        window.record(index);
        seen.add(index);
      }
    }),
  );
});

test("what is taken as recorded is not fresh; what is ahead in the same word is, in any order", () => {
  for (const index of [10, 31, 32, 63, 2 ** 40 + 7]) {
    const window = new ReplayWindow();
    window.record(3);
    window.recordUpTo(index);
    assert.equal(window.highest, index);
    for (const seen of [index, index - 1, Math.max(0, index - 200)])
      assert.equal(window.isFresh(seen), false);
    window.record(index + 20);
    assert.ok(window.isFresh(index + 5), "one that was overtaken");
    window.recordUpTo(index);
    assert.equal(window.highest, index + 20, "never backwards");
  }
});
