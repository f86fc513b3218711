import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { spokenWait } from "./spoken-wait.ts";

const minutes = (count: number) => count * 60_000;
const outlook = (position: number, estimatedWaitMs?: number) => ({ position, estimatedWaitMs });

test("position, wait, or both, as the queue says", () => {
  const both = outlook(3, minutes(4));
  assert.deepEqual(spokenWait("thanks", both), ["queue-announcement"]);
  assert.deepEqual(spokenWait("position", both), ["position-before", "number-3", "position-after"]);
  assert.deepEqual(spokenWait("wait", both), ["wait-before", "number-4", "wait-after"]);
  assert.deepEqual(spokenWait("position-and-wait", both), [
    "position-before",
    "number-3",
    "position-after",
    "wait-before",
    "number-4",
    "wait-after",
  ]);
});

test("waits are rounded up, more coarsely the longer they are, and end with an hour", () => {
  const said = (ms: number) => spokenWait("wait", outlook(1, ms)).join(" ");
  assert.equal(said(0), "wait-one-minute");
  assert.equal(said(minutes(1)), "wait-one-minute");
  assert.equal(said(minutes(1) + 1), "wait-before number-2 wait-after");
  assert.equal(said(minutes(10)), "wait-before number-10 wait-after");
  assert.equal(said(minutes(10.1)), "wait-before number-15 wait-after");
  assert.equal(said(minutes(21)), "wait-before number-20 number-5 wait-after");
  assert.equal(said(minutes(60)), "wait-before number-60 wait-after");
  assert.equal(said(minutes(61)), "wait-over-hour");
});

test("what is not known, or too far, is not said", () => {
  assert.deepEqual(spokenWait("wait", outlook(1)), ["queue-announcement"]);
  assert.deepEqual(spokenWait("position-and-wait", outlook(2)), spokenWait("position", outlook(2)));
  assert.deepEqual(spokenWait("position", outlook(100, minutes(2))), ["queue-announcement"]);
  assert.deepEqual(spokenWait("position", undefined), ["queue-announcement"]);
});

test("every number that can be said has its prompts in both languages", () => {
  const prompts = join(import.meta.dirname, "../../../../prompts");
  const names = new Set<string>();
  for (let n = 1; n <= 100; n++) {
    for (const name of spokenWait("position-and-wait", outlook(n, minutes(n)))) names.add(name);
  }
  assert.ok(names.size > 30);
  for (const language of ["zh-CN", "en"])
    for (const name of names)
      assert.ok(existsSync(join(prompts, language, `${name}.wav`)), `${language}/${name}`);
});
