import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AgentId, CallId, QueueId } from "@tandem/kernel";
import { newRouting, restAfterMissedOfferMs, stepRouting } from "./routing.ts";
import type { RoutingEffect, RoutingInput, RoutingState } from "./routing.ts";

const queue = "q1" as QueueId;
const call = (n: number) => `c${n}` as CallId;
const agent = (n: number) => `a${n}` as AgentId;

const serves = (n: number): RoutingInput => ({ kind: "agent-serves", agentId: agent(n), queueIds: [queue] });
const free = (n: number, idleSince: number): RoutingInput => ({
  kind: "agent-changed",
  agentId: agent(n),
  eligible: true,
  idleSince,
});
const queued = (n: number, priority = 0): RoutingInput => ({
  kind: "contact-queued",
  contact: { callId: call(n), queueId: queue, priority, queuedAt: n },
});

function run(state: RoutingState, now: number, ...inputs: RoutingInput[]): RoutingEffect[] {
  return inputs.flatMap((input) => stepRouting(state, input, now));
}

const offers = (effects: RoutingEffect[]) =>
  effects.flatMap((effect) => (effect.kind === "offer" ? [`${effect.callId}→${effect.agentId}`] : []));

test("the longest idle agent gets the first in line", () => {
  const state = newRouting();
  const effects = run(
    state,
    100,
    serves(1),
    serves(2),
    free(1, 50),
    free(2, 20),
    queued(1),
    queued(2),
    queued(3),
  );
  assert.deepEqual(offers(effects), ["c1→a2", "c2→a1"]);
});

test("an offer that fails goes to the next agent, and the one who missed it rests", () => {
  const state = newRouting();
  run(state, 100, serves(1), serves(2), free(1, 10), free(2, 20), queued(1));
  const next = run(state, 20_000, { kind: "offer-failed", callId: call(1), agentId: agent(1) });
  assert.deepEqual(offers(next), ["c1→a2"]);
  const nobody = run(state, 21_000, { kind: "offer-failed", callId: call(1), agentId: agent(2) });
  assert.deepEqual(nobody, [{ kind: "wake-at", at: 21_000 + restAfterMissedOfferMs }]);
  const rested = run(state, 21_000 + restAfterMissedOfferMs, { kind: "time" });
  assert.deepEqual(offers(rested), ["c1→a1"]);
});

test("a caller who leaves takes the offer back, and the agent gets the next caller", () => {
  const state = newRouting();
  run(state, 100, serves(1), free(1, 10), queued(1), queued(2));
  const effects = run(state, 200, { kind: "contact-left", callId: call(1) });
  assert.equal(effects[0]?.kind, "withdraw-offer");
  assert.deepEqual(offers(effects), ["c2→a1"]);
});

test("a contact of higher priority goes before those who wait", () => {
  const state = newRouting();
  const effects = run(state, 100, queued(1), queued(2), queued(3, 1), serves(1), free(1, 10));
  assert.deepEqual(offers(effects), ["c3→a1"]);
});

const anyInput = fc.oneof(
  fc.nat(6).map(queued),
  fc.nat(6).map((n): RoutingInput => ({ kind: "contact-left", callId: call(n) })),
  fc.nat(6).map((n): RoutingInput => ({ kind: "offer-accepted", callId: call(n) })),
  fc
    .tuple(fc.nat(6), fc.nat(3))
    .map(([c, a]): RoutingInput => ({ kind: "offer-failed", callId: call(c), agentId: agent(a) })),
  fc.tuple(fc.nat(3), fc.boolean(), fc.nat(100)).map(([a, eligible, idleSince]): RoutingInput => ({
    kind: "agent-changed",
    agentId: agent(a),
    eligible,
    idleSince,
  })),
  fc.constant<RoutingInput>({ kind: "time" }),
);

test("in any order of events: one agent at most per contact, one contact at most per agent, nobody waits while somebody could answer", () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
      const state = newRouting();
      run(state, 0, serves(0), serves(1), serves(2), serves(3));
      let now = 1;
      for (const input of inputs) {
        now += 1000;
        run(state, now, input);
        const reserved = [...state.offers.values()];
        assert.equal(new Set(reserved).size, reserved.length);
        for (const [callId, agentId] of state.offers) {
          assert.equal(state.agents.get(agentId)?.offeredCallId, callId);
          assert.ok(state.contacts.has(callId));
        }
        const line = state.lines.get(queue) ?? [];
        assert.equal(line.length, state.contacts.size);
        // Only after time passed for the rested is the promise whole.
        run(state, now, { kind: "time" });
        const waiting = line.some((contact) => !state.offers.has(contact.callId));
        const able = [...state.agents.values()].some(
          (each) => each.eligible && !each.offeredCallId && each.restUntil <= now,
        );
        assert.ok(!(waiting && able));
      }
    }),
  );
});
