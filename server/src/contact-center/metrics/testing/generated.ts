// Facts and segments of any kind, for properties that have to hold whatever happens.
import fc from "fast-check";
import { makeFact, newId } from "@tandem/kernel";
import type { AgentId, CallId, Fact, FactId, QueueId, TenantId } from "@tandem/kernel";
import type { AgentInterval } from "../agent-times.ts";
import type { QueueSegment } from "../segment.ts";

export const queueIds = Array.from({ length: 3 }, () => newId<QueueId>());
export const agentIds = Array.from({ length: 3 }, () => newId<AgentId>());

/** Every kind of fact that a segment is folded from, with sense or without. */
const factTypes = [
  "CallArrived",
  "ContactQueued",
  "ContactAnswered",
  "ContactAbandoned",
  "ContactServed",
  "ContactReturned",
  "LegsBridged",
  "LegHeld",
  "LegResumed",
  "BridgeParked",
  "BridgeEnded",
  "WrapUpFinished",
  "DispositionFiled",
  "CallEnded",
] as const;

/** The facts of one call in any order, some of them at the same moment. */
export function callFacts(tenantId: TenantId): fc.Arbitrary<Fact[]> {
  const one = fc.record({
    type: fc.constantFrom(...factTypes),
    gapMs: fc.integer({ min: 0, max: 400_000 }),
    queueId: fc.constantFrom(...queueIds),
    agentId: fc.constantFrom(...agentIds),
    flag: fc.boolean(),
  });
  return fc
    .tuple(fc.integer({ min: 0, max: 86_400_000 * 3 }), fc.array(one, { maxLength: 25 }))
    .map(([begin, list]) => {
      const callId = newId<CallId>();
      let at = Date.parse("2026-03-27T12:00:00Z") + begin;
      return list.map(({ gapMs, type, queueId, agentId, flag }) => {
        at += gapMs;
        const legs = { callerLegId: "caller", agentLegId: "agent", legId: "agent" };
        const data = {
          direction: "inbound",
          ani: flag ? "1380" : "",
          dnis: "4000",
          queueName: "q",
          wrapUpMs: gapMs,
        };
        const named = { agentName: "Li", returning: flag, disposition: flag ? "sale" : "other" };
        const content = { type, tenantId, callId, queueId, agentId, ...legs, ...data, ...named };
        return makeFact<Fact>({ now: () => at, after: () => () => {} }, content);
      });
    });
}

const startsAt = Date.parse("2026-03-27T00:00:00Z");
const durations = fc.integer({ min: 0, max: 900_000 });

/** Segments of four days around a change of clocks in Berlin, consistent in themselves. */
export function segments(tenantId: TenantId): fc.Arbitrary<QueueSegment[]> {
  const one = fc
    .record({
      queueId: fc.constantFrom(...queueIds),
      offeredAt: fc.integer({ min: startsAt, max: startsAt + 4 * 86_400_000 }),
      returning: fc.boolean(),
      outcome: fc.constantFrom("waiting", "answered", "abandoned", "flowed-out"),
      waitMs: fc.oneof(fc.constantFrom(0, 4_999, 5_000, 20_000, 20_001), durations),
      flowedTo: fc.constantFrom("callback", "queue:1"),
      agentId: fc.constantFrom(...agentIds),
      served: fc.boolean(),
      talkMs: durations,
      holdMs: durations,
      wrapUpMs: durations,
      customer: fc.constantFrom("", "1380", "1390"),
      topic: fc.constantFrom(null, "sale"),
    })
    .map(({ served, agentId, flowedTo, waitMs, talkMs, holdMs, wrapUpMs, ...rest }): QueueSegment => {
      const { outcome, offeredAt } = rest;
      const decidedAt = outcome === "waiting" ? null : offeredAt + waitMs;
      const isServed = outcome === "answered" && served;
      return {
        ...rest,
        tenantId,
        id: newId<FactId>(),
        callId: newId<CallId>(),
        queueName: "q",
        outcome,
        decidedAt,
        waitMs: decidedAt === null ? 0 : waitMs,
        flowedTo: outcome === "flowed-out" ? flowedTo : null,
        agentId: outcome === "answered" ? agentId : null,
        agentName: null,
        talkMs: isServed ? talkMs : 0,
        holdMs: isServed ? holdMs : 0,
        wrapUpMs: isServed ? wrapUpMs : 0,
        servedAt: isServed ? (decidedAt ?? 0) + talkMs + holdMs : null,
      };
    });
  return fc.array(one, { maxLength: 60 });
}

/** States of each agent that follow one another, the last of them still lasting. */
export const agentDays: fc.Arbitrary<AgentInterval[]> = fc
  .tuple(
    ...agentIds.map((agentId) =>
      fc
        .array(
          fc.record({
            presence: fc.constantFrom("available", "away", "offline"),
            workState: fc.constantFrom("idle", "offered", "talking", "on-hold", "wrap-up"),
            gapMs: fc.integer({ min: 1, max: 20_000_000 }),
          }),
          { maxLength: 20 },
        )
        .map((list) => {
          let at = startsAt;
          const begins = list.map((each) => ({ ...each, startedAt: (at += each.gapMs) }));
          return begins.map(({ presence, workState, startedAt }, index): AgentInterval => {
            const endedAt = begins[index + 1]?.startedAt ?? null;
            return {
              agentId,
              presence,
              reason: null,
              workState,
              callId: null,
              queueId: null,
              startedAt,
              endedAt,
            };
          });
        }),
    ),
  )
  .map((all) => all.flat());
