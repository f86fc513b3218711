import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newId } from "@tandem/kernel";
import type { CallId, LegId, QueueId } from "@tandem/kernel";
import { isReady, newAgent, wakeTimeOf, workStateOf } from "./agent-state.ts";
import type { AgentState, PresenceBy } from "./agent-state.ts";
import { stepAgent } from "./agent.ts";
import type { AgentEffect, AgentInput, AgentRules } from "./agent-step.ts";

const [callId, legId] = [newId<CallId>(), newId<LegId>()];
const contact = {
  callId,
  queueId: newId<QueueId>(),
  queueName: "客服",
  ani: "13800138000",
  dnis: "4000",
  waitMs: 0,
  wrapUpMs: 30_000,
};
const rules: AgentRules = {
  limitsMs: new Map([["break", 600_000]]),
  missesToAway: 2,
  longCall: { overMs: 1_200_000, breakMs: 300_000 },
};
const agent: PresenceBy = { kind: "agent" };
const supervisor: PresenceBy = { kind: "supervisor", name: "Wang" };
const choose = (presence: AgentState["presence"], reason?: string, by: PresenceBy = agent): AgentInput => ({
  kind: "presence-chosen",
  presence,
  reason,
  by,
});
type At = readonly [at: number, input: AgentInput];
const ready: readonly At[] = [
  [1, { kind: "reachability", reachable: true }],
  [2, choose("available")],
];
const offered = (at: number): readonly At[] => [
  [at, { kind: "offered", contact }],
  [at, { kind: "leg-dialed", legId }],
];
const missed = (at: number): readonly At[] => [
  ...offered(at),
  [at + 20, { kind: "leg-ended", legId, lost: false, missed: true }],
];
const answered = (at: number): readonly At[] => [...offered(at), [at + 5, { kind: "answered", legId }]];
const over = (at: number): At => [at, { kind: "leg-ended", legId, lost: false }];

