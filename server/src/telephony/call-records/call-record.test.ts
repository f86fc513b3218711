import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, Fact, LegId, RecordingId, TenantId } from "@tandem/kernel";
import { foldCall } from "./call-record.ts";

const tenantId = newId<TenantId>();
const callId = newId<CallId>();
const callerLegId = newId<LegId>();
const agentLegId = newId<LegId>();
const agentId = newId<AgentId>();
const recordingId = newId<RecordingId>();

const fact = (at: number, type: string, data: object = {}): Fact =>
  ({
    id: newId(),
    type,
    version: 1,
    tenantId,
    at,
    callId,
    ...data,
  }) as Fact;

const arrival = fact(0, "CallArrived", {
  legId: callerLegId,
  direction: "inbound",
  ani: "1380",
  dnis: "4000",
  source: { kind: "trunk", name: "carrier" },
});
const bridge = { callerLegId, agentLegId, agentId };

test("a served call adds up: flow, wait, talk, hold", () => {
  const facts = [
    arrival,
    fact(100, "CallAnswered", { legId: callerLegId, codec: "PCMA" }),
    fact(9000, "LegDialed", { legId: agentLegId, agentId, address: "sip:1001@x" }),
    fact(10_000, "LegAnswered", { legId: agentLegId, agentId, codec: "PCMU" }),
    fact(10_000, "LegsBridged", bridge),
    fact(12_000, "LegHeld", { legId: agentLegId, agentId }),
    fact(15_000, "LegResumed", { legId: agentLegId, agentId }),
    fact(20_000, "LegEnded", { legId: agentLegId, agentId, cause: "hung-up-remotely", answered: true }),
    fact(20_000, "BridgeEnded", { ...bridge, endedLegId: agentLegId, cause: "hung-up-remotely" }),
    fact(22_000, "LegEnded", { legId: callerLegId, agentId: null, cause: "hung-up-locally", answered: true }),
    fact(22_000, "CallEnded", { cause: "completed", by: "agent" }),
    fact(22_010, "LegMeasured", {
      legId: callerLegId,
      packetsReceived: 5,
      packetsSent: 6,
      packetsLost: 1,
      jitterMs: 2,
    }),
    fact(22_020, "RecordingStored", {
      recordingId,
      path: "r.wav",
      startedAt: 10_000,
      durationMs: 10_000,
      bytes: 9,
      keyId: "k",
      wrappedKey: "w",
      sha256: "s",
      incompleteFromMs: 9000,
    }),
  ];
  const record = foldCall(facts.toReversed(), [() => ({ waitMs: 4000, answeredAt: 10_000, agentId })]);
  assert.ok(record);
  assert.deepEqual(
    { talk: record.talkMs, hold: record.holdMs, wait: record.waitMs, flow: record.flowMs },
    { talk: 7000, hold: 3000, wait: 4000, flow: 8000 },
  );
  assert.equal(record.endCause, "completed");
  assert.deepEqual(
    record.legs.map((leg) => [leg.kind, leg.answeredAt, leg.endedAt, leg.codec, leg.packetsLost]),
    [
      ["caller", 100, 22_000, "PCMA", 1],
      ["agent", 10_000, 20_000, "PCMU", 0],
    ],
  );
  assert.deepEqual(record.recordings, [
    {
      id: recordingId,
      path: "r.wav",
      startedAt: 10_000,
      durationMs: 10_000,
      bytes: 9,
      keyId: "k",
      wrappedKey: "w",
      sha256: "s",
      incompleteFromMs: 9000,
    },
  ]);
});

test("a caller who hangs up before an agent answered has abandoned", () => {
  const record = foldCall([arrival, fact(5000, "CallEnded", { cause: "completed", by: "caller" })], []);
  assert.equal(record?.endCause, "abandoned");
  assert.equal(record?.flowMs, 5000);
});

test("a call that has not ended has no record", () => {
  assert.equal(foldCall([arrival], []), undefined);
  assert.equal(foldCall([fact(1, "CallEnded", { cause: "completed", by: "caller" })], []), undefined);
});

