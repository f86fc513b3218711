import assert from "node:assert/strict";
import { test } from "node:test";
import type { Offence } from "./offences.ts";
import { isBanned, isKnown, newSource, stepSource, takeAllowance } from "./source-state.ts";
import type { SourceState } from "./source-state.ts";

const allowance = { burst: 5, perSecond: 2 };
const minute = 600;
const day = 24 * 60 * minute;

function offend(state: SourceState, offence: Offence, times: number, now: number): SourceState {
  let next = state;
  for (let count = 0; count < times; count++)
    next = stepSource(next, { kind: "offence", offence }, now).state;
  return next;
}

test("ten wrong passwords make a ban of ten minutes", () => {
  const nine = offend(newSource(0, allowance), "wrong-password", 9, 0);
  assert.equal(isBanned(nine, 0), false);
  const { state, effects } = stepSource(nine, { kind: "offence", offence: "wrong-password" }, 0);
  assert.deepEqual(effects, [{ kind: "banned", reason: "wrong-password", until: 10 * minute }]);
  assert.deepEqual([isBanned(state, 10 * minute - 1), isBanned(state, 10 * minute)], [true, false]);
});

test("points are forgiven as time passes: a phone with a wrong password every minute is never banned", () => {
  let state = newSource(0, allowance);
  for (let at = 0; at < 500; at++) state = offend(state, "wrong-password", 1, at * minute);
  assert.equal(isBanned(state, 500 * minute), false);
});

test("each ban takes twice as long, up to a day; after a good week it begins anew", () => {
  const lengths: number[] = [];
  let state = newSource(0, allowance);
  let now = 0;
  for (let count = 0; count < 10; count++) {
    state = offend(state, "scanner", 1, now);
    lengths.push((state.bannedUntil - now) / minute);
    now = state.bannedUntil + 1;
  }
  assert.deepEqual(lengths, [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]);
  const later = offend(state, "scanner", 1, state.bannedUntil + 7 * day + 1);
  assert.equal(later.bannedUntil - (state.bannedUntil + 7 * day + 1), 10 * minute);
});

test("a right password forgives all, and its source is not banned for an hour", () => {
  const almost = offend(newSource(0, allowance), "wrong-password", 9, 0);
  const proved = stepSource(almost, { kind: "proved" }, 0).state;
  assert.deepEqual(
    [proved.score, isKnown(proved, 60 * minute), isKnown(proved, 71 * minute)],
    [0, true, false],
  );
  assert.equal(isBanned(offend(proved, "wrong-password", 30, 1), 1), false);
  assert.equal(isBanned(offend(proved, "wrong-password", 30, 71 * minute), 71 * minute), true);
});

test("while banned nothing changes; an unban forgets everything, a ban by hand holds known sources too", () => {
  const banned = offend(newSource(0, allowance), "scanner", 1, 0);
  assert.deepEqual(stepSource(banned, { kind: "offence", offence: "scanner" }, 1), {
    state: banned,
    effects: [],
  });
  assert.deepEqual(stepSource(banned, { kind: "proved" }, 1), { state: banned, effects: [] });
  const freed = stepSource(banned, { kind: "unban" }, 1);
  assert.deepEqual(
    [freed.effects, isBanned(freed.state, 1), freed.state.bans],
    [[{ kind: "unbanned" }], false, 0],
  );
  assert.deepEqual(stepSource(freed.state, { kind: "unban" }, 2).effects, []);
  const known = stepSource(newSource(0, allowance), { kind: "proved" }, 0).state;
  const byHand = stepSource(known, { kind: "ban", durationMs: 60_000 }, 5);
  assert.deepEqual([isBanned(byHand.state, 5), isKnown(byHand.state, 5)], [true, false]);
});

test("an allowance is a burst, then its rate; what is too much takes nothing", () => {
  let state = newSource(0, allowance);
  const passed = (now: number, cost = 1) => {
    const taken = takeAllowance(state, cost, allowance, now);
    state = taken.state;
    return taken.isWithin;
  };
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map(() => passed(0)),
    [true, true, true, true, true, false],
  );
  assert.deepEqual(
    [passed(4), passed(5), passed(6)],
    [false, true, false],
    "two a second are one in five tenths",
  );
  assert.deepEqual([passed(10, 0.25), passed(10, 0.25)], [true, true]);
  assert.deepEqual(
    [passed(1e6), passed(1e6, 4), passed(1e6)],
    [true, true, false],
    "no more than the burst is saved up",
  );
});