function run(inputs: readonly At[], from: AgentState = newAgent(0)) {
  let state = from;
  const effects: AgentEffect[] = [];
  for (const [at, input] of inputs) {
    const next = stepAgent(state, input, at, rules);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

test("calls missed in a row take readiness away, and one that is answered begins the count anew", () => {
  const once = run([...ready, ...missed(10)]).state;
  assert.deepEqual([once.presence, once.misses], ["available", 1]);
  const { state, effects } = run(missed(50), once);
  assert.deepEqual(
    [state.presence, state.awayReason, state.presenceBy.kind],
    ["away", "no-answer", "system"],
  );
  assert.deepEqual(effects, [{ kind: "presence-changed", from: "available" }]);
  const between = run(
    [...answered(50), over(60), [61, { kind: "wrap-up-done", callId }], ...missed(70)],
    once,
  ).state;
  assert.deepEqual([between.presence, between.misses], ["available", 1]);
  const back = run([[100, choose("available")]], state).state;
  assert.deepEqual([back.presence, back.misses], ["available", 0], "back in the queue by one choice");
});

test("a phone that declined, or whose caller left, missed nothing", () => {
  const left = run([
    ...ready,
    ...offered(10),
    over(20),
    ...offered(30),
    over(40),
    ...offered(50),
    over(60),
  ]).state;
  assert.deepEqual([left.presence, left.misses], ["available", 0]);
});

test("an agent away longer than the reason allows is told of once, and not sent anywhere", () => {
  const { state } = run([...ready, [1000, choose("away", "break")]]);
  assert.equal(wakeTimeOf(state), 601_000);
  const before = stepAgent(state, { kind: "time" }, 600_999, rules);
  assert.deepEqual([before.state.isOverLimit, before.effects], [false, []]);
  const after = run(
    [
      [601_000, { kind: "time" }],
      [700_000, { kind: "time" }],
    ],
    state,
  );
  assert.deepEqual(after.effects, [{ kind: "away-limit-passed", reason: "break" }]);
  assert.deepEqual([after.state.presence, after.state.isOverLimit], ["away", true]);
  assert.equal(wakeTimeOf(after.state), undefined);
  assert.equal(run([[1, choose("away", "meal")]]).state.awayUntil, undefined, "no limit, no alarm");
});

test("a call talked longer than the limit is followed by a break, after its wrap-up, and a shorter one is not", () => {
  const long = run([...ready, ...answered(0), over(1_200_005)]).state;
  assert.equal(long.presence, "available", "wrap-up comes first");
  const rested = run([[1_210_000, { kind: "wrap-up-done", callId }]], long).state;
  assert.deepEqual([rested.awayReason, rested.awayUntil], ["long-call", 1_510_000]);
  const end = run([[1_510_000, { kind: "time" }]], rested);
  assert.deepEqual([end.state.presence, end.state.isOverLimit, end.effects], ["away", true, []]);
  const short = run([
    ...ready,
    ...answered(0),
    over(1_200_004),
    [1_210_000, { kind: "wrap-up-done", callId }],
  ]);
  assert.equal(short.state.presence, "available");
});

test("a sign-out in the middle of a call waits for its end and its wrap-up, and no caller comes meanwhile", () => {
  const { state, effects } = run([...ready, ...answered(10), [20, { kind: "signed-out", by: supervisor }]]);
  assert.deepEqual([workStateOf(state), state.presence, isReady(state)], ["talking", "available", false]);
  assert.equal(effects.length, 1, "nothing but the first choice");
  const wrapUp = run([over(30)], state).state;
  assert.equal(workStateOf(wrapUp), "wrap-up");
  const out = run([[40, { kind: "wrap-up-done", callId }]], wrapUp);
  assert.deepEqual(out.state.presence, "offline");
  assert.deepEqual(out.state.presenceBy, supervisor);
  assert.deepEqual(
    out.effects.map(({ kind }) => kind),
    ["wrap-up-finished", "presence-changed", "left"],
  );
  const idle = run([...ready, [20, { kind: "signed-out", by: supervisor }]]);
  assert.deepEqual([idle.state.presence, idle.effects.at(-1)?.kind], ["offline", "left"]);
});

/** Everything that can happen to an agent but a choice of presence. */
const anythingElse = fc.oneof(
  fc.constantFrom<AgentInput>(
    { kind: "offered", contact },
    { kind: "reserved", contact },
    { kind: "joined", contact, legId },
    { kind: "leg-dialed", legId },
    { kind: "own-leg-began", leg: { callId, legId } },
    { kind: "offer-withdrawn", callId },
    { kind: "answered", legId },
    { kind: "wrap-up-extended", callId, byMs: 30_000 },
    { kind: "wrap-up-done", callId },
    { kind: "signed-out", by: supervisor },
    { kind: "time" },
  ),
  fc.boolean().map((reachable): AgentInput => ({ kind: "reachability", reachable })),
  fc.boolean().map((held): AgentInput => ({ kind: "held", legId, held })),
  fc.boolean().map((held): AgentInput => ({ kind: "leg-replaced", legId, byLegId: legId, held })),
  fc
    .tuple(fc.boolean(), fc.boolean())
    .map(([lost, wasMissed]): AgentInput => ({ kind: "leg-ended", legId, lost, missed: wasMissed })),
);

test("an agent on break is flipped back by nobody but the agent or a supervisor", () => {
  const events = fc.array(fc.tuple(fc.nat(2_000_000), anythingElse), { maxLength: 60 });
  fc.assert(
    fc.property(events, fc.nat(20), (list, breakAt) => {
      let state = run(ready).state;
      let now = 10;
      list.forEach(([passedMs, input], index) => {
        now += passedMs;
        if (index === breakAt) ({ state } = stepAgent(state, choose("away", "break"), now, rules));
        const before = state.presence;
        ({ state } = stepAgent(state, input, now, rules));
        const wentAway = before === "available" && state.presence !== "available";
        assert.ok(
          state.presence === before || wentAway || state.presence === "offline",
          `${before} by ${input.kind}`,
        );
      });
    }),
  );
  const away = run([...ready, [5, choose("away", "break")]]).state;
  assert.equal(run([[6, choose("available", undefined, supervisor)]], away).state.presence, "available");
});
