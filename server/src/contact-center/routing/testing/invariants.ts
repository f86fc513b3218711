// What holds of the engine after every step, worked out by brute force from the configuration and from what was told.
import assert from "node:assert/strict";
import type { RoutingDecision, RoutingInput } from "../decisions.ts";
import type { AgentEntry, RoutingState, Standing, Waiting } from "../state.ts";
import { skillId } from "./numbered-names.ts";

/** Skills asked of an agent for a contact now, worked out from the configuration alone. */
function asked(waiting: Waiting, now: number): Map<string, number> {
  const { skills, rings } = waiting.queue.settings;
  const minimums = new Map<string, number>(skills.map((each) => [each.skillId, each.minimum]));
  for (const each of waiting.contact.skills ?? [])
    minimums.set(each.skillId, Math.max(each.minimum, minimums.get(each.skillId) ?? 0));
  for (const ring of rings) {
    if (now - waiting.enteredAt < ring.afterMs) break;
    for (const each of ring.minimums)
      if (minimums.has(each.skillId)) minimums.set(each.skillId, each.minimum);
  }
  return minimums;
}

function couldServe(agent: AgentEntry, waiting: Waiting, now: number): boolean {
  const { queueIds, excludedQueueIds, skills } = agent.settings;
  const { queueId: id } = waiting.queue;
  if (!queueIds.includes(id) || excludedQueueIds.includes(id)) return false;
  return [...asked(waiting, now)].every(
    ([skill, minimum]) => (skills.get(skillId(Number(skill.slice(1)))) ?? 0) >= minimum,
  );
}

function isFree(agent: AgentEntry, now: number): boolean {
  const room = agent.load + agent.offers.length < agent.settings.capacity;
  return agent.onDuty && agent.ready && room && agent.restUntil <= now;
}

/** Everything that is kept beside the truth, counted anew. */
export function checkIndexes(state: RoutingState, now: number): void {
  for (const agent of state.agents.values()) {
    for (const waiting of agent.offers)
      assert.ok(waiting.offers.includes(agent) && state.contacts.get(waiting.callId) === waiting);
    assert.equal(agent.standing === "free", isFree(agent, now));
    for (const seat of agent.seats) assert.equal(seat.pool.free.has(seat), agent.standing === "free");
  }
  for (const queue of state.queues.values()) {
    const members = [...queue.members];
    assert.equal(queue.onDuty, members.filter(({ onDuty }) => onDuty).length);
    for (const pool of queue.pools.values()) {
      const seated = members.filter((agent) => agent.seats.some((seat) => seat.pool === pool));
      for (const [standing, count] of Object.entries(pool.standings))
        assert.equal(count, seated.filter((agent) => agent.standing === (standing as Standing)).length);
      assert.equal(pool.users, [...queue.contacts].filter((waiting) => waiting.pool === pool).length);
    }
    const inLine = [...queue.contacts].filter(({ offers }) => offers.length === 0);
    assert.deepEqual(
      queue.order.values(),
      inLine.toSorted((a, b) => a.key - b.key || a.sequence - b.sequence),
    );
    inLine.forEach((waiting) =>
      assert.equal(queue.order.rank(waiting.key, waiting.sequence), queue.order.values().indexOf(waiting)),
    );
  }
}

/** Nobody is in line whom somebody free could serve. */
export function checkNobodyIsForgotten(state: RoutingState, now: number): void {
  for (const waiting of state.contacts.values()) {
    if (waiting.offers.length > 0) continue;
    for (const agent of state.agents.values()) {
      const isKept = waiting.keptFor !== undefined && waiting.keptFor !== agent;
      assert.ok(
        isKept || !isFree(agent, now) || !couldServe(agent, waiting, now),
        `${waiting.callId} waits, ${agent.agentId} is free`,
      );
      if (isKept) assert.ok(waiting.keptUntil > now && waiting.keptFor?.onDuty);
    }
  }
}

export function checkDecisions(
  state: RoutingState,
  decisions: readonly RoutingDecision[],
  now: number,
): void {
  for (const decision of decisions) {
    if (decision.kind !== "offer" && decision.kind !== "wait") continue;
    const { why } = decision;
    const { free: isFreeCount, passedOver, nextAgents, nextContacts } = why;
    assert.ok(nextAgents.length <= 3 && nextContacts.length <= 3);
    const counts = [isFreeCount, ...Object.values(passedOver)];
    assert.ok(counts.every((count) => count >= 0));
    const total = counts.reduce((sum, count) => sum + count, 0);
    assert.ok(total <= state.agents.size);
    if (decision.kind === "wait" || !isStanding(state, decision)) continue;
    const [waiting, agent] = [
      state.contacts.get(decision.callId) as Waiting,
      state.agents.get(decision.agentId) as AgentEntry,
    ];
    assert.ok(isFreeCount >= 1);
    assert.ok(couldServe(agent, waiting, now), "skills, membership and exclusions");
    assert.ok(agent.load + agent.offers.length <= agent.settings.capacity, "capacity");
    for (const other of waiting.queue.contacts) {
      if (other.offers.length > 0 || other.pool !== waiting.pool || other.keptFor) continue;
      const isBehind =
        waiting.key < other.key || (waiting.key === other.key && waiting.sequence < other.sequence);
      assert.ok(isBehind || why.strategy === "last-agent", `${other.callId} was before ${waiting.callId}`);
    }
  }
}

function isStanding(state: RoutingState, offer: Extract<RoutingDecision, { kind: "offer" }>): boolean {
  return state.contacts.get(offer.callId)?.offers.some((agent) => agent.agentId === offer.agentId) ?? false;
}

/** Where each contact is, by what was told and decided alone. */
export class Ledger {
  readonly inside = new Set<string>();
  readonly rung = new Map<string, Set<string>>();
  /** Contacts that no rule may send on. */
  readonly staying = new Set<string>();

  tell(state: RoutingState, input: RoutingInput): void {
    if (input.kind === "contact-queued" && !state.contacts.has(input.contact.callId)) {
      this.inside.add(input.contact.callId);
      if (input.contact.stays) this.staying.add(input.contact.callId);
      else this.staying.delete(input.contact.callId);
    }
    if (input.kind === "contact-left") this.inside.delete(input.callId);
    if (input.kind === "offer-accepted" && this.rung.get(input.callId)?.has(input.agentId))
      this.inside.delete(input.callId);
    if (input.kind === "offer-accepted" || input.kind === "offer-failed")
      this.rung.get(input.callId)?.delete(input.agentId);
  }

  hear(decision: RoutingDecision): void {
    if (decision.kind === "overflow") assert.ok(!this.staying.has(decision.callId), "a kept place stays");
    if (decision.kind === "offer") {
      assert.ok(this.inside.has(decision.callId), "who was served or has left is not offered");
      const rung = this.rung.get(decision.callId) ?? new Set();
      assert.ok(!rung.has(decision.agentId), "one agent is not rung twice for one contact");
      this.rung.set(decision.callId, rung.add(decision.agentId));
    } else if (decision.kind === "withdraw-offer") {
      assert.ok(this.rung.get(decision.callId)?.delete(decision.agentId));
    } else if (decision.kind === "refuse" || (decision.kind === "overflow" && decision.to.kind !== "queue")) {
      this.inside.delete(decision.callId);
    }
  }

  compare(state: RoutingState): void {
    assert.deepEqual(new Set(state.contacts.keys()), this.inside);
    for (const [id, waiting] of state.contacts)
      assert.deepEqual(new Set(waiting.offers.map((agent) => agent.agentId)), this.rung.get(id) ?? new Set());
  }
}
