import assert from "node:assert/strict";
import { test } from "node:test";
import type { Colleague } from "@tandem/contract";
import { findParties } from "./transfer-parties.ts";

const colleagues: Colleague[] = [
  { displayName: "李娜", extension: "1002", state: "free" },
  { displayName: "Anna Berg", extension: "1010", state: "busy" },
];
const numbers = (wanted: string) =>
  findParties(colleagues, wanted).map(({ number, state }) => `${number} ${state}`);

test("nothing typed lists all colleagues; names and the beginning of extensions find some", () => {
  assert.deepEqual(numbers(""), ["1002 free", "1010 busy"]);
  assert.deepEqual(numbers("anna"), ["1010 busy"]);
  assert.deepEqual(numbers("李"), ["1002 free"]);
});

test("a number that is nobody's extension can be called as it is, without punctuation", () => {
  assert.deepEqual(numbers("138 0013-8000"), ["13800138000 outside"]);
  assert.deepEqual(numbers("10"), ["10 outside", "1002 free", "1010 busy"]);
  assert.deepEqual(numbers("1010"), ["1010 busy"]);
});

test("queues come after colleagues, and are found by their names", () => {
  const queues = [{ name: "VIP 专线", number: "queue-1", waiting: 2 }];
  assert.deepEqual(findParties(colleagues, "", queues).at(-1), { ...queues[0], state: "queue" });
  assert.deepEqual(
    findParties(colleagues, "vip", queues).map(({ number }) => number),
    ["queue-1"],
  );
});

test("what is neither a name nor a number finds nobody", () => {
  assert.deepEqual(numbers("xyz"), []);
});
