import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, makeFact, newId, systemClock } from "@tandem/kernel";
import type { AgentId, CallId, FactContent, LegId, TenantId } from "@tandem/kernel";
import type { Agent, OfferedContact } from "#contact-center/agents";
import type { Bridge, BridgeFact, Guest } from "#telephony/bridges";
import type { CallFact } from "#telephony/calls";
import type { SupervisionFact } from "./supervision-facts.ts";
import { Supervision } from "./supervision-service.ts";
import type { SupervisionOptions } from "./supervision-service.ts";

const tenantId = newId<TenantId>();
const callId = newId<CallId>();
const [caller, agent, supervisor, page] = ["caller", "agent", "supervisor", "page"] as LegId[] as [
  LegId,
  LegId,
  LegId,
  LegId,
];
const [agentId, supervisorId] = ["1001", "1009"] as AgentId[] as [AgentId, AgentId];

/** Whoever supervises: idle, with a phone. */
const boss = {
  record: { id: supervisorId, tenantId, extension: "1009", displayName: "Boss", wrapUpSeconds: 10 },
  state: { contact: undefined, ownLegs: [] },
} as unknown as Agent;
const bossWith = (state: object, record: object = {}) =>
  ({ record: { ...boss.record, ...record }, state: { ...boss.state, ...state } }) as Agent;

function talking({ isBridged = true, hasPhone = true } = {}) {
  const facts = new FactBus<CallFact | BridgeFact | SupervisionFact>((error) => assert.fail(error as Error));
  const heard: string[] = [];
  const guests: Guest[] = [];
  const contacts: OfferedContact[] = [];
  const pair: Bridge = { tenantId, callId, callerLegId: caller, agentLegId: agent, agentId, holdMusic: [] };
  let bridged = isBridged;
  for (const type of [
    "SupervisionRequested",
    "SupervisionStarted",
    "SupervisionChanged",
    "SupervisionEnded",
  ] as const)
    facts.on(type, (fact) => void heard.push(`${type} ${fact.mode}`));
  facts.on("CallTakenOver", ({ fromAgentId }) => void heard.push(`CallTakenOver from ${fromAgentId}`));
  const options = {
    clock: systemClock,
    facts,
    below: facts,
    calls: {
      dial: () => (heard.push("dial"), supervisor),
      hangUpLeg: (_callId: CallId, legId: LegId, cause: string) =>
        void heard.push(`hang up ${legId}: ${cause}`),
      replaceLeg: (_callId: CallId, legId: LegId, byLegId: LegId) =>
        void heard.push(`${byLegId} for ${legId}`),
      numbersOf: () => ({ ani: "1380", dnis: "4000" }),
      callerLegOf: () => caller,
    },
    bridges: {
      pairOf: () => (bridged ? pair : undefined),
      guestsOf: () => guests,
      setGuest: (_callId: CallId, { legId, role }: Guest) => (heard.push(`${legId} is ${role}`), bridged),
    },
    agents: {
      get: (id: AgentId) => (id === supervisorId ? boss : undefined),
      join: (_id: AgentId, contact: OfferedContact) => void contacts.push(contact),
    },
    phoneOf: () => (hasPhone ? {} : undefined),
  } as unknown as SupervisionOptions;
  const supervision = new Supervision(options);
  const act = (what: () => unknown): string[] => {
    heard.length = 0;
    what();
    return [...heard];
  };
  const tell = (content: FactContent<CallFact | BridgeFact>) =>
    act(() => facts.publish(makeFact<CallFact | BridgeFact>(systemClock, content)));
  const about = { tenantId, callId, legId: supervisor, agentId: supervisorId };
  return {
    supervision,
    act,
    tell,
    guests,
    contacts,
    ask: (mode: "listen" | "whisper" | "barge", who: Agent = boss) => {
      const outcome = supervision.supervise(who, callId, mode);
      return outcome.ok ? "ok" : outcome.error.kind;
    },
    part: () => (bridged = false),
    answered: () => tell({ type: "LegAnswered", ...about, codec: "PCMA" }),
    ended: (legId = supervisor) =>
      tell({ type: "LegEnded", ...about, legId, cause: "hung-up-remotely", answered: true }),
    replaced: () => tell({ type: "LegReplaced", ...about, byLegId: page, held: false }),
    bridgeEnded: () =>
      tell({
        type: "BridgeEnded",
        tenantId,
        callId,
        callerLegId: caller,
        agentLegId: agent,
        agentId,
        endedLegId: agent,
        cause: "hung-up-remotely",
      }),
  };
}

