import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { newId } from "@tandem/kernel";
import type { AgentId, FactId, TenantId } from "@tandem/kernel";
import { insertRows } from "#platform/database";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createTenant } from "#platform/tenancy";
import { CallRecords } from "#telephony/call-records";
import { storeAgentIntervals } from "./agent-interval-store.ts";
import { timesOfAgents } from "./agent-times.ts";
import type { AgentInterval } from "./agent-times.ts";
import { intervalBounds } from "./report-intervals.ts";
import { tallyReport, timesReport } from "./report-store.ts";
import { segmentFold, segmentOf, segmentRow } from "./segment-store.ts";
import { foldSegments } from "./segment.ts";
import { tallySegments } from "./tally.ts";
import type { IntervalRule } from "./tally.ts";
import { agentDays, agentIds, callFacts, queueIds, segments } from "./testing/generated.ts";
import { stateFact } from "./testing/state-fact.ts";

const from = Date.parse("2026-03-27T00:00:00Z");
const to = from + 5 * 86_400_000;
const counted = { targetMs: new Map(queueIds.slice(1).map((id) => [id, 5_000])), shortMs: 5_000 };

let opened: TestDatabase;
before(async () => {
  opened = await openTestDatabase();
});
after(() => opened.close());

function newTenant(): Promise<TenantId> {
  return opened.database.withPlatform((trx) => createTenant(trx, { name: newId() }));
}

test("the database counts segments as the pure functions do, by every interval, rule and group", async () => {
  const lengths = fc.constantFrom<15 | 60 | "day">(15, 60, "day");
  const rules = fc.constantFrom<IntervalRule>("enqueue", "answer");
  const groups = fc.constantFrom<"queue" | "agent" | "all">("queue", "agent", "all");
  const { database } = opened;
  await fc.assert(
    fc.asyncProperty(lengths, rules, groups, segments(newId()), async (length, rule, by, day) => {
      const tenantId = await newTenant();
      const all = day.map((segment) => ({ ...segment, tenantId }));
      await database.withTenant(tenantId, (trx) => insertRows(trx, "queue_segments", all.map(segmentRow)));
      const bounds = intervalBounds(from, to, length, "Europe/Berlin");
      const found = await tallyReport(tenantId, { ...counted, rule, bounds, by }, database);
      const keyOf = { queue: "queueId", agent: "agentId", all: undefined } as const;
      const key = keyOf[by];
      const expected = tallySegments(all, bounds, { ...counted, rule }, (segment) =>
        key === undefined ? "null" : String(segment[key]),
      );
      const rows = [...expected].flatMap(([id, tallies]) =>
        tallies.flatMap((tally, interval) =>
          tally.offered + tally.returned > 0 ? [{ interval, id: id === "null" ? null : id, tally }] : [],
        ),
      );
      const inOrder = <Row extends { interval: number; id: string | null }>(list: Row[]) =>
        list.toSorted((a, b) => a.interval - b.interval || String(a.id).localeCompare(String(b.id)));
      assert.deepEqual(inOrder(found), inOrder(rows));
    }),
    { numRuns: 25 },
  );
});

test("the database adds up the times of agents as the pure function does, also of states that last", async () => {
  const { database } = opened;
  await fc.assert(
    fc.asyncProperty(agentDays, fc.constantFrom<60 | "day">(60, "day"), async (intervals, length) => {
      const tenantId = await newTenant();
      // Told in any order, and some of them twice.
      const facts = intervals.map((each) => stateFact(tenantId, each));
      await storeAgentIntervals(facts.toReversed(), database);
      await storeAgentIntervals(facts.slice(0, 3), database);
      const bounds = intervalBounds(from, from + 3 * 86_400_000, length, "Asia/Kathmandu");
      const now = from + 2 * 86_400_000;
      const found = await timesReport(tenantId, { bounds, by: "agent", now }, database);
      const expected = timesOfAgents(intervals, bounds, now);
      const rows = [...expected].flatMap(([agentId, each]) =>
        each.flatMap((times, interval) =>
          Object.values(times).some((ms) => ms > 0) ? [{ interval, agentId, times }] : [],
        ),
      );
      const key = ({ interval, agentId }: { interval: number; agentId: AgentId | null }) =>
        `${interval}/${agentId}`;
      assert.deepEqual(
        new Map(found.map((row) => [key(row), row.times])),
        new Map(rows.map((row) => [key(row), row.times])),
      );
    }),
    { numRuns: 25 },
  );
});

test("segments are stored with the facts of their call, piece by piece as they come, and telling them again changes nothing", async () => {
  const { database } = opened;
  const tenantId = await newTenant();
  const calls = fc.sample(callFacts(tenantId), { numRuns: 20, seed: 1 });
  const recordsOf = (isLive: boolean) =>
    new CallRecords({
      database,
      clock: { now: () => to, after: () => () => {} },
      contributors: [],
      closings: [],
      folds: [segmentFold],
      isLive: () => isLive,
      onStored: () => {},
    });
  const stored = () =>
    database.withTenant(tenantId, (trx) =>
      trx.selectFrom("queue_segments").where("tenant_id", "=", tenantId).orderBy("id").selectAll().execute(),
    );
  const expected = calls.flatMap(foldSegments).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const facts = calls.flat();
  // Half by one process, the rest by the next one, which knows nothing from memory.
  const half = Math.floor(facts.length / 2);
  for (const [records, part] of [
    [recordsOf(true), facts.slice(0, half)],
    [recordsOf(true), facts.slice(half)],
  ] as const)
    for (let at = 0; at < part.length; at += 7) await records.write(part.slice(at, at + 7));
  assert.deepEqual((await stored()).map(segmentOf), expected);
  await recordsOf(true).write(facts);
  assert.deepEqual((await stored()).map(segmentOf), expected);
});

test("a tenant's figures are of its own segments and agents alone", async () => {
  const { database } = opened;
  const [own, other] = [await newTenant(), await newTenant()];
  const day = fc.sample(segments(other), { numRuns: 5, seed: 1 }).flat();
  await database.withTenant(other, (trx) => insertRows(trx, "queue_segments", day.map(segmentRow)));
  const [agentId] = agentIds;
  assert.ok(agentId);
  await storeAgentIntervals(
    [
      {
        ...stateFact(other, { agentId, startedAt: from } as AgentInterval),
        presence: "available",
        workState: "idle",
        id: newId<FactId>(),
      },
    ],
    database,
  );
  const bounds = intervalBounds(from, to, "day", "Asia/Shanghai");
  const query = { ...counted, rule: "enqueue", bounds, by: "queue" } as const;
  assert.deepEqual(await tallyReport(own, query, database), []);
  assert.deepEqual(await timesReport(own, { bounds, by: "agent", now: to }, database), []);
  assert.ok((await tallyReport(other, query, database)).length > 0);
  assert.ok((await timesReport(other, { bounds, by: "agent", now: to }, database)).length > 0);
});
