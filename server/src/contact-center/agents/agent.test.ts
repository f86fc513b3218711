import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { CallId, LegId, QueueId } from "@tandem/kernel";
import { isEligible, newAgent, wakeTimeOf, workStateOf } from "./agent-state.ts";
import type { AgentState } from "./agent-state.ts";
import { restoreAgent, stepAgent } from "./agent.ts";
import type { AgentEffect, AgentInput } from "./agent-step.ts";

const callId = newId<CallId>();
const legId = newId<LegId>();
const contact = {
  callId,
  queueId: newId<QueueId>(),
  queueName: "客服",
  ani: "13800138000",
  dnis: "4000",
  waitMs: 1200,
  wrapUpMs: 30_000,
};

function run(inputs: readonly (readonly [at: number, input: AgentInput])[], from: AgentState = newAgent(0)) {
  let state = from;
  const effects: AgentEffect[] = [];
  for (const [at, input] of inputs) {
    const next = stepAgent(state, input, at);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const ready: readonly (readonly [number, AgentInput])[] = [
  [1, { kind: "reachability", reachable: true }],
  [2, { kind: "presence-chosen", presence: "available", reason: undefined, by: { kind: "agent" } }],
];
const talking: readonly (readonly [number, AgentInput])[] = [
  ...ready,
  [10, { kind: "offered", contact }],
  [10, { kind: "leg-dialed", legId }],
  [20, { kind: "answered", legId }],
];

test("an agent on a call of their own is offered nothing, and idle again when it is over", () => {
  const leg = { callId: newId<CallId>(), legId: newId<LegId>() };
  const available = { ...newAgent(0), presence: "available", reachable: true } as const;
  const busy = stepAgent(available, { kind: "own-leg-began", leg }, 1).state;
  assert.deepEqual([isEligible(busy), workStateOf(busy), busy.workStateSince], [false, "talking", 1]);
  const free = stepAgent(busy, { kind: "leg-ended", legId: leg.legId, lost: false }, 2).state;
  assert.deepEqual([isEligible(free), workStateOf(free), free.workStateSince], [true, "idle", 2]);
});

test("an agent is eligible only when available, reachable and without a contact", () => {
  assert.ok(!isEligible(newAgent(0)));
  assert.ok(isEligible(run(ready).state));
  assert.ok(!isEligible(run([...ready, [3, { kind: "reachability", reachable: false }]]).state));
  assert.ok(!isEligible(run(talking).state));
});

test("a call is offered, talked, held, wrapped up, and wrap-up ends by time", () => {
  const { state, effects } = run([
    ...talking,
    [30, { kind: "held", legId, held: true }],
    [40, { kind: "held", legId, held: false }],
    [50, { kind: "leg-ended", legId, lost: false }],
    [30_049, { kind: "time" }],
  ]);
  assert.equal(workStateOf(state), "wrap-up");
  assert.equal(state.workStateSince, 50);
  assert.deepEqual(effects.slice(1), [{ kind: "wrap-up-started", callId, until: 30_050 }]);
  // The timer rang a millisecond early and is set again.
  assert.equal(wakeTimeOf(state), 30_050);
  const after = stepAgent(state, { kind: "time" }, 30_050);
  assert.ok(isEligible(after.state));
  assert.deepEqual(after.effects, [{ kind: "wrap-up-finished", callId, by: "timeout", wrapUpMs: 30_000 }]);
});

test("wrap-up can be extended and ended by the agent", () => {
  const { state, effects } = run([
    ...talking,
    [50, { kind: "leg-ended", legId, lost: false }],
    [60, { kind: "wrap-up-extended", callId, byMs: 30_000 }],
    [30_050, { kind: "time" }],
    [40_050, { kind: "wrap-up-done", callId }],
  ]);
  assert.equal(workStateOf(state), "idle");
  assert.deepEqual(effects.at(-1), { kind: "wrap-up-finished", callId, by: "agent", wrapUpMs: 40_000 });
});

test("an agent who goes on a break while talking stays on the break after wrap-up", () => {
  const { state } = run([
    ...talking,
    [30, { kind: "presence-chosen", presence: "away", reason: "break", by: { kind: "agent" } }],
    [50, { kind: "leg-ended", legId, lost: false }],
    [60, { kind: "wrap-up-done", callId }],
  ]);
  assert.equal(state.presence, "away");
  assert.equal(state.awayReason, "break");
  assert.ok(!isEligible(state));
});

test("an offer that ends unanswered leaves no wrap-up, and news of other legs changes nothing", () => {
  const offered = talking.slice(0, -1);
  const missed = run([...offered, [30, { kind: "leg-ended", legId, lost: false }]]);
  assert.ok(isEligible(missed.state));
  const stranger = run([...talking, [30, { kind: "leg-ended", legId: newId<LegId>(), lost: false }]]);
  assert.equal(workStateOf(stranger.state), "talking");
});

test("an agent whose phone was lost has nothing to wrap up", () => {
  const { state, effects } = run([...talking, [30, { kind: "leg-ended", legId, lost: true }]]);
  assert.equal(workStateOf(state), "idle");
  assert.equal(effects.length, 1);
});

test("a call that another phone of the agent takes over goes on, on hold as long as it was", () => {
  const byLegId = newId<LegId>();
  const held = run([...talking, [30, { kind: "held", legId, held: true }]]).state;
  const stays = stepAgent(held, { kind: "leg-replaced", legId, byLegId, held: true }, 40).state.contact;
  assert.deepEqual([stays?.phase, stays?.legId, stays?.onHoldSince], ["on-hold", byLegId, 30]);
  const resumed = stepAgent(held, { kind: "leg-replaced", legId, byLegId, held: false }, 40).state.contact;
  assert.deepEqual([resumed?.phase, resumed?.onHoldSince], ["talking", undefined]);
  const other = stepAgent(held, { kind: "leg-replaced", legId: byLegId, byLegId, held: false }, 40).state;
  assert.equal(other.contact?.legId, legId);
});

test("a colleague's caller reserves an agent whatever presence says, and joins one who speaks already", () => {
  const away = run([[1, { kind: "reachability", reachable: true }]]).state;
  const reserved = stepAgent(away, { kind: "reserved", contact }, 5).state;
  assert.equal(workStateOf(reserved), "offered");
  const taken = run([
    ...talking,
    [30, { kind: "reserved", contact: { ...contact, callId: newId<CallId>() } }],
  ]).state;
  assert.equal(taken.contact?.callId, callId, "not one who has a contact");
  const asking = stepAgent(away, { kind: "own-leg-began", leg: { callId: newId<CallId>(), legId } }, 5).state;
  const joined = stepAgent(asking, { kind: "joined", contact, legId }, 9).state;
  assert.deepEqual([joined.contact?.phase, joined.contact?.answeredAt, joined.ownLegs], ["talking", 9, []]);
  const over = stepAgent(joined, { kind: "leg-ended", legId, lost: false }, 20);
  assert.equal(workStateOf(over.state), "wrap-up");
  const elsewhere = stepAgent(joined, { kind: "joined", contact, legId: newId<LegId>() }, 21).state;
  assert.equal(elsewhere.contact?.legId, legId);
});

const throughFile = (state: AgentState) => JSON.parse(JSON.stringify(state)) as AgentState;

test("after a restart of control an agent talks on; phones register again, and then nothing is different", () => {
  const { state } = run(talking);
  const restored = restoreAgent(throughFile(state), (leg) => leg.legId === legId);
  assert.deepEqual(
    [restored.presence, workStateOf(restored), restored.reachable],
    ["available", "talking", false],
  );
  const after = [
    [20, { kind: "reachability", reachable: true }],
    [30, { kind: "held", legId, held: true }],
    [40, { kind: "leg-ended", legId, lost: false }],
  ] as const;
  assert.deepEqual(throughFile(run(after, restored).state), throughFile(run(after, state).state));
});

test("after a restart a phone that rang rings no more, and legs that are gone are nobody's", () => {
  const offered = run([
    ...ready,
    [10, { kind: "offered", contact }],
    [10, { kind: "leg-dialed", legId }],
  ]).state;
  assert.equal(restoreAgent(throughFile(offered), () => true).contact, undefined);
  const own = run([[1, { kind: "own-leg-began", leg: { callId, legId } }]], run(talking).state).state;
  const state = restoreAgent(throughFile(own), () => false);
  assert.deepEqual([state.contact, state.ownLegs, workStateOf(state)], [undefined, [], "idle"]);
});

test("wrap-up goes on through a restart and ends when it would have", () => {
  const { state } = run([...talking, [100, { kind: "leg-ended", legId, lost: false }]]);
  const restored = restoreAgent(throughFile(state), () => false);
  assert.equal(wakeTimeOf(restored), 30_100);
  assert.equal(run([[30_100, { kind: "time" }]], restored).state.contact, undefined);
});
