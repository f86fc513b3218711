import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultLimits } from "./connection-limits.ts";
import { startStreamHealth, stepStreamHealth } from "./stream-health.ts";
import type { StreamInput } from "./stream-health.ts";

/** A connection whose time is told by the test; gives what it does, as "ping" or the reason of its end. */
function connection(pings = true) {
  let state = startStreamHealth(0);
  return (now: number, input: StreamInput["kind"] = "tick", more: { partial?: true; pong?: true } = {}) => {
    const whole: StreamInput =
      input === "received"
        ? { kind: input, isPartial: more.partial === true, isPong: more.pong === true }
        : { kind: input };
    const next = stepStreamHealth(state, whole, now, { limits: defaultLimits, pings });
    state = next.state;
    return next.effects.map((effect) => (effect.kind === "ping" ? "ping" : effect.reason)).join();
  };
}

const second = 1_000;
const minute = 60 * second;

test("half a message has 10 s from its first byte, however slowly it trickles", () => {
  const at = connection();
  for (let now = 0; now < 10 * second; now += second) at(now, "received", { partial: true });
  assert.equal(at(10 * second - 1), "");
  assert.equal(at(10 * second), "message not finished");
  assert.equal(at(11 * second), "", "it is said once");
});

test("a message that is finished and another begun are measured anew", () => {
  const at = connection();
  at(0, "received", { partial: true });
  at(9 * second, "received");
  at(9 * second, "received", { partial: true });
  assert.equal(at(18 * second), "");
  assert.equal(at(19 * second), "message not finished");
});

test("we ping what we opened after 90 s of silence; a peer that once answered is held to it (RFC 5626 §4.4.1)", () => {
  const at = connection();
  assert.equal(at(89 * second), "");
  assert.equal(at(90 * second), "ping");
  assert.equal(at(100 * second), "", "who never answered may not know of pings");
  assert.equal(at(190 * second), "ping");
  at(191 * second, "received", { pong: true });
  assert.equal(at(281 * second), "ping");
  assert.equal(at(290 * second), "");
  assert.equal(at(291 * second), "no pong");
});

test("traffic puts the ping off, and anything received answers it", () => {
  const at = connection();
  at(80 * second, "sent");
  assert.equal(at(90 * second), "");
  assert.equal(at(170 * second), "ping");
  at(171 * second, "received", { pong: true });
  assert.equal(at(261 * second), "ping");
  at(262 * second, "received", { partial: true });
  at(263 * second, "received");
  assert.equal(at(273 * second), "", "a message shows as well that the peer is there");
});

test("what is not used for 65 minutes is closed; keep-alives of a phone are use, our own are not", () => {
  const theirs = connection(false);
  assert.equal(theirs(64 * minute), "");
  theirs(64 * minute, "received");
  assert.equal(theirs(128 * minute), "");
  assert.equal(theirs(129 * minute), "idle");
  const ours = connection();
  for (let now = 0; now < 65 * minute; now += 10 * second)
    if (ours(now) === "ping") ours(now + 1, "received", { pong: true });
  assert.equal(ours(65 * minute), "idle");
});
