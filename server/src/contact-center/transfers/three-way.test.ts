import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, LegId, TenantId } from "@tandem/kernel";
import type { Agent } from "#contact-center/agents";
import { mergeCalls } from "./three-way.ts";

const tenantId = newId<TenantId>();
const [main, asking] = [newId<CallId>(), newId<CallId>()];
const [agentId, colleagueId] = ["1001", "1002"] as AgentId[] as [AgentId, AgentId];
const leg = (name: string) => name as LegId;

const agentWith = (state: object) =>
  ({
    record: { id: agentId, tenantId, displayName: "Li" },
    state: { ownLegs: [], ...state },
  }) as unknown as Agent;
const contact = { callId: main, legId: leg("agent"), answeredAt: 1, ani: "1380", dnis: "4000" };
const withBoth = agentWith({ contact, ownLegs: [{ callId: asking, legId: leg("agent2") }] });

/** What is done, in order. `far`: who is opposite of the agent in each call. */
function ports({
  far = { agent: "caller", agent2: "colleague" },
  moves = true,
  anchor = "caller",
}: { far?: Record<string, string>; moves?: boolean; anchor?: string } = {}) {
  const done: string[] = [];
  const options = {
    calls: {
      agentOf: (_callId: CallId, legId: LegId) => (legId === "colleague" ? colleagueId : null),
      numbersOf: () => ({ ani: "1001", dnis: "13900" }),
      moveLeg: (_from: CallId, legId: LegId) => (done.push(`move ${legId}`), moves),
      callerLegOf: () => leg(anchor),
      anchor: (_callId: CallId, legId: LegId) => void done.push(`anchor ${legId}`),
      hangUp: (callId: CallId) => void done.push(`hang up ${callId === asking ? "the second" : "the first"}`),
    },
    bridges: {
      partnerOf: (_callId: CallId, legId: LegId) => far[legId] && leg(far[legId]),
      setGuest: (_callId: CallId, guest: object) => (done.push(Object.values(guest).join(" ")), true),
    },
    agents: {
      get: (id: AgentId) => ({
        record: { id, displayName: "Wang", wrapUpSeconds: 10 },
        state: { contact: undefined },
      }),
      join: (id: AgentId, { callId }: { callId: CallId }) =>
        void done.push(`${id} has ${callId === main ? "the first" : "?"}`),
    },
    queues: { has: (callId: CallId) => callId === main },
  };
  return {
    done,
    merge: (agent: Agent) => mergeCalls(agent, options as unknown as Parameters<typeof mergeCalls>[1]),
  };
}

test("the colleague joins the first call and has it as a contact; the second call ends", () => {
  const { done, merge } = ports();
  const merged = merge(withBoth);
  assert.ok(merged.ok);
  assert.deepEqual(
    [merged.value.callId, merged.value.linkedCallId, merged.value.targetName],
    [main, asking, "Wang"],
  );
  assert.deepEqual(done, [
    "move colleague",
    "colleague 1002 member",
    "1002 has the first",
    "hang up the second",
  ]);
});

test("a number outside joins without a contact, known by its number", () => {
  const { done, merge } = ports({ far: { agent: "caller", agent2: "outside" } });
  const merged = merge(withBoth);
  assert.ok(merged.ok);
  assert.deepEqual([merged.value.toAgentId, merged.value.targetName], [null, "13900"]);
  assert.deepEqual(done, ["move outside", "outside  member", "hang up the second"]);
});

test("a call that the agent placed is kept up by its far side, so that the agent may leave", () => {
  const { done, merge } = ports({ anchor: "agent" });
  const ownLegs = [
    { callId: main, legId: leg("agent") },
    { callId: asking, legId: leg("agent2") },
  ];
  assert.ok(merge(agentWith({ ownLegs })).ok);
  assert.equal(done[1], "anchor caller");
});

test("without a second call that was answered there is nothing to merge; what cannot meet stays as it is", () => {
  const kindOf = (agent: Agent, options = {}) => {
    const { done, merge } = ports(options);
    const merged = merge(agent);
    return [merged.ok ? "ok" : merged.error.kind, done.length];
  };
  assert.deepEqual(kindOf(agentWith({ contact })), ["no-consultation", 0]);
  assert.deepEqual(kindOf(withBoth, { far: { agent: "caller" } }), ["no-consultation", 0]);
  assert.deepEqual(kindOf(withBoth, { moves: false }), ["unreachable", 1]);
});
