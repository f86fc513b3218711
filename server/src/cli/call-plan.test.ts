import assert from "node:assert/strict";
import { test } from "node:test";
import { readCallPlan } from "./call-plan.ts";
import { refused } from "./test-call.ts";

test("without arguments the welcome flow is called for half a minute", () => {
  assert.deepEqual(readCallPlan({}), { ok: true, value: { to: "4000", seconds: 30 } });
  assert.deepEqual(readCallPlan({ to: "+8610.12345", seconds: "3600" }), {
    ok: true,
    value: { to: "+8610.12345", seconds: 3600 },
  });
});

test("what could mean something else in a SIP URI, and impossible times, are refused by name", () => {
  for (const to of ["", "4000@example.com", "4000;x", "4 0", "a".repeat(65)]) {
    const plan = readCallPlan({ to });
    assert.ok(!plan.ok && plan.error.message.startsWith(`--to is "${to}"`), to);
  }
  for (const seconds of ["0", "3601", "-1", "1.5", "ten", ""]) {
    const plan = readCallPlan({ seconds });
    assert.ok(!plan.ok && plan.error.message.startsWith(`--seconds is "${seconds}"`), seconds);
  }
});

test("a refusal says what to do; a call that was cancelled is none", () => {
  const messageOf = (status: number) => {
    const result = refused(
      { kind: "refused", status, message: `the call was refused: ${status} Odd` },
      "999",
    );
    return result.ok ? "" : result.error.message;
  };
  assert.match(messageOf(404), /refused with 404: there is no number 999.*--to/);
  assert.match(messageOf(503), /no more calls/);
  assert.match(messageOf(401), /trunk/);
  assert.equal(messageOf(488), "the call was refused: 488 Odd");
  assert.equal(refused({ kind: "cancelled", message: "" }, "4000").ok, true);
  assert.equal(refused({ kind: "unreachable", message: "" }, "4000").ok, false);
});
