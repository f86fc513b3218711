import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AgentStrategy, OverflowRule, Requirement } from "./configuration.ts";
import type { RoutingInput } from "./decisions.ts";
import { nextWakeAt, stepRouting } from "./engine.ts";
import { newRouting } from "./state.ts";
import type { RoutingState } from "./state.ts";
import { Ledger, checkDecisions, checkIndexes, checkNobodyIsForgotten } from "./testing/invariants.ts";
import { agentId, callId, configured, contactIn, free, queueId, skillId } from "./testing/numbered-names.ts";

const [queueCount, agentCount, callCount] = [3, 5, 9];
const anyQueue = fc.nat(queueCount - 1);
const anyRequirement = fc
  .tuple(fc.nat(1), fc.integer({ min: 1, max: 4 }))
  .map(([skill, minimum]): Requirement => ({ skillId: skillId(skill), minimum }));
const anyRule: fc.Arbitrary<OverflowRule> = fc.record({
  when: fc.oneof(
    fc.integer({ min: 1, max: 9000 }).map((overMs) => ({ kind: "wait" as const, overMs })),
    fc.integer({ min: 1, max: 3 }).map((from) => ({ kind: "size" as const, from })),
    fc.constant({ kind: "nobody-on-duty" as const }),
    fc.constant({ kind: "closed" as const }),
    fc.constant({ kind: "estimated-wait" as const, overMs: 300_000 }),
  ),
  to: fc.oneof(
    anyQueue.map((n) => ({ kind: "queue" as const, queueId: queueId(n) })),
    fc.constant({ kind: "voicemail" as const }),
  ),
});
const queueSettings = fc.record({
  strategy: fc.constantFrom<AgentStrategy>("longest-idle", "least-calls", "most-skilled", "round-robin"),
  ringAtOnce: fc.integer({ min: 1, max: 2 }),
  skills: fc.uniqueArray(anyRequirement, { maxLength: 2, selector: (each) => each.skillId }),
  rings: fc
    .array(anyRequirement, { maxLength: 2 })
    .map((minimums) =>
      minimums.map((each, n) => ({ afterMs: 3000 * (n + 1), minimums: [{ ...each, minimum: 2 - n }] })),
    ),
  lastAgentMs: fc.constantFrom(0, 4000),
  overflow: fc.array(anyRule, { maxLength: 2 }),
});
const queueConfigured = fc.tuple(anyQueue, queueSettings).map(([n, more]) => configured.queue(n, more));
const agentSettings = fc.record({
  queues: fc.subarray([0, 1, 2], { minLength: 1 }),
  excluded: fc.subarray([0, 1, 2], { maxLength: 1 }),
  skills: fc.record({ 0: fc.nat(5), 1: fc.nat(5) }),
  capacity: fc.integer({ min: 1, max: 2 }),
});
const agentConfigured = fc
  .tuple(fc.nat(agentCount - 1), agentSettings)
  .map(([n, more]) => configured.agent(n, more));
const agentChanged = fc
  .tuple(fc.nat(agentCount - 1), fc.boolean(), fc.boolean(), fc.nat(1), fc.nat(9))
  .map(([n, onDuty, ready, load, idleSince]): RoutingInput => ({
    ...(free(n, idleSince) as Extract<RoutingInput, { kind: "agent-changed" }>),
    onDuty: onDuty || ready,
    ready,
    load,
  }));
/** What comes next, in view of where things stand, so that most of what is told means something. */
type Planned = (state: RoutingState, now: number) => RoutingInput | undefined;

const always =
  (input: RoutingInput): Planned =>
  () =>
    input;
const contactQueued = fc
  .tuple(
    anyQueue,
    fc.nat(callCount - 1),
    fc.nat(2),
    fc.option(anyRequirement),
    fc.option(fc.nat(agentCount - 1)),
    fc.option(fc.nat(20_000)),
  )
  .map(
    ([queue, n, priority, need, last, waitedMs]): Planned =>
      (_, now) =>
        contactIn(queue, n, {
          queuedAt: now,
          priority,
          // The place of somebody who is to be called back: put in line anew after a while.
          ...(waitedMs !== null && { queuedAt: now - waitedMs, enteredAt: now - waitedMs, stays: true }),
          ...(need && { skills: [need] }),
          ...(last !== null && { lastAgentId: agentId(last) }),
        }),
  );
