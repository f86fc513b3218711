import assert from "node:assert/strict";
import { test } from "node:test";
import { portsToSkip } from "./index.ts";

const range = { first: 20_000, last: 20_019 };

test("a fresh media process begins where the most ports follow that nobody sends to", () => {
  assert.equal(portsToSkip(range, 1, []), 0);
  assert.equal(portsToSkip(range, 1, [20_000, 20_002, 20_004]), 3);
  // Ten ports, round and round: behind the third there are five free ones.
  assert.equal(portsToSkip(range, 1, [20_000, 20_004, 20_016]), 3);
  assert.equal(portsToSkip(range, 1, [20_006, 20_018]), 4);
});

test("each worker has its part of the ports, and all begin at the same place of theirs", () => {
  assert.equal(portsToSkip(range, 2, [20_000, 20_012]), 2);
  assert.equal(portsToSkip(range, 2, [20_000, 20_018]), 1);
});

test("ports of another range than before mean nothing", () => {
  assert.equal(portsToSkip(range, 1, [30_000]), 0);
});
