import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallSummary } from "@tandem/contract";
import { mayBeNumber, readNumber, recentNumbers } from "./dialled.ts";

test("numbers are read as people write them, wide digits too", () => {
  assert.equal(readNumber(" １３８００１３８０００ "), "13800138000");
  for (const typed of ["13800138000", "+86 138-0013-8000", "（021）5555 1234", "10086"])
    assert.ok(mayBeNumber(typed), typed);
  for (const typed of ["", "12", "li", "1".repeat(50)]) assert.ok(!mayBeNumber(typed), typed);
});

test("recent numbers are those of the other side, once each, the latest first", () => {
  const call = (direction: CallSummary["direction"], ani: string, dnis: string) =>
    ({ direction, ani, dnis }) as CallSummary;
  const calls = [
    call("inbound", "13800138000", "4000"),
    call("outbound", "1001", "10086"),
    call("internal", "1002", "1001"),
    call("inbound", "13800138000", "4000"),
    call("inbound", "", "4000"),
    call("inbound", "web", "4000"),
    call("outbound", "1001", "+8613900139000"),
  ];
  assert.deepEqual(recentNumbers(calls, 5), ["13800138000", "10086", "+8613900139000"]);
  assert.deepEqual(recentNumbers(calls, 1), ["13800138000"]);
});
