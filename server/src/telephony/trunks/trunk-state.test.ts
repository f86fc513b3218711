import assert from "node:assert/strict";
import { test } from "node:test";
import { newRegistration } from "./registration.ts";
import { newHealth } from "./server-health.ts";
import type { HealthCause, HealthState } from "./server-health.ts";
import { testTrunk } from "./testing/test-trunk.ts";
import { causeText, trunkState } from "./trunk-state.ts";

const at = (uri: string, state: HealthState, cause?: HealthCause) => ({
  uri,
  health: { ...newHealth(0), state, cause },
});
const state = (...servers: ReturnType<typeof at>[]) => {
  const { state: name, server } = trunkState(testTrunk(), servers, undefined, 9);
  return server === undefined ? name : `${name} by ${server}`;
};

test("a trunk is what its servers are; where some work, it is degraded", () => {
  assert.equal(state(), "unknown");
  assert.equal(state(at("a", "up"), at("b", "up")), "up by a");
  assert.equal(state(at("a", "up"), at("b", "down", { kind: "no-answer" })), "degraded by b");
  assert.equal(state(at("a", "down"), at("b", "loop")), "loop by b");
  assert.equal(state(at("a", "down"), at("b", "down")), "down by a");
  assert.equal(state(at("a", "up"), at("b", "unknown")), "up by b");
  assert.equal(state(at("a", "up"), at("b", "auth-failed")), "degraded by b");
});

test("switched off, unreadable and unregistered come before the servers", () => {
  const up = [at("a", "up")];
  assert.equal(trunkState(testTrunk({ enabled: false }), up, undefined, 9).state, "disabled");
  const unreadable = trunkState(testTrunk({ password: { kind: "unreadable" } }), up, undefined, 9);
  assert.deepEqual([unreadable.state, unreadable.cause?.kind], ["auth-failed", "password-unreadable"]);
  const refused = {
    ...newRegistration("sip:c", 60, 0),
    state: "auth-failed",
    cause: { kind: "wrong-password" },
  } as const;
  assert.equal(trunkState(testTrunk(), up, refused, 9).cause?.kind, "wrong-password");
  const registered = { ...newRegistration("sip:c", 60, 0), state: "up" } as const;
  assert.equal(trunkState(testTrunk(), up, registered, 9).state, "up");
});

test("causes are words that name the server", () => {
  assert.equal(causeText({ kind: "no-answer" }, "sip:203.0.113.5:5060"), "no answer from 203.0.113.5:5060");
  assert.match(causeText({ kind: "wrong-password" }, "sip:c.example") ?? "", /^wrong password: c\.example/);
  assert.match(causeText({ kind: "loop" }, "sip:127.0.0.1") ?? "", /^loop back to ourselves/);
  assert.match(causeText({ kind: "host-not-found" }, "sip:c.invalid") ?? "", /^host not found: c\.invalid/);
  assert.equal(causeText(undefined, "sip:a"), null);
});
