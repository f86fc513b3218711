import assert from "node:assert/strict";
import { test } from "node:test";
import { glareDelayMs, startInviteUsage, stepInviteUsage } from "./index.ts";
import type { InviteUsageInput, InviteUsageState } from "./index.ts";

const offer: InviteUsageInput = { kind: "offer" };
const ack: InviteUsageInput = { kind: "ack" };
const remote: InviteUsageInput = { kind: "remote", method: "INVITE" };
const update: InviteUsageInput = { kind: "remote", method: "UPDATE" };
const response = (status: number): InviteUsageInput => ({ kind: "response", status });
const respond = (status: number): InviteUsageInput => ({ kind: "respond", status });
const timer = (name: "glare" | "repeat" | "deadline"): InviteUsageInput => ({ kind: "timer", timer: name });

/** Our call, answered. */
const called = stepInviteUsage(startInviteUsage("uac"), { kind: "settled" }).state;

function walk(state: InviteUsageState, rows: readonly (readonly [InviteUsageInput, string, string])[]): void {
  let current = state;
  for (const [input, name, expected] of rows) {
    const next = stepInviteUsage(current, input);
    const effects = next.effects.map((effect) => {
      if (effect.kind === "start-timer") return `${effect.timer}+${effect.delayMs}`;
      if (effect.kind === "stop-timer") return `${effect.timer}-`;
      if (effect.kind === "settle") return effect.outcome;
      if (effect.kind === "abandon-answer") return `abandon ${effect.status}`;
      return effect.kind === "refuse" ? `refuse ${effect.status}` : effect.kind;
    });
    assert.deepEqual([next.state.name, effects.join(" ")], [name, expected], JSON.stringify(input));
    current = next.state;
  }
}

test("our re-INVITE is accepted, refused, or times out", () => {
  walk(called, [
    [offer, "offering", "send-offer"],
    [response(200), "idle", "accepted"],
    [offer, "offering", "send-offer"],
    [response(488), "idle", "rejected"],
    [offer, "offering", "send-offer"],
    [{ kind: "failure", reason: "timeout" }, "idle", "timeout"],
  ]);
});

test("glare: theirs gets 491, ours backs off after 491 and goes out again (§14.1)", () => {
  walk(called, [
    [offer, "offering", "send-offer"],
    [remote, "offering", "refuse 491"],
    [update, "offering", "refuse 491"],
    [response(491), "backing-off", "start-glare-timer"],
    [timer("glare"), "offering", "send-offer"],
    [response(200), "idle", "accepted"],
  ]);
});

test("while we back off theirs goes first, then ours", () => {
  walk(called, [
    [offer, "offering", "send-offer"],
    [response(491), "backing-off", "start-glare-timer"],
    [remote, "answering", "glare- deadline+32000 ask"],
    [respond(200), "awaiting-ack", "repeat+500 deadline+32000"],
    [ack, "offering", "repeat- deadline- acknowledged send-offer"],
  ]);
});

test("an offer of ours waits for theirs; a second of theirs is refused with 500 (§14.2)", () => {
  walk(called, [
    [remote, "answering", "deadline+32000 ask"],
    [offer, "answering", ""],
    [remote, "answering", "refuse 500"],
    [respond(488), "offering", "deadline- send-offer"],
  ]);
});

test("UPDATE needs no ACK", () => {
  walk(called, [
    [update, "answering", "deadline+32000 ask"],
    [respond(200), "idle", "deadline-"],
  ]);
});

test("the 2xx is repeated at T1, doubling to T2, until the deadline (§13.3.1.4)", () => {
  walk(startInviteUsage("uas"), [
    [respond(200), "awaiting-ack", "repeat+500 deadline+32000"],
    [timer("repeat"), "awaiting-ack", "repeat-success repeat+1000"],
    [timer("repeat"), "awaiting-ack", "repeat-success repeat+2000"],
    [timer("repeat"), "awaiting-ack", "repeat-success repeat+4000"],
    [timer("repeat"), "awaiting-ack", "repeat-success repeat+4000"],
    [remote, "awaiting-ack", "refuse 491"],
    [offer, "awaiting-ack", ""],
    [timer("deadline"), "ended", "repeat- ended unacknowledged"],
    [offer, "ended", "ended"],
  ]);
});

test("the end settles what waits and stops every timer", () => {
  const stops = "glare- repeat- deadline-";
  walk(called, [
    [offer, "offering", "send-offer"],
    [{ kind: "end" }, "ended", `${stops} ended`],
  ]);
  walk(startInviteUsage("uas"), [[{ kind: "end" }, "ended", `${stops} abandon 487`]]);
});

test("before the answer of the call: theirs is refused, ours waits; once settled, UPDATEs go both ways", () => {
  walk(startInviteUsage("uac"), [
    [update, "calling", "refuse 491"],
    [offer, "calling", ""],
    [{ kind: "settled" }, "offering", "send-offer"],
    [response(200), "idle", "accepted"],
    [update, "answering", "deadline+32000 ask"],
  ]);
  walk(startInviteUsage("uas"), [
    [update, "answering", "refuse 500"],
    [{ kind: "settled" }, "idle", ""],
    [update, "answering", "deadline+32000 ask"],
    [respond(200), "idle", "deadline-"],
    [respond(200), "awaiting-ack", "repeat+500 deadline+32000"],
  ]);
});

test("an owner that never answers an offer costs the peer a 500, not the dialog", () => {
  walk(called, [
    [update, "answering", "deadline+32000 ask"],
    [offer, "answering", ""],
    [timer("deadline"), "offering", "abandon 500 send-offer"],
  ]);
});

test("the glare wait: 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other", () => {
  assert.deepEqual([glareDelayMs("uac", 0), glareDelayMs("uac", 0.999_99)], [2_100, 4_000]);
  assert.deepEqual([glareDelayMs("uas", 0), glareDelayMs("uas", 0.999_99)], [0, 2_000]);
});
