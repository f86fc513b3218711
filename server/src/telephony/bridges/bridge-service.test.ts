import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, makeFact, newId, ok, systemClock } from "@tandem/kernel";
import type { AgentId, CallId, FactContent, LegId, TenantId } from "@tandem/kernel";
import type { CallFact } from "#telephony/calls";
import type { BridgeFact } from "./bridge-facts.ts";
import { Bridges } from "./bridge-service.ts";
import type { BridgeSnapshot } from "./bridge.ts";

const tenantId = newId<TenantId>();
const callId = newId<CallId>();
const agentId = "agent" as AgentId;
const [caller, agent, page] = ["caller", "agent", "page"] as LegId[] as [LegId, LegId, LegId];

/** A bridge of caller and agent; `heard` is what media is told and what is published, in order. */
function bridged() {
  const facts = new FactBus<BridgeFact | CallFact>((error) => assert.fail(error as Error));
  const legs = new Set<LegId>([caller, agent, page]);
  const heard: string[] = [];
  for (const type of ["LegsBridged", "BridgeParked"] as const)
    facts.on(type, (fact) => void heard.push(`${type} ${fact.callerLegId} ${fact.agentLegId}`));
  facts.on("BridgeEnded", ({ endedLegId, cause }) => void heard.push(`BridgeEnded ${endedLegId} ${cause}`));
  const bridges = new Bridges({
    calls: {
      play: (_callId, { legId }) => (heard.push(`music to ${legId}`), "playback"),
      stopPlayback: (_callId, legId) => void heard.push(`no music to ${legId}`),
      hasLeg: (_callId, legId) => legs.has(legId),
    },
    media: {
      send: async (command) => {
        if (command.kind === "bridge") heard.push(`bridge ${command.legA} ${command.legB}`);
        if (command.kind === "unbridge") heard.push(`unbridge ${command.legId}`);
        return ok(null);
      },
    },
    clock: systemClock,
    facts,
    callFacts: facts,
  });
  bridges.join({
    tenantId,
    callId,
    callerLegId: caller,
    agentLegId: agent,
    agentId,
    holdMusic: ["music.wav"],
  });
  heard.length = 0;
  const tell = (content: FactContent<CallFact>) => {
    heard.length = 0;
    facts.publish(makeFact<CallFact>(systemClock, content));
    return [...heard];
  };
  const about = { tenantId, callId, agentId };
  const leg = (type: "LegHeld" | "LegResumed" | "LegAway" | "LegBack", legId: LegId) =>
    tell({ type, ...about, legId });
  const ended = (legId: LegId, cause: "hung-up-remotely" | "transferred" | "phone-lost") => {
    legs.delete(legId);
    return tell({ type: "LegEnded", ...about, legId, cause, answered: true });
  };
  const replaced = (legId: LegId, byLegId: LegId, held = false) =>
    tell({ type: "LegReplaced", ...about, legId, byLegId, held });
  const act = (what: () => void) => {
    heard.length = 0;
    what();
    return [...heard];
  };
  return { bridges, leg, ended, replaced, act, tell };
}

test("whoever is opposite of a held or absent phone hears music, once, until neither is so", () => {
  const { leg } = bridged();
  assert.deepEqual(leg("LegHeld", agent), ["music to caller"]);
  assert.deepEqual(leg("LegAway", agent), []);
  assert.deepEqual(leg("LegResumed", agent), []);
  assert.deepEqual(leg("LegBack", agent), ["no music to caller"]);
});

test("a leg that is replaced is bridged in one step; its end, which follows, ends nothing", () => {
  const { replaced, ended, bridges } = bridged();
  assert.deepEqual(replaced(agent, page), [
    "no music to page",
    "bridge caller page",
    "LegsBridged caller page",
  ]);
  assert.deepEqual(ended(agent, "hung-up-remotely"), []);
  assert.equal(bridges.partnerOf(callId, caller), page);
  assert.deepEqual(ended(page, "phone-lost"), [
    "unbridge caller",
    "no music to caller",
    "BridgeEnded page phone-lost",
  ]);
});