test("the phone rings, then they are in it, change, and leave; each is told", () => {
  const { ask, act, answered, ended, supervision } = talking();
  assert.deepEqual(
    act(() => ask("listen")),
    ["dial", "SupervisionRequested listen"],
  );
  assert.deepEqual(answered(), ["supervisor is listen", "SupervisionStarted listen"]);
  assert.deepEqual(supervision.heardIn(callId), []);
  assert.deepEqual(
    act(() => ask("whisper")),
    ["supervisor is whisper", "SupervisionChanged whisper"],
  );
  assert.deepEqual(
    supervision.heardIn(callId).map(({ supervisorName, mode }) => [supervisorName, mode]),
    [["Boss", "whisper"]],
  );
  assert.deepEqual(
    act(() => supervision.leave(supervisorId, callId)),
    ["hang up supervisor: hung-up-locally"],
  );
  assert.deepEqual(ended(), ["SupervisionEnded whisper"]);
  assert.deepEqual(supervision.heardIn(callId), []);
});

test("another mode while the phone rings is the one they come in with; not answering is told as well", () => {
  const { ask, act, answered, ended } = talking();
  ask("listen");
  assert.deepEqual(
    act(() => ask("barge")),
    ["SupervisionChanged barge"],
  );
  assert.deepEqual(answered(), ["supervisor is barge", "SupervisionStarted barge"]);
  ended();
  const other = talking();
  other.ask("listen");
  assert.deepEqual(other.ended(), ["SupervisionEnded listen"]);
});

test("who cannot is told why, and no phone rings", () => {
  assert.equal(talking({ isBridged: false }).ask("listen"), "not-talking");
  assert.equal(talking({ hasPhone: false }).ask("listen"), "no-phone");
  assert.equal(talking().ask("listen", bossWith({ ownLegs: [{ callId: newId(), legId: page }] })), "busy");
  assert.equal(talking().ask("listen", bossWith({}, { tenantId: newId<TenantId>() })), "no-such-call");
  assert.equal(talking().ask("listen", bossWith({}, { id: agentId })), "own-call");
  const { supervision } = talking();
  for (const outcome of [supervision.leave(supervisorId, callId), supervision.takeOver(supervisorId, callId)])
    assert.ok(!outcome.ok && outcome.error.kind === "not-supervising");
});

test("the two parted while the phone rang, or while they listened: the supervisor's leg goes", () => {
  const ringing = talking();
  ringing.ask("listen");
  ringing.part();
  assert.deepEqual(ringing.answered(), ["supervisor is listen", "hang up supervisor: cancelled"]);
  const listening = talking();
  listening.ask("listen");
  listening.answered();
  assert.deepEqual(listening.bridgeEnded(), ["hang up supervisor: hung-up-locally"]);
});

test("a take-over puts the supervisor in the agent's place, with the contact of the call", () => {
  const { ask, act, answered, supervision, contacts } = talking();
  ask("barge");
  answered();
  assert.deepEqual(
    act(() => supervision.takeOver(supervisorId, callId)),
    ["CallTakenOver from 1001", "supervisor for agent"],
  );
  assert.deepEqual(
    contacts.map(({ callId: of, ani, wrapUpMs }) => [of, ani, wrapUpMs]),
    [[callId, "1380", 10_000]],
  );
});

test("a reloaded page and a restarted system are the same supervisor", () => {
  const { ask, answered, replaced, ended, tell, guests, supervision, act } = talking();
  ask("whisper");
  answered();
  replaced();
  assert.deepEqual(ended(), [], "the former leg's end ends nothing");
  assert.deepEqual(ended(page), ["SupervisionEnded whisper"]);
  guests.push({ legId: supervisor, agentId: supervisorId, role: "barge" });
  tell({ type: "ControlRestarted", tenantId, callId });
  assert.deepEqual(
    act(() => supervision.leave(supervisorId, callId)),
    ["hang up supervisor: hung-up-locally"],
  );
});
