import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, LegId, TenantId } from "@tandem/kernel";
import type { TraceEntry } from "@tandem/sip";
import { DatabaseUnavailable } from "#platform/database";
import type { Database } from "#platform/database";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { SignallingTrace } from "./signalling-trace-service.ts";
import { sampleMessage, sampleSdp } from "./testing/messages.ts";
import { VirtualClock } from "./testing/virtual-clock.ts";
import { deleteExpired } from "./trace-retention.ts";
import { countTraceBytes } from "./trace-store.ts";
import { TraceWriter } from "./trace-writer.ts";

const dayMs = 86_400_000;
const own = { address: "192.0.2.1", port: 5060 };
let store: TestDatabase;
const tenants: TenantId[] = [];

before(async () => {
  store = await openTestDatabase();
  for (const name of ["one", "other"]) tenants.push(await addTenant(name));
});
after(() => store.close());

async function addTenant(name: string): Promise<TenantId> {
  const id = newId<TenantId>();
  await store.database.withPlatform((trx) => trx.insertInto("tenants").values({ id, name }).execute());
  return id;
}

function openTrace(clock: VirtualClock, options: { keepDays?: number; database?: Database } = {}) {
  const { keepDays = 7, database = store.database } = options;
  const trace = new SignallingTrace({
    clock,
    database,
    log: store.log,
    keepDays,
    totalMebibytes: 100,
    own,
    tenantIds: () => tenants,
  });
  let ids = 0;
  const say = (direction: "in" | "out", message: string): TraceEntry => {
    const source = { transport: "udp", address: "192.0.2.10", port: 5070 } as const;
    return { direction, at: clock.now(), source, message: () => message };
  };
  /** A call with an INVITE that is challenged, then let in, answered and ended. */
  const makeCall = (tenantId: TenantId) => {
    const callId = newId<CallId>(clock.now());
    const sipCallId = `c${ids++}@phone`;
    const authorization = 'Authorization: Digest username="1001", realm="t", response="SECRET"';
    trace.onMessage(
      say("in", sampleMessage("INVITE sip:4000@t SIP/2.0", { callId: sipCallId, body: sampleSdp })),
    );
    trace.onMessage(say("out", sampleMessage("SIP/2.0 401 Unauthorized", { callId: sipCallId })));
    clock.advance(300);
    trace.onMessage(
      say("in", sampleMessage("INVITE sip:4000@t SIP/2.0", { callId: sipCallId, headers: [authorization] })),
    );
    trace.onLegCallId({
      tenantId,
      callId,
      legId: newId<LegId>(),
      kind: "caller",
      agentId: undefined,
      party: "138",
      sipCallId,
    });
    trace.onMessage(say("out", sampleMessage("SIP/2.0 200 OK", { callId: sipCallId })));
    trace.onCallEnded(callId);
    return callId;
  };
  return { trace, makeCall };
}

test("a call's messages from the first are kept without credentials, for its tenant only", async () => {
  const clock = new VirtualClock();
  const { trace, makeCall } = openTrace(clock);
  const [mine, theirs] = tenants as [TenantId, TenantId];
  const callId = makeCall(mine);
  const expected = [
    "INVITE sip:4000@t SIP/2.0",
    "SIP/2.0 401 Unauthorized",
    "INVITE sip:4000@t SIP/2.0",
    "SIP/2.0 200 OK",
  ];
  // At once, from memory; behind the silence, from the database.
  for (const wait of [0, 7000]) {
    clock.advance(wait);
    await trace.close();
    const found = await trace.find(mine, callId);
    assert.deepEqual(
      found?.messages.map(({ text }) => text.split("\r\n", 1)[0]),
      expected,
    );
    assert.deepEqual(
      found?.messages.map(({ direction }) => direction),
      ["in", "out", "in", "out"],
    );
    const texts = JSON.stringify(found);
    assert.ok(!texts.includes("SECRET") && !texts.includes("c2VjcmV0"), texts);
    assert.equal(await trace.find(theirs, callId), undefined);
    assert.equal(await trace.find(mine, newId<CallId>()), undefined);
  }
});

test("a call is found while it goes on, by its tenant only, and after its end without a stop", async () => {
  const clock = new VirtualClock();
  const { trace, makeCall } = openTrace(clock);
  const [mine, theirs] = tenants as [TenantId, TenantId];
  const callId = makeCall(mine);
  assert.equal((await trace.find(mine, callId))?.messages.length, 4);
  assert.equal(await trace.find(theirs, callId), undefined);
  clock.advance(4000);
  assert.equal(trace.stats().calls, 1);
  clock.advance(3000);
  assert.equal(trace.stats().calls, 0);
  // On its way to the database, or there.
  assert.equal((await trace.find(mine, callId))?.messages.length, 4);
  assert.equal(await trace.find(theirs, callId), undefined);
  await trace.close();
  assert.equal(trace.stats().waiting, 0);
});

