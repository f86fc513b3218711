import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, makeFact, newId, ok, systemClock } from "@tandem/kernel";
import type { AgentId, CallId, FactContent, LegId, TenantId } from "@tandem/kernel";
import type { MediaCommand } from "@tandem/media";
import type { CallFact } from "#telephony/calls";
import type { BridgeFact } from "./bridge-facts.ts";
import { Bridges } from "./bridge-service.ts";
import type { BridgeSnapshot } from "./bridge.ts";
import type { Guest } from "./bridge-parties.ts";

const tenantId = newId<TenantId>();
const callId = newId<CallId>();
const [caller, agent, guest, another] = ["caller", "agent", "guest", "another"] as LegId[] as [
  LegId,
  LegId,
  LegId,
  LegId,
];
const agentIdOf = (legId: LegId): AgentId | null => (legId === caller ? null : (legId as string as AgentId));
const as = (legId: LegId, role: Guest["role"]): Guest => ({ legId, agentId: agentIdOf(legId), role });

/** Who does not hear whom, as the mixer is told it: "speaker>listener", in order. */
function said(command: MediaCommand): string[] {
  if (command.kind === "bridge") return [`bridge ${command.legA} ${command.legB}`];
  if (command.kind === "unbridge") return [`unbridge ${command.legId}`];
  if (command.kind !== "set-conference") return [];
  const deaf = command.routes.map(({ speaker, listener }) => `${speaker}>${listener}`).toSorted();
  return [`${command.legIds.join(" ")} without ${deaf.join(" ") || "nothing"}`];
}

function bridged() {
  const facts = new FactBus<BridgeFact | CallFact>((error) => assert.fail(error as Error));
  const legs = new Set<LegId>([caller, agent, guest, another]);
  const heard: string[] = [];
  facts.on("LegsBridged", (fact) => void heard.push(`LegsBridged ${fact.agentLegId} ${fact.agentId}`));
  facts.on(
    "BridgePartiesChanged",
    (fact) => void heard.push(`caller hears ${fact.heardLegIds.join(" ") || "nobody"}`),
  );
  facts.on("BridgeEnded", ({ endedLegId }) => void heard.push(`BridgeEnded ${endedLegId}`));
  const bridges = new Bridges({
    calls: {
      play: (_callId, { legId }) => (heard.push(`music to ${legId}`), "playback"),
      stopPlayback: (_callId, legId) => void heard.push(`no music to ${legId}`),
      hasLeg: (_callId, legId) => legs.has(legId),
    },
    media: { send: async (command) => (heard.push(...said(command)), ok(null)) },
    clock: systemClock,
    facts,
    callFacts: facts,
  });
  bridges.join({
    tenantId,
    callId,
    callerLegId: caller,
    agentLegId: agent,
    agentId: agentIdOf(agent),
    holdMusic: ["m"],
  });
  const act = (what: () => unknown): string[] => {
    heard.length = 0;
    what();
    return [...heard];
  };
  const tell = (content: FactContent<CallFact>) =>
    act(() => facts.publish(makeFact<CallFact>(systemClock, content)));
  const about = { tenantId, callId };
  const hold = (legId: LegId, held = true) =>
    tell({ type: held ? "LegHeld" : "LegResumed", ...about, legId, agentId: null });
  const end = (legId: LegId) => {
    legs.delete(legId);
    return tell({
      type: "LegEnded",
      ...about,
      legId,
      agentId: null,
      cause: "hung-up-remotely",
      answered: true,
    });
  };
  const replace = (legId: LegId, byLegId: LegId) =>
    tell({ type: "LegReplaced", ...about, legId, byLegId, agentId: agentIdOf(byLegId), held: false });
  return {
    bridges,
    act,
    hold,
    end,
    replace,
    join: (party: Guest) => act(() => bridges.setGuest(callId, party)),
  };
}

