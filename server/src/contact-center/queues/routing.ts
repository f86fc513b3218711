// The routing engine of one tenant: who waits, who could answer, and who is offered to whom. Pure and
// deterministic: no clock, no randomness, no I/O. The state is one mutable structure that only this
// file changes: copying it at every step would cost as much as there are agents and callers.
//
// contact  | means                              | leaves by
// ---------+------------------------------------+------------------------------------------------
// waiting  | in a queue's line                  | offer → offered, contact-left → (gone)
// offered  | one agent's phone is rung for it   | offer-accepted → (gone), offer-failed → waiting,
//          |                                    | contact-left → (gone, offer withdrawn)
import { assertNever } from "@tandem/kernel";
import type { AgentId, CallId, QueueId } from "@tandem/kernel";
import { longestIdle } from "./agent-selection.ts";
import type { Candidate } from "./agent-selection.ts";

export type Contact = {
  readonly callId: CallId;
  readonly queueId: QueueId;
  /** Higher goes first; equal ones in the order of coming. */
  readonly priority: number;
  readonly queuedAt: number;
};

export type RoutingState = {
  readonly lines: Map<QueueId, Contact[]>;
  readonly contacts: Map<CallId, Contact>;
  readonly offers: Map<CallId, AgentId>;
  readonly agents: Map<AgentId, Candidate>;
};

export type RoutingInput =
  | { readonly kind: "contact-queued"; readonly contact: Contact }
  | { readonly kind: "contact-left"; readonly callId: CallId }
  | { readonly kind: "offer-accepted"; readonly callId: CallId }
  | { readonly kind: "offer-failed"; readonly callId: CallId; readonly agentId: AgentId }
  | { readonly kind: "agent-serves"; readonly agentId: AgentId; readonly queueIds: readonly QueueId[] }
  | {
      readonly kind: "agent-changed";
      readonly agentId: AgentId;
      readonly eligible: boolean;
      readonly idleSince: number;
    }
  | { readonly kind: "time" };

export type RoutingEffect =
  | { readonly kind: "offer"; readonly callId: CallId; readonly agentId: AgentId; readonly queueId: QueueId }
  | { readonly kind: "withdraw-offer"; readonly callId: CallId; readonly agentId: AgentId }
  | { readonly kind: "wake-at"; readonly at: number };

/** How long an agent who let an offer pass is not offered another: time to look up, not a punishment. */
export const restAfterMissedOfferMs = 5000;

export function newRouting(): RoutingState {
  return { lines: new Map(), contacts: new Map(), offers: new Map(), agents: new Map() };
}

export function stepRouting(state: RoutingState, input: RoutingInput, now: number): RoutingEffect[] {
  switch (input.kind) {
    case "contact-queued":
      return queued(state, input.contact, now);
    case "contact-left":
      return left(state, input.callId, now);
    case "offer-accepted":
      return accepted(state, input.callId);
    case "offer-failed":
      return failed(state, input.callId, input.agentId, now);
    case "agent-serves":
      candidate(state, input.agentId).queueIds = new Set(input.queueIds);
      return assignAll(state, now);
    case "agent-changed":
      Object.assign(candidate(state, input.agentId), {
        eligible: input.eligible,
        idleSince: input.idleSince,
      });
      return input.eligible ? assignAll(state, now) : [];
    case "time":
      return assignAll(state, now);
    default:
      return assertNever(input);
  }
}

function candidate(state: RoutingState, agentId: AgentId): Candidate {
  let found = state.agents.get(agentId);
  if (!found) {
    found = {
      agentId,
      queueIds: new Set(),
      eligible: false,
      idleSince: 0,
      restUntil: 0,
      offeredCallId: undefined,
    };
    state.agents.set(agentId, found);
  }
  return found;
}

function queued(state: RoutingState, contact: Contact, now: number): RoutingEffect[] {
  if (state.contacts.has(contact.callId)) return [];
  const line = state.lines.get(contact.queueId) ?? [];
  const place = line.findIndex((other) => other.priority < contact.priority);
  line.splice(place === -1 ? line.length : place, 0, contact);
  state.lines.set(contact.queueId, line);
  state.contacts.set(contact.callId, contact);
  return assignQueue(state, contact.queueId, now);
}

function forget(state: RoutingState, callId: CallId): Candidate | undefined {
  const contact = state.contacts.get(callId);
  if (!contact) return undefined;
  state.contacts.delete(callId);
  const line = state.lines.get(contact.queueId) ?? [];
  line.splice(line.indexOf(contact), 1);
  return unreserve(state, callId);
}

function unreserve(state: RoutingState, callId: CallId): Candidate | undefined {
  const agentId = state.offers.get(callId);
  state.offers.delete(callId);
  const agent = agentId && state.agents.get(agentId);
  if (agent) agent.offeredCallId = undefined;
  return agent;
}

function left(state: RoutingState, callId: CallId, now: number): RoutingEffect[] {
  const agent = forget(state, callId);
  if (!agent) return [];
  const withdrawal: RoutingEffect = { kind: "withdraw-offer", callId, agentId: agent.agentId };
  return [withdrawal, ...assignAll(state, now)];
}

function accepted(state: RoutingState, callId: CallId): RoutingEffect[] {
  const agent = forget(state, callId);
  // The agent's own news (talking, later idle) follows; until then nothing more is offered.
  if (agent) agent.eligible = false;
  return [];
}

function failed(state: RoutingState, callId: CallId, agentId: AgentId, now: number): RoutingEffect[] {
  if (state.offers.get(callId) !== agentId) return [];
  const agent = unreserve(state, callId);
  if (!agent) return [];
  agent.restUntil = now + restAfterMissedOfferMs;
  // Whoever let one pass goes behind those who did not.
  agent.idleSince = now;
  return [...assignAll(state, now), { kind: "wake-at", at: agent.restUntil }];
}

function assignAll(state: RoutingState, now: number): RoutingEffect[] {
  return [...state.lines.keys()].flatMap((queueId) => assignQueue(state, queueId, now));
}

/** Offers the queue's waiting contacts, first in line first, as long as somebody can take one. */
function assignQueue(state: RoutingState, queueId: QueueId, now: number): RoutingEffect[] {
  const effects: RoutingEffect[] = [];
  for (const contact of state.lines.get(queueId) ?? []) {
    if (state.offers.has(contact.callId)) continue;
    const agent = longestIdle(state.agents.values(), queueId, now);
    if (!agent) break;
    agent.offeredCallId = contact.callId;
    state.offers.set(contact.callId, agent.agentId);
    effects.push({ kind: "offer", callId: contact.callId, agentId: agent.agentId, queueId });
  }
  return effects;
}