test("with 0 days nothing is kept, and nobody need hand messages in", async () => {
  const clock = new VirtualClock();
  const { trace, makeCall } = openTrace(clock, { keepDays: 0 });
  assert.equal(trace.isOn, false);
  const callId = makeCall(tenants[0] as TenantId);
  assert.equal(await trace.find(tenants[0] as TenantId, callId), undefined);
  await trace.close();
});

test("while the database is away rows wait, the oldest give way, and all others come later", async () => {
  const clock = new VirtualClock();
  let away = true;
  const database: Database = {
    ...store.database,
    withTenant: (tenantId, work) =>
      away
        ? Promise.reject(new DatabaseUnavailable("it is down"))
        : store.database.withTenant(tenantId, work),
  };
  const tenantId = tenants[0] as TenantId;
  const legs = [
    {
      legId: newId<LegId>(),
      kind: "dialed" as const,
      agentId: newId<AgentId>(),
      party: "sip:1",
      sipCallId: "c",
    },
  ];
  // Random text keeps its size: three blocks of 7.5, 7.5 and 3 KB.
  const calls = Array.from({ length: 60 }, () => {
    const wire = { direction: "in" as const, transport: "udp", address: "192.0.2.10", port: 5070, leg: 0 };
    const messages = [{ at: clock.now(), ...wire, text: randomBytes(300).toString("hex") }];
    return { tenantId, callId: newId<CallId>(), own, legs, messages, cut: 0 };
  });
  const writer = new TraceWriter({ database, clock, log: store.log, waitingBytes: 14_000 });
  writer.add(calls);
  await writer.write();
  assert.deepEqual([writer.givenUp, writer.depth], [25, 35]);
  assert.equal(writer.find(calls[0]?.callId as CallId), undefined);
  assert.deepEqual(writer.find(calls[59]?.callId as CallId)?.messages, calls[59]?.messages);
  away = false;
  clock.advance(2000);
  await writer.write();
  assert.deepEqual([writer.givenUp, writer.depth], [25, 0]);
  const { trace } = openTrace(clock);
  const kept: boolean[] = [];
  for (const { callId } of calls) kept.push((await trace.find(tenantId, callId)) !== undefined);
  assert.deepEqual(
    kept,
    calls.map((_, index) => index >= 25),
  );
});

test("a row that the database refuses is given up and holds up no others", async () => {
  const clock = new VirtualClock();
  const { trace, makeCall } = openTrace(clock);
  const refused = makeCall(newId<TenantId>());
  const good = makeCall(tenants[0] as TenantId);
  await trace.close();
  assert.equal(trace.stats().givenUp, 1);
  assert.equal(refused === good, false);
  assert.equal((await trace.find(tenants[0] as TenantId, good))?.messages.length, 4);
});

test("what is older than its time goes, then the oldest of what is more than its room", async () => {
  const tenantId = await addTenant("expiring");
  // Later than any id made so far: ids only go up, whatever time they are asked for.
  const clock = new VirtualClock(2_000_000_000_000);
  const { trace, makeCall } = openTrace(clock);
  const calls: CallId[] = [];
  for (let day = 0; day < 4; day++) {
    calls.push(makeCall(tenantId));
    clock.advance(7000);
    await trace.written();
    clock.advance(dayMs);
  }
  await trace.close();
  const left = async () => {
    const found = await Promise.all(calls.map((callId) => trace.find(tenantId, callId)));
    return found.map((call) => call !== undefined);
  };
  const room = 1e9;
  const expire = (keepMs: number, totalBytes: number) =>
    deleteExpired([tenantId], { keepMs, totalBytes }, clock.now(), store.database);
  assert.equal(await expire(5 * dayMs, room), 0);
  assert.deepEqual(await left(), [true, true, true, true]);
  assert.equal(await expire(3.5 * dayMs, room), 1);
  assert.deepEqual(await left(), [false, true, true, true]);
  const bytes = await countTraceBytes(tenantId, store.database);
  assert.ok(bytes > 300, `${bytes}`);
  assert.equal(await expire(5 * dayMs, bytes), 0, "just enough room");
  assert.ok((await expire(5 * dayMs, 0)) > 0);
  assert.equal(await countTraceBytes(tenantId, store.database), 0);
});
