import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { makeFact, newId } from "@tandem/kernel";
import type { CallId, Fact, QueueId, TenantId } from "@tandem/kernel";
import { foldSegments, noTally, startOfDay, startOfNextDay } from "#contact-center/metrics";
import type { Tally } from "#contact-center/metrics";
import { TodayFigures } from "./today-figures.ts";

const tenantId = newId<TenantId>();
const queueIds = [newId<QueueId>(), newId<QueueId>()] as const;
const [queueId] = queueIds;
const noon = Date.parse("2026-10-24T10:00:00Z");
const timeZone = "Europe/Berlin";

type CallOfTests = Fact & { readonly callId: CallId };

function fact(at: number, type: string, callId: CallId, data: object = {}): CallOfTests {
  const content = {
    type,
    tenantId,
    callId,
    queueId,
    queueName: "q",
    returning: false,
    agentId: "a",
    agentName: "A",
    ...data,
  };
  return makeFact<Fact>({ now: () => at, after: () => () => {} }, content) as CallOfTests;
}

/** Calls of two days around the change of clocks, their facts in order of time. */
const days = fc
  .array(
    fc.record({
      at: fc.integer({ min: noon, max: noon + 30 * 3_600_000 }),
      gaps: fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 5 }),
      types: fc.array(
        fc.constantFrom("ContactAnswered", "ContactAbandoned", "ContactQueued", "ContactServed", "CallEnded"),
        { minLength: 5, maxLength: 5 },
      ),
      queue: fc.constantFrom(...queueIds),
    }),
    { maxLength: 25 },
  )
  .map((calls) =>
    calls
      .flatMap(({ at, gaps, types, queue }) => {
        const callId = newId<CallId>();
        let now = at;
        const more = gaps.map((gap, index) =>
          fact((now += gap), types[index] ?? "CallEnded", callId, { queueId: queue }),
        );
        return [fact(at, "ContactQueued", callId, { queueId: queue }), ...more];
      })
      .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
  );

/** The sums that callers alone decide, by the whole day's facts. */
function counts({
  offered,
  answered,
  abandoned,
  flowedOut,
  answeredInTime,
  answeredWaitMs,
  longestWaitMs,
}: Tally) {
  return { offered, answered, abandoned, flowedOut, answeredInTime, answeredWaitMs, longestWaitMs };
}

test("today's figures are the reports' of the same facts, whenever they are read and wherever the node was started again", () => {
  fc.assert(
    fc.property(days, fc.nat(200), (facts, restart) => {
      const first = facts[0]?.at ?? noon;
      let today = new TodayFigures(timeZone, first, []);
      for (const [index, each] of facts.entries()) {
        today.hear(each);
        if (index !== restart) continue;
        // What is stored by then, and the last facts once more.
        const begin = startOfDay(each.at, timeZone);
        const stored = segmentsOf(facts.slice(0, index + 1)).filter(
          ({ offeredAt, outcome }) => offeredAt >= begin || outcome === "waiting",
        );
        today = new TodayFigures(timeZone, each.at, stored);
        for (const again of facts.slice(Math.max(0, index - 3), index + 1)) today.hear(again);
      }
      const now = facts.at(-1)?.at ?? noon;
      const [begin, end] = [startOfDay(now, timeZone), startOfNextDay(now, timeZone)];
      for (const id of queueIds) {
        const own = segmentsOf(facts).filter(
          (segment) => segment.queueId === id && segment.offeredAt >= begin && segment.offeredAt < end,
        );
        const decided = own.filter(({ outcome }) => outcome !== "waiting");
        const { total, hours } = today.of(id, now);
        assert.equal(total.offered, decided.length);
        assert.equal(total.answered, decided.filter(({ outcome }) => outcome === "answered").length);
        assert.equal(total.offered, total.answered + total.abandoned + total.flowedOut);
        assert.equal(
          hours.reduce((sum, { tally }) => sum + tally.offered, 0),
          total.offered,
        );
      }
    }),
  );
});

function segmentsOf(facts: readonly CallOfTests[]) {
  return [...Map.groupBy(facts, ({ callId }) => callId).values()].flatMap(foldSegments);
}

test("figures begin anew at the tenant's midnight, also of a queue that nobody calls", () => {
  const today = new TodayFigures(timeZone, noon, []);
  const callId = newId<CallId>();
  for (const each of [fact(noon, "ContactQueued", callId), fact(noon + 9_000, "ContactAnswered", callId)])
    today.hear(each);
  assert.equal(today.of(queueId, noon + 10_000).total.answered, 1);
  assert.deepEqual(counts(today.of(queueId, noon + 86_400_000).total), counts(noTally));
  assert.equal(today.of(queueId, noon + 86_400_000).hours.length, 25, "the day on which clocks go back");
});

test("whom the target of a queue counts as answered in time follows the target", () => {
  const today = new TodayFigures(timeZone, noon, []);
  const callId = newId<CallId>();
  for (const each of [fact(noon, "ContactQueued", callId), fact(noon + 9_000, "ContactAnswered", callId)])
    today.hear(each);
  assert.equal(today.of(queueId, noon).total.answeredInTime, 1);
  today.setTargets(new Map([[queueId, 5_000]]));
  assert.equal(today.of(queueId, noon).total.answeredInTime, 0);
});