test("a call cut off while on hold counts the hold to its end", () => {
  const facts = [
    arrival,
    fact(1000, "LegsBridged", bridge),
    fact(2000, "LegHeld", { legId: agentLegId, agentId }),
    fact(6000, "CallEnded", { cause: "media-lost", by: "system" }),
  ];
  const record = foldCall(facts, []);
  assert.deepEqual([record?.talkMs, record?.holdMs, record?.endCause], [1000, 4000, "media-lost"]);
});

test("a page that is away, taken back and transferred is one talk; waiting with music is hold", () => {
  const page = newId<LegId>();
  const colleague = newId<LegId>();
  const facts = [
    arrival,
    fact(500, "LegDialed", { legId: agentLegId, agentId, address: "sip:1001@x" }),
    fact(1000, "LegsBridged", bridge),
    fact(3000, "LegAway", { legId: agentLegId, agentId }),
    fact(4000, "LegTakenIn", { legId: page, agentId, address: "sip:page@x", replacesLegId: agentLegId }),
    fact(5000, "LegReplaced", { legId: agentLegId, byLegId: page, agentId, held: false }),
    fact(5000, "LegsBridged", { ...bridge, agentLegId: page }),
    fact(5000, "LegEnded", { legId: agentLegId, agentId, cause: "replaced", answered: true }),
    fact(8000, "BridgeParked", { ...bridge, agentLegId: page }),
    fact(8500, "LegHeld", { legId: page, agentId }),
    fact(9000, "LegJoined", {
      legId: colleague,
      agentId,
      fromCallId: newId(),
      address: "sip:c@x",
      codec: "PCMA",
    }),
    fact(12_000, "LegsBridged", { ...bridge, agentLegId: colleague }),
    fact(20_000, "LegMoved", { legId: colleague, agentId, toCallId: newId() }),
    fact(20_000, "BridgeEnded", {
      ...bridge,
      agentLegId: colleague,
      endedLegId: colleague,
      cause: "transferred",
    }),
    fact(21_000, "CallEnded", { cause: "transferred", by: "agent" }),
  ];
  const record = foldCall(facts, []);
  assert.deepEqual([record?.talkMs, record?.holdMs, record?.flowMs], [13_000, 6000, 2000]);
  assert.deepEqual(
    record?.legs.map(({ kind, endCause, codec }) => [kind, endCause, codec]),
    [
      ["caller", "unknown", null],
      ["agent", "replaced", null],
      ["agent", "unknown", null],
      ["agent", "transferred", "PCMA"],
    ],
  );
});

test("a leg that still holds when both are joined again goes on holding", () => {
  const facts = [
    arrival,
    fact(1000, "LegsBridged", bridge),
    fact(2000, "LegHeld", { legId: agentLegId, agentId }),
    fact(3000, "BridgeParked", bridge),
    fact(5000, "LegsBridged", bridge),
    fact(9000, "CallEnded", { cause: "completed", by: "caller" }),
  ];
  const record = foldCall(facts, []);
  assert.deepEqual([record?.talkMs, record?.holdMs], [1000, 7000]);
});

test("in a conversation of more it is hold when the caller hears nobody, whoever else holds", () => {
  const guest = newId<LegId>();
  const parties = (at: number, ...heardLegIds: LegId[]) =>
    fact(at, "BridgePartiesChanged", { ...bridge, guests: [{ legId: guest }], heardLegIds });
  const facts = [
    arrival,
    fact(1000, "LegsBridged", bridge),
    parties(2000, agentLegId),
    fact(3000, "LegHeld", { legId: guest, agentId }),
    fact(4000, "LegHeld", { legId: agentLegId, agentId }),
    parties(4000),
    fact(6000, "LegResumed", { legId: guest, agentId }),
    parties(6000, guest),
    fact(9000, "BridgePartiesChanged", { ...bridge, guests: [], heardLegIds: [agentLegId] }),
    fact(10_000, "CallEnded", { cause: "completed", by: "caller" }),
  ];
  const record = foldCall(facts, []);
  assert.deepEqual([record?.talkMs, record?.holdMs], [6000, 3000]);
});
