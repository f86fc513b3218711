import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, makeFact, newId } from "@tandem/kernel";
import type { AgentId, CallId, Fact, FactContent, LegId, QueueId, TenantId, UserId } from "@tandem/kernel";
import { Agents } from "#contact-center/agents";
import type { AgentFact, AgentSignal } from "#contact-center/agents";
import type { BridgeFact } from "#telephony/bridges";
import type { CallFact, CallSignal } from "#telephony/calls";
import type { QueueFact } from "./queue-facts.ts";
import { Queues } from "./queue-service.ts";

type AnyFact = CallFact | CallSignal | BridgeFact | AgentFact | AgentSignal | QueueFact;

const tenantId = newId<TenantId>();
const queueId = newId<QueueId>();
const clock = { now: () => 1000, after: () => () => {} };

/** A queue with available agents; calls only note whom they would ring. */
function floorWith(agentCount: number) {
  const facts = new FactBus<AnyFact>((error) => assert.fail(error as Error));
  const published: Fact[] = [];
  facts.onAny((fact) => void published.push(fact));
  const agents = new Agents({ clock, calls: { hasLeg: () => true }, facts, callFacts: facts });
  const dialed: { agentId: AgentId; legId: LegId }[] = [];
  const rungFor: CallId[] = [];
  const calls = {
    play: () => "playback",
    dial(callId: CallId, { agentId }: { agentId: AgentId }) {
      const legId = newId<LegId>();
      rungFor.push(callId);
      dialed.push({ agentId, legId });
      return legId;
    },
    hangUp: () => {},
    hangUpLeg: () => {},
    callerLegOf: (callId: CallId) => `${callId}-caller` as LegId,
    exists: () => true,
  };
  const queues = new Queues({
    clock,
    calls,
    bridges: { join: () => {} },
    agents,
    prompts: { files: () => [] },
    facts,
    below: facts,
    isOpen: () => true,
    phoneOf: () => ({ uri: "sip:phone@192.0.2.1", to: { flow: "flow" }, transport: "rtp" }),
  });
  const settings = { skills: [], queues: new Map(), agents: new Map() };
  const staff = (count: number) => {
    const agentIds = Array.from({ length: count }, (_, index) => `agent-${index}` as AgentId);
    agents.replace(tenantId, agentIds.map(agentRecord));
    queues.replace(tenantId, [queueRecord(agentIds)], settings);
    for (const agentId of agentIds) {
      agents.setReachable(agentId, true);
      agents.choosePresence(agentId, "available", undefined);
    }
  };
  staff(agentCount);
  const enqueue = (callId: CallId) =>
    queues.enqueue({ tenantId, callId, queueId, ani: "1380", dnis: "4000", language: "zh-CN" });
  const publish = (content: FactContent<CallFact | BridgeFact>) =>
    facts.publish(makeFact<CallFact | BridgeFact>(clock, content));
  return { agents, queues, dialed, rungFor, published, enqueue, publish, staff };
}

const agentRecord = (id: AgentId) => ({
  id,
  tenantId,
  userId: newId<UserId>(),
  extension: id,
  displayName: id,
  wrapUpSeconds: 0,
  sipHa1Md5: "",
  sipHa1Sha256: "",
});

const queueRecord = (agentIds: AgentId[]) => ({
  id: queueId,
  tenantId,
  name: "service",
  music: "music-on-hold",
  announcementSeconds: 0,
  offerTimeoutSeconds: 20,
  wrapUpSeconds: null,
  agentIds,
});

test("a caller who leaves while a phone rings rings no other phone, and the agent gets the next caller at once", () => {
  const { dialed, published, enqueue, publish } = floorWith(2);
  const callId = newId<CallId>();
  enqueue(callId);
  const [rung] = dialed;
  assert.ok(rung);
  // The order in which a call that its caller leaves comes apart.
  const about = { type: "LegEnded", tenantId, callId, answered: false } as const;
  publish({ ...about, legId: `${callId}-caller` as LegId, agentId: null, cause: "hung-up-remotely" });
  publish({ ...about, ...rung, cause: "hung-up-locally" });
  publish({ type: "CallEnded", tenantId, callId, cause: "abandoned", by: "caller" });
  assert.deepEqual(dialed, [rung]);
  const ends = published.filter(({ type }) => type === "OfferFailed" || type === "ContactAbandoned");
  assert.deepEqual(
    ends.map((fact) => [fact.type, (fact as { reason?: string }).reason]),
    [
      ["OfferFailed", "caller-left"],
      ["ContactAbandoned", undefined],
    ],
  );
  enqueue(newId<CallId>());
  enqueue(newId<CallId>());
  assert.deepEqual(new Set(dialed.slice(1).map(({ agentId }) => agentId)), new Set(["agent-0", "agent-1"]));
});

/** A caller whom the first agent has answered. */
function served() {
  const floor = floorWith(2);
  const callId = newId<CallId>();
  floor.enqueue(callId);
  const [rung] = floor.dialed;
  assert.ok(rung);
  floor.publish({ type: "LegAnswered", tenantId, callId, ...rung, codec: "PCMA" });
  const bridge = { tenantId, callId, callerLegId: `${callId}-caller` as LegId, agentLegId: rung.legId };
  return { ...floor, callId, rung, bridge };
}

test("a caller who is transferred is the colleague's, whose name is on the service when it ends", () => {
  const { publish, published, bridge, queues, callId } = served();
  const toLegId = newId<LegId>();
  const colleague = "agent-1" as AgentId;
  publish({ type: "LegsBridged", ...bridge, agentLegId: toLegId, agentId: colleague });
  assert.ok(queues.has(callId));
  const end = { endedLegId: toLegId, cause: "hung-up-remotely" };
  publish({ type: "BridgeEnded", ...bridge, agentLegId: toLegId, agentId: colleague, ...end });
  const last = published.at(-1) as QueueFact;
  assert.ok(last.type === "ContactServed" && last.agentId === colleague && !last.onward);
  assert.ok(!queues.has(callId));
});

