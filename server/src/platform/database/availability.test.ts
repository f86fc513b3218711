import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "@tandem/kernel";
import pg from "pg";
import { createLogger } from "#platform/logging";
import { Availability } from "./availability.ts";
import { DatabaseUnavailable, isUnavailability } from "./unavailable.ts";

/** A clock whose timers fire when the test says so. */
function handClock() {
  const timers: (() => void)[] = [];
  const delays: number[] = [];
  const clock: Clock = {
    now: () => 0,
    after(delayMs, callback) {
      delays.push(delayMs);
      timers.push(callback);
      return () => {};
    },
  };
  const tick = async () => {
    timers.shift()?.();
    await new Promise(setImmediate);
  };
  return { clock, delays, tick };
}

function setUp(answers: boolean[]) {
  const { clock, delays, tick } = handClock();
  const log = createLogger({ level: "silent" });
  const availability = new Availability({ probe: async () => answers.shift() ?? false, clock, log });
  const heard: string[] = [];
  availability.onChange((state) => heard.push(state));
  return { availability, delays, tick, heard };
}

test("it is down from the first report until a probe gets through, and says each change once", async () => {
  const { availability, delays, tick, heard } = setUp([false, false, true]);
  availability.report("refused");
  availability.report("refused again");
  assert.equal(availability.state, "down");
  await tick();
  await tick();
  assert.deepEqual([availability.state, delays], ["down", [100, 200, 400]]);
  await tick();
  assert.deepEqual(heard, ["down", "up"]);
});

test("a listener that fails keeps nobody else from hearing", () => {
  const { availability } = setUp([]);
  const heard: string[] = [];
  availability.onChange(() => {
    throw new Error("deaf");
  });
  const stop = availability.onChange((state) => heard.push(state));
  availability.report("refused");
  stop();
  assert.deepEqual(heard, ["down"]);
});

test("once closed it asks no more", async () => {
  const { availability, delays, tick, heard } = setUp([true]);
  availability.report("refused");
  availability.close();
  await tick();
  assert.deepEqual([heard, delays.length], [["down"], 1]);
});

test("a lost connection is told from the server's no and from our own mistakes", () => {
  const answer = (code: string) => Object.assign(new pg.DatabaseError("", 0, "error"), { code });
  for (const code of ["57P01", "57P03", "08006", "53300"])
    assert.equal(isUnavailability(answer(code)), true, code);
  for (const code of ["23505", "42501", "57014"]) assert.equal(isUnavailability(answer(code)), false, code);
  assert.equal(isUnavailability(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })), true);
  assert.equal(isUnavailability(new TypeError("circular")), false);
  const cause = new Error("x");
  assert.equal(new DatabaseUnavailable("it is down", cause).cause, cause);
});
