import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { newId } from "@tandem/kernel";
import type { QueueId, TenantId } from "@tandem/kernel";
import { insertRows } from "#platform/database";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createTenant } from "#platform/tenancy";
import { storeAgentIntervals } from "./agent-interval-store.ts";
import { timesOfAgents } from "./agent-times.ts";
import type { AgentInterval } from "./agent-times.ts";
import { CountedDayKeeper } from "./counted-day-keeper.ts";
import { basisOf } from "./counted-days.ts";
import { allCountedDays, countDay, giveUpCounted } from "./counted-store.ts";
import { intervalBounds } from "./report-intervals.ts";
import { tallyReport, timesReport } from "./report-store.ts";
import { segmentRow } from "./segment-store.ts";
import type { QueueSegment } from "./segment.ts";
import { tallySegments } from "./tally.ts";
import { agentDays, agentIds, queueIds, segments } from "./testing/generated.ts";
import { stateFact } from "./testing/state-fact.ts";

const zone = "Europe/Berlin";
const from = Date.parse("2026-03-26T23:00:00Z");
const days = intervalBounds(from, from + 5 * 86_400_000, "day", zone);
const to = days.at(-1) ?? 0;
const counted = { targetMs: new Map(queueIds.slice(1).map((id) => [id, 5_000])), shortMs: 5_000 };
const basis = basisOf(counted);

let opened: TestDatabase;
before(async () => {
  opened = await openTestDatabase();
});
after(() => opened.close());

function newTenant(): Promise<TenantId> {
  return opened.database.withPlatform((trx) => createTenant(trx, { name: newId() }));
}

const hoursOf = (n: number) => intervalBounds(days[n] ?? 0, days[n + 1] ?? 0, 60, zone);

function count(tenantId: TenantId, n: number): Promise<boolean> {
  return countDay(tenantId, { ...counted, basis, hours: hoursOf(n) }, opened.database);
}

async function stored(tenantId: TenantId, day: readonly QueueSegment[]): Promise<QueueSegment[]> {
  const own = day.map((segment) => ({ ...segment, tenantId }));
  await opened.database.withTenant(tenantId, (trx) => insertRows(trx, "queue_segments", own.map(segmentRow)));
  return own;
}

/** What the pure functions say, as rows of a report. */
function expected(
  all: readonly QueueSegment[],
  query: { bounds: readonly number[]; rule: "enqueue" | "answer"; by: "queue" | "agent" | "all" },
) {
  const key = ({ queue: "queueId", agent: "agentId", all: undefined } as const)[query.by];
  const tallies = tallySegments(all, query.bounds, { ...counted, rule: query.rule }, (segment) =>
    key === undefined ? "null" : String(segment[key]),
  );
  return new Map(
    [...tallies].flatMap(([id, each]) =>
      each.flatMap((tally, interval) =>
        tally.offered + tally.returned > 0 ? [[`${interval}/${id}`, tally] as const] : [],
      ),
    ),
  );
}

test("a report of counted days, of others and of both says what the pure functions say", async () => {
  const { database } = opened;
  const queries = fc.record({
    length: fc.constantFrom<15 | 60 | "day" | "period">(15, 60, "day", "period"),
    rule: fc.constantFrom<"enqueue" | "answer">("enqueue", "answer"),
    by: fc.constantFrom<"queue" | "agent" | "all">("queue", "agent", "all"),
    queueId: fc.constantFrom(undefined, queueIds[1]),
    agentId: fc.constantFrom(undefined, agentIds[1]),
    counted: fc.subarray([0, 1, 2, 3]),
  });
  await fc.assert(
    fc.asyncProperty(queries, segments(newId()), async (query, day) => {
      const { length, queueId, agentId } = query;
      const tenantId = await newTenant();
      const all = await stored(tenantId, day);
      for (const n of query.counted) assert.equal(await count(tenantId, n), true);
      const bounds = length === "period" ? [from + 3_600_000, to] : intervalBounds(from, to, length, zone);
      const asked = { ...counted, ...query, bounds };
      const found = await tallyReport(tenantId, asked, database);
      // Whether somebody came again is asked of all callers, whatever the report is of.
      const told = new Map(found.map((row) => [`${row.interval}/${row.id}`, row.tally]));
      const others = (id: string | undefined, own: string | null) => id !== undefined && id !== own;
      const left = all.map((segment) =>
        others(queueId, segment.queueId) || others(agentId, segment.agentId)
          ? { ...segment, decidedAt: null }
          : segment,
      );
      assert.deepEqual(told, expected(left, asked));
    }),
    { numRuns: 40 },
  );
});