const offerEnded = fc
  .tuple(fc.constantFrom("offer-accepted" as const, "offer-failed" as const), fc.nat())
  .map(([kind, n]): Planned => (state) => {
    const offers = [...state.contacts.values()].flatMap((waiting) =>
      waiting.offers.map((agent) => ({ callId: waiting.callId, agentId: agent.agentId })),
    );
    const offer = offers[n % Math.max(1, offers.length)];
    return offer && { kind, ...offer };
  });
const strayNews = fc
  .tuple(
    fc.constantFrom("offer-accepted" as const, "offer-failed" as const),
    fc.nat(callCount),
    fc.nat(agentCount),
  )
  .map(([kind, c, a]) => always({ kind, callId: callId(c), agentId: agentId(a) }));
const contactLeft = fc
  .tuple(fc.nat(callCount - 1), fc.boolean())
  .map(([n, willReturn]) =>
    always({ kind: "contact-left", callId: callId(n), ...(willReturn && { willReturn }) }),
  );
const rareInput = fc.oneof(
  fc
    .tuple(anyQueue, fc.boolean())
    .map(([n, open]) => always({ kind: "queue-opened", queueId: queueId(n), open })),
  fc
    .tuple(anyQueue, fc.option(anyQueue.map(queueId), { nil: undefined }))
    .map(([n, moveTo]) => always({ kind: "queue-removed", queueId: queueId(n), moveTo })),
  fc.nat(agentCount - 1).map((n) => always({ kind: "agent-removed", agentId: agentId(n) })),
  fc.constant(always({ kind: "day-began" })),
);
const planned: fc.Arbitrary<Planned> = fc.oneof(
  { weight: 12, arbitrary: contactQueued },
  { weight: 12, arbitrary: agentChanged.map(always) },
  { weight: 10, arbitrary: offerEnded },
  { weight: 2, arbitrary: contactLeft },
  { weight: 2, arbitrary: queueConfigured.map(always) },
  { weight: 2, arbitrary: agentConfigured.map(always) },
  { weight: 1, arbitrary: strayNews },
  { weight: 1, arbitrary: rareInput },
);

const plan = fc.record({
  queues: fc.tuple(...[0, 1, 2].map((n) => queueSettings.map((more) => configured.queue(n, more)))),
  agents: fc.tuple(...[0, 1, 2, 3, 4].map((n) => agentSettings.map((more) => configured.agent(n, more)))),
  steps: fc.array(fc.tuple(planned, fc.constantFrom(0, 0, 1, 500, 3000)), { maxLength: 70, size: "max" }),
});

test("in any order of inputs: nobody is served twice or lost, no agent has too many, skills and order hold, and every decision says why", () => {
  fc.assert(
    fc.property(plan, ({ queues, agents, steps }) => {
      const state = newRouting();
      const ledger = new Ledger();
      let now = 1;
      const told: unknown[] = [];
      const tell = (input: RoutingInput): void => {
        told.push([now, input]);
        ledger.tell(state, input);
        const isNew = input.kind === "contact-queued" && !state.contacts.has(input.contact.callId);
        const decisions = stepRouting(state, input, now);
        for (const decision of decisions) ledger.hear(decision);
        ledger.compare(state);
        checkIndexes(state, now);
        checkNobodyIsForgotten(state, now);
        checkDecisions(state, decisions, now);
        if (isNew)
          assert.ok(
            decisions.some(({ callId: id }) => id === input.contact.callId),
            "a newcomer is told of",
          );
        assert.ok((nextWakeAt(state) ?? Infinity) > now);
      };
      try {
        for (const input of [...queues, ...agents]) tell(input);
        for (let n = 0; n < agentCount; n++) tell(free(n, n));
        for (const [next, passedMs] of steps) {
          now += passedMs;
          // What is due happens on its own, so that the ledger hears of it before the next input.
          tell({ kind: "time" });
          const input = next(state, now);
          if (input) tell(input);
        }
      } catch (error) {
        throw new Error(`after ${JSON.stringify(told)}: ${(error as Error).message}`, { cause: error });
      }
    }),
    { numRuns: 400 },
  );
});

test("the same inputs give the same decisions", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          queueConfigured,
          agentConfigured,
          agentChanged,
          anyQueue.chain((q) => fc.nat(callCount).map((n) => contactIn(q, n))),
        ),
        { maxLength: 40 },
      ),
      (inputs) => {
        const run = () => {
          const state = newRouting();
          return inputs.flatMap((input, at) => stepRouting(state, input, at * 700));
        };
        assert.deepEqual(run(), run());
      },
    ),
    { numRuns: 200 },
  );
});
