import assert from "node:assert/strict";
import { test } from "node:test";
import { countKey, createKeyLedger } from "./key-ledger.ts";
import type { KeyForm } from "../protocol/index.ts";

/** The keys that count, of those told as `form digit atMs`. */
function counted(...told: readonly (readonly [KeyForm, string, number])[]): string {
  const ledger = createKeyLedger();
  return told
    .filter(([form, digit, atMs]) => countKey(ledger, form, digit, atMs))
    .map(([, digit]) => digit)
    .join("");
}

test("a key told in two forms counts once, whichever came first", () => {
  assert.equal(counted(["rfc4733", "5", 0], ["info", "5", 60]), "5");
  assert.equal(counted(["info", "5", 0], ["in-band", "5", 1900]), "5");
  assert.equal(counted(["info", "5", 0], ["in-band", "5", 10], ["rfc4733", "5", 20]), "5");
});

test("the same key pressed fast is as many keys as each form tells", () => {
  const both = [0, 100, 200].flatMap((at) => [
    ["rfc4733", "5", at] as const,
    ["info", "5", at + 80] as const,
  ]);
  assert.equal(counted(...both), "555");
  const late = [0, 100, 200].map((at) => ["info", "5", at + 900] as const);
  assert.equal(counted(...[0, 100, 200].map((at) => ["rfc4733", "5", at] as const), ...late), "555");
});

test("one form alone is never taken for a repetition", () => {
  assert.equal(counted(["info", "7", 0], ["info", "7", 1], ["info", "7", 2]), "777");
});

test("other keys, and the same key two seconds later, count", () => {
  assert.equal(counted(["rfc4733", "1", 0], ["info", "2", 10], ["info", "1", 20]), "12");
  assert.equal(counted(["rfc4733", "1", 0], ["info", "1", 2001]), "11");
});

test("what is remembered does not grow", () => {
  const ledger = createKeyLedger();
  for (let at = 0; at < 100_000; at += 100) countKey(ledger, "rfc4733", "1", at);
  assert.ok(ledger.counted.length <= 21);
});
