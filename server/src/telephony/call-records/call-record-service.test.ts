import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeFact, newId } from "@tandem/kernel";
import type { CallId, Fact, LegId, RecordingId } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createTenant } from "#platform/tenancy";
import { CallRecords, getCallRecord } from "./index.ts";

const clockAt = (now: number) => ({ now: () => now, after: () => () => {} });
const arrivedAt = Date.parse("2026-01-05T09:00:00Z");

let opened: TestDatabase;
before(async () => {
  opened = await openTestDatabase();
});
after(() => opened.close());

test("a call left open ends at its last fact, after what the layers above close, and names its recording", async () => {
  const { database } = opened;
  const tenantId = await database.withPlatform((trx) => createTenant(trx, { name: "t" }));
  const [callId, legId, recordingId] = [newId<CallId>(), newId<LegId>(), newId<RecordingId>()];
  const fact = (afterMs: number, type: string, data: object = {}) =>
    makeFact<Fact>(clockAt(arrivedAt + afterMs), { type, tenantId, callId, ...data } as never);
  const records = new CallRecords({
    database,
    clock: clockAt(arrivedAt + 3_600_000),
    contributors: [],
    closings: [
      (facts, clock) => [makeFact(clock, { type: `ClosedAfter${facts.length}`, tenantId, callId } as never)],
    ],
    folds: [],
    isLive: () => false,
    onStored: () => {},
  });
  const source = { kind: "trunk", name: "carrier" };
  const started = fact(2000, "RecordingStarted", { recordingId, path: "r.wav" });
  await records.write([
    fact(0, "CallArrived", { legId, direction: "inbound", ani: "1380", dnis: "4000", source }),
    started,
  ]);
  const { ended, recordings } = await records.closeLeftOpen(tenantId);
  assert.deepEqual(ended, [callId]);
  assert.deepEqual(
    recordings.map(({ id }) => id),
    [started.id],
  );
  const whole = await getCallRecord(tenantId, callId, database);
  assert.equal(whole?.call.end_cause, "system-restart");
  assert.equal(whole.call.ended_at.getTime(), arrivedAt + 2000);
  assert.deepEqual(
    new Set(whole.facts.map(({ type }) => type)),
    new Set(["CallArrived", "RecordingStarted", "ClosedAfter2", "CallEnded"]),
  );
  // The record is whole but for the recording, which stays open until it is stored or given up.
  const again = await records.closeLeftOpen(tenantId);
  assert.deepEqual([again.ended, again.recordings.length], [[], 1]);
  const stored = { recordingId, path: "r.wav", startedAt: arrivedAt, durationMs: 1, bytes: 60 };
  await records.write([fact(3000, "RecordingStored", stored)]);
  assert.deepEqual(await records.closeLeftOpen(tenantId), { ended: [], recordings: [] });
});

test("a leg that moved is in both calls, whether their records are written together or one by one", async () => {
  const { database } = opened;
  for (const together of [true, false]) {
    const tenantId = await database.withPlatform((trx) => createTenant(trx, { name: `moved ${together}` }));
    const [main, asking] = [newId<CallId>(), newId<CallId>()];
    const [caller, agent, second, colleague] = [newId(), newId(), newId(), newId()] as LegId[] as [
      LegId,
      LegId,
      LegId,
      LegId,
    ];
    const fact = (afterMs: number, callId: CallId, type: string, data: object) =>
      makeFact<Fact>(clockAt(arrivedAt + afterMs), { type, tenantId, callId, ...data } as never);
    const records = new CallRecords({
      database,
      clock: clockAt(arrivedAt + 3_600_000),
      contributors: [],
      closings: [],
      folds: [],
      isLive: () => false,
      onStored: () => {},
    });
    const arrived = { direction: "inbound", ani: "1380", dnis: "4000", source: { kind: "trunk", name: "c" } };
    const dialed = { agentId: newId(), address: "sip:1002" };
    const came = { ...dialed, legId: colleague, codec: "PCMA" };
    const over = { cause: "completed", by: "caller" };
    const consultation = [
      fact(1000, asking, "CallArrived", { ...arrived, legId: second }),
      fact(1001, asking, "LegDialed", { ...dialed, legId: colleague }),
      fact(2000, asking, "LegMoved", { legId: colleague, agentId: null, toCallId: main }),
      fact(2001, asking, "CallEnded", over),
    ];
    const first = [
      fact(0, main, "CallArrived", { ...arrived, legId: caller }),
      fact(1, main, "LegDialed", { ...dialed, legId: agent }),
      fact(2000, main, "LegJoined", { ...came, fromCallId: asking }),
      fact(5000, main, "LegEnded", {
        legId: colleague,
        agentId: null,
        cause: "hung-up-locally",
        answered: true,
      }),
      fact(5000, main, "CallEnded", over),
    ];
    if (together) await records.write([...first, ...consultation]);
    else for (const facts of [consultation, first]) await records.write(facts);
    const legsOf = async (callId: CallId) =>
      new Map((await getCallRecord(tenantId, callId, database))?.legs.map((leg) => [leg.id, leg.end_cause]));
    assert.deepEqual([...(await legsOf(main)).keys()].toSorted(), [caller, agent, colleague].toSorted());
    assert.deepEqual([...(await legsOf(asking)).keys()].toSorted(), [second, colleague].toSorted());
    assert.equal((await legsOf(main)).get(colleague), "hung-up-locally");
  }
});