test("a caller whose transfer failed when the agent had left goes to the head of the queue", () => {
  const { publish, published, bridge, rung } = served();
  const end = { endedLegId: rung.legId, cause: "transfer-failed" };
  publish({ type: "BridgeEnded", ...bridge, agentId: rung.agentId, ...end });
  const types = published.map(({ type }) => type);
  assert.ok(types.includes("ContactReturned"));
  const queued = published.findLast(({ type }) => type === "ContactQueued") as QueueFact;
  assert.ok(queued.type === "ContactQueued" && queued.returning);
});

test("a caller who is handed to another number is served, and the flow behind the queue is not asked", () => {
  const { published, queues, callId, publish, bridge, rung } = served();
  queues.release(callId);
  const last = published.at(-1) as QueueFact;
  assert.ok(last.type === "ContactServed" && last.onward);
  const count = published.filter(({ type }) => type === "ContactServed").length;
  const end = { endedLegId: rung.legId, cause: "transferred" };
  publish({ type: "BridgeEnded", ...bridge, agentId: rung.agentId, ...end });
  assert.equal(published.filter(({ type }) => type === "ContactServed").length, count);
});

test("callers keep place and time through a restart of control, whoever is restored first", () => {
  const before = floorWith(0);
  const callIds = [newId<CallId>(), newId<CallId>(), newId<CallId>()];
  for (const callId of callIds) before.enqueue(callId);
  const kept = callIds.map((callId, n) => {
    const snapshot = before.queues.snapshot(callId);
    const since = { queuedAt: 100 + n, waitsSince: 100 + n };
    return { ...(JSON.parse(JSON.stringify(snapshot)) as NonNullable<typeof snapshot>), ...since };
  });
  kept[2] = { ...(kept[2] as NonNullable<(typeof kept)[2]>), priority: 1000 };

  const after = floorWith(0);
  for (const snapshot of kept.toReversed()) assert.ok(after.queues.restore(snapshot));
  assert.deepEqual(
    after.published.filter(({ type }) => type.startsWith("Contact")),
    [],
    "nothing is counted twice",
  );
  assert.deepEqual(after.queues.waitingSince(queueId), [100, 101, 102]);
  after.staff(3);
  const [returning, first, second] = [callIds[2], callIds[0], callIds[1]];
  assert.deepEqual(after.rungFor, [returning, first, second]);
  const again = after.queues.snapshot(first as CallId);
  assert.deepEqual(JSON.parse(JSON.stringify(again)), kept[0]);
});

test("a caller who was rung for waits again; one who talks is served when that ends; a queue that is gone takes nobody", () => {
  const rung = floorWith(1);
  const waiting = newId<CallId>();
  rung.enqueue(waiting);
  const offered = rung.queues.snapshot(waiting);
  assert.ok(offered && !("offers" in offered));
  const { queues, callId, bridge } = served();
  const talking = queues.snapshot(callId);
  assert.ok(talking?.talking);

  const after = floorWith(0);
  assert.ok(after.queues.restore(talking));
  assert.deepEqual(after.queues.waitingSince(queueId), []);
  after.publish({
    type: "BridgeEnded",
    ...bridge,
    agentId: null,
    endedLegId: bridge.callerLegId,
    cause: "x",
  });
  assert.equal(after.published.filter(({ type }) => type === "ContactServed").length, 1);
  assert.equal(after.queues.restore({ ...offered, queueId: newId<QueueId>() }), false);
});

test("a caller who was rung for is offered again as soon as a phone of the agent registers, without a rest", () => {
  const before = floorWith(1);
  const callId = newId<CallId>();
  before.enqueue(callId);
  const agentId = "agent-0" as AgentId;
  const [queued, agent] = [before.queues.snapshot(callId), before.agents.snapshot(agentId)];
  assert.ok(queued && agent?.contact?.phase === "offered");

  const after = floorWith(1);
  after.agents.setReachable(agentId, false);
  assert.ok(after.queues.restore(queued) && after.agents.restore(agentId, agent));
  assert.deepEqual(after.rungFor, []);
  after.agents.setReachable(agentId, true);
  assert.deepEqual(after.rungFor, [callId]);
});

test("music goes on; an announcement that ended while nobody heard is followed by music", () => {
  const before = floorWith(0);
  const callId = newId<CallId>();
  before.enqueue(callId);
  const kept = before.queues.snapshot(callId);
  assert.equal(kept?.caller?.state.phase, "introduction");
  const after = floorWith(0);
  assert.ok(after.queues.restore(kept));
  after.queues.onPlaying(callId, "playback");
  assert.equal(after.queues.snapshot(callId)?.caller?.state.phase, "introduction");
  after.queues.onPlaying(callId, null);
  assert.equal(after.queues.snapshot(callId)?.caller?.state.phase, "music");
});

test("who was asked something at a restart hears the queue again", () => {
  const before = floorWith(0);
  const callId = newId<CallId>();
  before.enqueue(callId);
  before.queues.waiting(callId)?.caller.stop();
  const kept = before.queues.snapshot(callId);
  assert.ok(kept && kept.caller === undefined);
  const after = floorWith(0);
  assert.ok(after.queues.restore(kept));
  after.queues.onPlaying(callId, "the question");
  assert.ok(after.queues.snapshot(callId)?.caller);
});