test("a page that comes back on hold keeps the music; one that does not, ends it", () => {
  const held = bridged();
  held.leg("LegHeld", agent);
  assert.deepEqual(
    held.replaced(agent, page, true).filter((each) => each.endsWith("music to caller")),
    [],
  );
  const talking = bridged();
  talking.leg("LegAway", agent);
  assert.ok(talking.replaced(agent, page).includes("no music to caller"));
});

test("a parked caller waits with music, whatever the transferor's phone does, and is given back", () => {
  const { bridges, leg, act } = bridged();
  assert.deepEqual(
    act(() => bridges.park(callId, agent)),
    ["unbridge caller", "music to caller", "BridgeParked caller agent"],
  );
  assert.deepEqual(leg("LegHeld", agent), []);
  assert.deepEqual(leg("LegResumed", agent), []);
  assert.equal(bridges.partnerOf(callId, agent), undefined);
  assert.deepEqual(
    act(() => assert.equal(bridges.unpark(callId), true)),
    ["bridge caller agent", "no music to caller", "LegsBridged caller agent"],
  );
});

test("the transferor may leave a parked caller, who is then put through or returned", () => {
  const through = bridged();
  through.bridges.park(callId, agent);
  assert.deepEqual(through.ended(agent, "hung-up-remotely"), []);
  assert.equal(through.bridges.unpark(callId), false);
  assert.deepEqual(through.replaced(agent, page), [
    "no music to page",
    "bridge caller page",
    "no music to caller",
    "LegsBridged caller page",
  ]);
  const returned = bridged();
  returned.bridges.park(callId, agent);
  returned.ended(agent, "hung-up-remotely");
  assert.deepEqual(
    returned.act(() => returned.bridges.endParked(callId, "transfer-failed")),
    ["unbridge caller", "no music to caller", "BridgeEnded agent transfer-failed"],
  );
});

test("a caller who hangs up while parked ends the bridge", () => {
  const { bridges, ended } = bridged();
  bridges.park(callId, agent);
  assert.deepEqual(ended(caller, "hung-up-remotely"), [
    "unbridge agent",
    "no music to agent",
    "BridgeEnded caller hung-up-remotely",
  ]);
});

test("a leg that moves to another call leaves its bridge", () => {
  const { tell } = bridged();
  const toCallId = newId<CallId>();
  assert.deepEqual(
    tell({ type: "LegMoved", tenantId, callId, legId: agent, agentId, toCallId }).at(-1),
    "BridgeEnded agent transferred",
  );
});

test("a bridge goes on in a later process: with its music, without a word to media", () => {
  const before = bridged();
  before.leg("LegHeld", agent);
  const snapshot = JSON.parse(JSON.stringify(before.bridges.snapshot(callId))) as BridgeSnapshot;
  before.ended(caller, "hung-up-remotely");
  assert.equal(before.bridges.snapshot(callId), undefined);

  const later = bridged();
  assert.deepEqual(
    later.act(() => later.bridges.restore(snapshot)),
    [],
  );
  assert.equal(later.bridges.partnerOf(callId, caller), agent);
  assert.deepEqual(later.leg("LegResumed", agent), ["no music to caller"]);
  assert.deepEqual(later.ended(agent, "hung-up-remotely"), [
    "unbridge caller",
    "no music to caller",
    "BridgeEnded agent hung-up-remotely",
  ]);
});

test("who waited for a transfer through a restart is given back", () => {
  const before = bridged();
  before.bridges.park(callId, agent);
  const snapshot = JSON.parse(JSON.stringify(before.bridges.snapshot(callId))) as BridgeSnapshot;
  const later = bridged();
  later.bridges.restore(snapshot);
  assert.equal(later.bridges.partnerOf(callId, agent), undefined);
  assert.deepEqual(
    later.act(() => assert.ok(later.bridges.unpark(callId))),
    ["bridge caller agent", "no music to caller", "LegsBridged caller agent"],
  );
});
