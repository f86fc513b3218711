import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, newId } from "@tandem/kernel";
import type { AgentId, CallId, Fact, LegId, TenantId, UserId } from "@tandem/kernel";
import { newAgent } from "#contact-center/agents";
import type { Agent } from "#contact-center/agents";
import type { CallFact } from "#telephony/calls";
import { freePlace, isParkPlace } from "./park-places.ts";
import { ParkedCalls } from "./parked-calls.ts";
import type { ParkedCallsOptions } from "./parked-calls.ts";
import type { ParkingFact } from "./parking-facts.ts";

const tenantId = newId<TenantId>();
const parkMs = 60_000;

function agent(extension: string, talk?: { callId: CallId; legId: LegId }): Agent {
  const record = {
    id: newId<AgentId>(),
    userId: newId<UserId>(),
    tenantId,
    extension,
    displayName: extension,
    wrapUpSeconds: 30,
    sipHa1Md5: "",
    sipHa1Sha256: "",
  };
  const numbers = { queueId: null, queueName: null, ani: "13800138000", dnis: "4000", waitMs: 0 };
  const times = { offeredAt: 1, answeredAt: 2, endedAt: undefined, onHoldSince: undefined };
  const contact = talk && { ...talk, ...numbers, ...times, wrapUpMs: 0, wrapUpUntil: undefined };
  return { record, state: { ...newAgent(0), contact: contact && { ...contact, phase: "talking" } } };
}

/** Calls, bridges and agents that note what they are told. */
function house({ fromQueue = true } = {}) {
  const did: string[] = [];
  const facts: ParkingFact[] = [];
  const below = new FactBus<CallFact>((error) => {
    throw error;
  });
  const timers: { at: number; run: () => void }[] = [];
  let now = 0;
  const callerLegId = newId<LegId>();
  const agents = new Map<AgentId, Agent>();
  const rungLegs: LegId[] = [];
  const options = {
    clock: {
      now: () => now,
      after: (ms: number, run: () => void) => {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
      },
    },
    calls: {
      anchor: () => did.push("anchor"),
      callerLegOf: () => callerLegId,
      exists: () => true,
      dial: () => {
        rungLegs.push(newId<LegId>());
        return rungLegs.at(-1);
      },
      hangUpLeg: (_: CallId, __: LegId, cause: string) => did.push(`hang up ${cause}`),
      replaceLeg: () => did.push("replace"),
      takeIn: () => newId<LegId>(),
      agentOf: () => [...agents.keys()].at(-1) ?? null,
    },
    bridges: {
      partnerOf: () => callerLegId,
      park: () => did.push("park"),
      endParked: (_: CallId, cause: string) => did.push(`end ${cause}`),
      guestsOf: () => [],
    },
    agents: {
      get: (id: AgentId) => agents.get(id),
      reserve: () => true,
      join: () => did.push("join"),
      letGo: () => did.push("let go"),
      legDialed: () => {},
      withdrawOffer: () => did.push("withdraw"),
    },
    queues: { has: () => fromQueue },
    facts: { publish: (fact: ParkingFact) => void facts.push(fact) },
    below,
    phoneOf: () => ({ rounds: [] }),
    isNumber: (_: TenantId, place: string) => place === "701",
    ringBackAfterMs: () => parkMs,
    onChanged: () => {},
  } as unknown as ParkedCallsOptions;
  const parked = new ParkedCalls(options);
  const tell = (type: CallFact["type"], more: object) =>
    below.publish({ id: newId(), version: 1, tenantId, at: now, type, ...more } as unknown as CallFact);
  const pass = (ms: number) => {
    now += ms;
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.run();
    }
  };
  const know = (each: Agent) => void agents.set(each.record.id, each);
  return { parked, did, facts, tell, pass, know, rungLegs };
}

const typesOf = (facts: readonly Fact[]) => facts.map(({ type }) => type);

/** A call that an agent has parked; then the agent is idle. */
function park(setting: Parameters<typeof house>[0] = {}) {
  const floor = house(setting);
  const talk = { callId: newId<CallId>(), legId: newId<LegId>() };
  const parker = agent("1001", talk);
  const place = floor.parked.park(parker);
  floor.know({ ...parker, state: newAgent(0) });
  return { ...floor, ...talk, place, parker };
}