test("times of agents come from counted days too; a day with a state that lasts is not counted", async () => {
  const { database } = opened;
  await fc.assert(
    fc.asyncProperty(
      agentDays,
      fc.constantFrom<15 | 60 | "day">(15, 60, "day"),
      fc.subarray([0, 1, 2, 3]),
      async (generated, length, chosen) => {
        const tenantId = await newTenant();
        const intervals = ended(generated);
        await storeAgentIntervals(
          intervals.map((each) => stateFact(tenantId, each)),
          database,
        );
        for (const n of chosen) await count(tenantId, n);
        const bounds = intervalBounds(from, to, length, zone);
        const now = to;
        const times = timesOfAgents(intervals, bounds, now);
        const rows = [...times].flatMap(([agentId, each]) =>
          each.flatMap((sums, interval) =>
            Object.values(sums).some((ms) => ms > 0) ? [[`${interval}/${agentId}`, sums] as const] : [],
          ),
        );
        const found = await timesReport(tenantId, { bounds, by: "agent", now }, database);
        assert.deepEqual(
          new Map(found.map((row) => [`${row.interval}/${row.agentId}`, row.times])),
          new Map(rows),
        );
        const together = await timesReport(tenantId, { bounds, by: "all", now }, database);
        const sum = (list: readonly { readonly times: { readonly idleMs: number } }[]) =>
          list.reduce((total, row) => total + row.times.idleMs, 0);
        assert.equal(sum(together), sum(found));
      },
    ),
    { numRuns: 40 },
  );
});

/** Everybody has gone home: no state lasts for longer than the recorder lets it. */
function ended(intervals: readonly AgentInterval[]): AgentInterval[] {
  return intervals.flatMap((state) => {
    if (state.endedAt !== null) return [state];
    const endedAt = state.startedAt + 3_600_000;
    const home = { ...state, presence: "offline", workState: "idle", startedAt: endedAt } as const;
    return [{ ...state, endedAt }, home];
  });
}

test("a row that is stored late, and a customer who came again, give up the days that they count in", async () => {
  const { database } = opened;
  const tenantId = await newTenant();
  await stored(tenantId, fc.sample(segments(tenantId), { numRuns: 5, seed: 1 }).flat());
  for (const n of [0, 1, 2, 3]) await count(tenantId, n);
  const left = async () => [...(await allCountedDays(tenantId, database)).keys()].toSorted((a, b) => a - b);
  const give = (at: number) =>
    database.withTenant(tenantId, (trx) =>
      giveUpCounted(tenantId, { from: new Date(at), to: new Date(at) }, trx),
    );
  await give(to + 8 * 86_400_000);
  assert.deepEqual(await left(), days.slice(0, 4), "a new call changes nothing that is over");
  // Of that day, and of seven before it.
  await give((days[1] ?? 0) + 1000);
  assert.deepEqual(await left(), days.slice(2, 4));
  const [agentId] = agentIds;
  assert.ok(agentId);
  const state = { agentId, presence: "away", workState: "idle", startedAt: days[3] ?? 0 } as AgentInterval;
  await storeAgentIntervals([stateFact(tenantId, state)], database);
  assert.deepEqual(await left(), []);
  assert.equal(await count(tenantId, 3), false, "its state lasts");
});

test("the keeper counts what is over and settled, by the targets and the time zone of now, and no day twice", async () => {
  const { database } = opened;
  const id = await newTenant();
  const all = await stored(id, fc.sample(segments(id), { numRuns: 5, seed: 2 }).flat());
  let now = (days[2] ?? 0) + 8 * 86_400_000 + 3_600_000;
  const tenant = { id, timeZone: zone };
  let targets = new Map<QueueId, number>();
  const keeper = new CountedDayKeeper({
    database,
    clock: { now: () => now, after: (_, callback) => (setImmediate(callback), () => {}) },
    log: { warn: () => {} } as never,
    tenants: () => [tenant],
    targetsOf: async () => targets,
  });
  const first = Math.min(...all.map(({ offeredAt }) => offeredAt));
  const settled = days.filter((_, n) => (days[n + 1] ?? 0) > first && n < 2).length;
  assert.equal(await keeper.catchUp(), settled);
  assert.equal(await keeper.catchUp(), 0);
  now += 86_400_000;
  assert.equal(await keeper.catchUp(), 1);
  targets = counted.targetMs;
  assert.equal(await keeper.catchUp(), settled + 1);
  const query = { ...counted, rule: "enqueue", by: "queue", bounds: days } as const;
  const found = await tallyReport(id, query, database);
  assert.deepEqual(
    new Map(found.map((row) => [`${row.interval}/${row.id}`, row.tally])),
    expected(all, query),
  );
  tenant.timeZone = "Asia/Kathmandu";
  assert.ok((await keeper.catchUp()) > 0);
  const elsewhere = { ...query, bounds: intervalBounds(from, to, "day", tenant.timeZone) };
  const there = await tallyReport(id, elsewhere, database);
  assert.deepEqual(
    new Map(there.map((row) => [`${row.interval}/${row.id}`, row.tally])),
    expected(all, elsewhere),
  );
});