test("a supervisor listens, whispers and speaks: three sets of routes, and what the caller hears of it", () => {
  const { join } = bridged();
  assert.deepEqual(join(as(guest, "listen")), [
    "no music to guest",
    "caller agent guest without guest>agent guest>caller",
    "caller hears agent",
  ]);
  assert.deepEqual(join(as(guest, "whisper")), [
    "caller agent guest without guest>caller",
    "caller hears agent",
  ]);
  assert.deepEqual(join(as(guest, "barge")), [
    "caller agent guest without nothing",
    "caller hears agent guest",
  ]);
});

test("the last guest leaves: two are a pair again", () => {
  const { join, end } = bridged();
  join(as(guest, "member"));
  join(as(another, "listen"));
  assert.deepEqual(end(guest), [
    "caller agent another without another>agent another>caller",
    "caller hears agent",
  ]);
  assert.deepEqual(end(another), ["bridge caller agent", "caller hears agent"]);
});

test("who holds neither hears nor is heard; music is for who has nobody left to hear", () => {
  const { join, hold } = bridged();
  join(as(guest, "listen"));
  const silent = ["agent>caller", "agent>guest", "caller>agent", "guest>agent", "guest>caller"].join(" ");
  assert.deepEqual(hold(agent), [
    `caller agent guest without ${silent}`,
    "music to caller",
    "caller hears nobody",
  ]);
  assert.deepEqual(join(as(guest, "barge")).slice(1), ["no music to caller", "caller hears guest"]);
  assert.deepEqual(hold(agent, false), ["caller agent guest without nothing", "caller hears agent guest"]);
});

test("the agent leaves: a colleague who takes part has the call; a supervisor alone does not keep it", () => {
  const three = bridged();
  three.join(as(another, "whisper"));
  three.join(as(guest, "member"));
  assert.deepEqual(three.end(agent), [
    "caller guest another without another>caller",
    "LegsBridged guest guest",
    "caller hears guest",
  ]);
  assert.deepEqual(three.end(another), ["bridge caller guest", "caller hears guest"]);
  const supervised = bridged();
  supervised.join(as(guest, "barge"));
  assert.deepEqual(supervised.end(agent), [
    "unbridge caller",
    "no music to caller",
    "unbridge guest",
    "no music to guest",
    "BridgeEnded agent",
  ]);
});

test("a guest who takes the agent's place is no guest any more; a guest's reloaded page is the same guest", () => {
  const { join, replace, bridges } = bridged();
  join(as(guest, "barge"));
  assert.deepEqual(replace(agent, guest), [
    "no music to guest",
    "bridge caller guest",
    "LegsBridged guest guest",
    "caller hears guest",
  ]);
  assert.deepEqual(bridges.guestsOf(callId), []);
  join(as(agent, "member"));
  assert.deepEqual(replace(agent, another), [
    "caller guest another without nothing",
    "caller hears guest another",
  ]);
});

test("while one is parked nobody hears anybody, and the guests are there again afterwards", () => {
  const { join, act, bridges } = bridged();
  join(as(guest, "listen"));
  assert.deepEqual(
    act(() => bridges.park(callId, agent)),
    ["unbridge caller", "unbridge agent", "unbridge guest", "music to caller"],
  );
  assert.equal(bridges.setGuest(callId, as(guest, "barge")), false);
  assert.deepEqual(
    act(() => bridges.unpark(callId)),
    [
      "caller agent guest without guest>agent guest>caller",
      "no music to caller",
      "LegsBridged agent agent",
      "caller hears agent",
    ],
  );
});

test("a conference goes on in a later process, without a word to media", () => {
  const before = bridged();
  before.join(as(guest, "whisper"));
  const snapshot = JSON.parse(JSON.stringify(before.bridges.snapshot(callId))) as BridgeSnapshot;
  const later = bridged();
  assert.deepEqual(
    later.act(() => later.bridges.restore(snapshot)),
    [],
  );
  assert.deepEqual(later.bridges.guestsOf(callId), [as(guest, "whisper")]);
  assert.deepEqual(later.end(guest), ["bridge caller agent", "caller hears agent"]);
});