test("places are 701 to 720, the first that is free and nobody's number", () => {
  assert.ok(isParkPlace("701") && isParkPlace("720"));
  for (const other of ["700", "721", "7010", "70", ""]) assert.ok(!isParkPlace(other), other);
  assert.equal(
    freePlace(() => false),
    "701",
  );
  assert.equal(
    freePlace((place) => Number(place) < 710),
    "710",
  );
  assert.equal(
    freePlace(() => true),
    undefined,
  );
});

test("who parks is free without wrap-up, and each call has a place of its own until it ends", () => {
  const { parked, place, did, callId, tell } = park();
  assert.deepEqual(place, { ok: true, value: "702" });
  assert.deepEqual(did, ["park", "let go", "hang up transferred"]);
  const second = parked.park(agent("1002", { callId: newId<CallId>(), legId: newId<LegId>() }));
  assert.deepEqual(second, { ok: true, value: "703" });
  assert.deepEqual(parked.park(agent("1003")), { ok: false, error: { kind: "no-such-contact" } });
  tell("CallEnded", { callId });
  assert.deepEqual(
    parked.ofTenant(tenantId).map((each) => each.place),
    ["703"],
  );
  assert.ok(parked.park(agent("1004", { callId: newId<CallId>(), legId: newId<LegId>() })).ok);
  assert.equal(parked.ofTenant(tenantId).length, 2);
  assert.deepEqual(parked.ofTenant(newId<TenantId>()), []);
});

test("of two who press, the first is rung; who answers has the call, and how long it was parked is told", () => {
  const { parked, callId, legId, tell, pass, know, facts, rungLegs, did } = park();
  const [wang, zhao] = [agent("1002"), agent("1003")];
  know(wang);
  assert.deepEqual(parked.pickUp(zhao, "705"), { ok: false, error: { kind: "not-parked" } });
  pass(5000);
  assert.deepEqual(parked.pickUp(wang, "702"), { ok: true, value: callId });
  assert.deepEqual(parked.pickUp(zhao, "702"), { ok: false, error: { kind: "being-offered" } });
  tell("LegAnswered", { callId, legId: rungLegs[0], agentId: wang.record.id });
  assert.equal(did.at(-1), "replace");
  tell("LegReplaced", { callId, legId, byLegId: rungLegs[0] });
  assert.equal(did.at(-1), "join");
  const told = facts.at(-1);
  assert.deepEqual(told?.type === "ParkedCallPickedUp" && [told.agentName, told.parkedMs], ["1002", 5000]);
  assert.equal(parked.has(callId), false);
});

test("whoever dials the place goes before a phone that rings for it", () => {
  const { parked, callId, legId, tell, know, rungLegs, did } = park();
  know(agent("1002"));
  parked.pickUp(agent("1003"), "702");
  tell("LegReplaced", { callId, legId, byLegId: newId<LegId>() });
  assert.ok(rungLegs.length === 1 && did.includes("withdraw") && did.includes("hang up answered-elsewhere"));
});

test("after its time whoever parked is rung; when they do not come, the caller goes back to the queue", () => {
  const { parked, callId, tell, pass, facts, rungLegs, did } = park();
  pass(parkMs - 1);
  assert.equal(rungLegs.length, 0);
  pass(1);
  assert.equal(rungLegs.length, 1);
  tell("LegEnded", { callId, legId: rungLegs[0], cause: "no-answer" });
  assert.equal(did.at(-1), "end transfer-failed");
  assert.equal(parked.has(callId), false);
  assert.deepEqual(typesOf(facts), ["CallParked", "ParkedCallRangBack", "ParkedCallGivenUp"]);
});

test("whom no queue sent waits on, and whoever parked is rung again", () => {
  const { parked, callId, tell, pass, rungLegs } = park({ fromQueue: false });
  pass(parkMs);
  tell("LegEnded", { callId, legId: rungLegs[0], cause: "no-answer" });
  assert.equal(parked.has(callId), true);
  pass(parkMs);
  assert.equal(rungLegs.length, 2);
});

test("a later process goes on with the place and what is left of the time", () => {
  const { parked, callId } = park();
  const kept = parked.snapshot(callId);
  assert.ok(kept);
  const next = house();
  next.know({ record: { ...agent("1001").record, id: kept.byAgentId }, state: newAgent(0) });
  next.pass(parkMs - 1000);
  next.parked.restore(JSON.parse(JSON.stringify(kept)) as typeof kept);
  assert.deepEqual(
    next.parked.ofTenant(tenantId).map(({ place }) => place),
    ["702"],
  );
  next.pass(1000);
  assert.equal(next.rungLegs.length, 1);
});
