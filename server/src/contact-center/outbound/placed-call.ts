// What reports count of one call that an agent placed to a number outside, from the desk or from a phone. Folded from its facts.
import type { AgentId, CallId, Fact, QueueId, TenantId } from "@tandem/kernel";
import { joinedPeriods } from "#telephony/call-records";
import type { CallFact } from "#telephony/calls";
import type { OutboundFact } from "./outbound-facts.ts";

export type PlacedCall = {
  readonly callId: CallId;
  readonly tenantId: TenantId;
  readonly agentId: AgentId;
  /** On behalf of which queue. */
  readonly queueId: QueueId | null;
  /** When the number was called: not while the agent's own phone rang for it. */
  readonly placedAt: number;
  readonly connectedAt: number | null;
  /** Without hold; by whoever spoke, colleagues after a transfer included. */
  readonly talkMs: number;
};

/**
 * Pure: undefined for a call that no agent placed, of which the number was not called, or that is not over. A callback is
 * none: it is a contact of its queue.
 */
export function foldPlacedCall(unordered: readonly Fact[]): PlacedCall | undefined {
  // Facts of one millisecond keep the order of their ids (UUIDv7).
  const facts = unordered.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)) as readonly Fact[];
  const known = facts as readonly (CallFact | OutboundFact)[];
  const arrived = known.find((fact) => fact.type === "CallArrived");
  const ended = known.findLast((fact) => fact.type === "CallEnded");
  const dialed = known.find((fact) => fact.type === "LegDialed" && fact.agentId === null);
  if (!arrived?.agentId || arrived.target !== "number" || !ended || dialed?.type !== "LegDialed")
    return undefined;
  const { tenantId, callId, agentId } = arrived;
  const answered = known.find((fact) => fact.type === "LegAnswered" && fact.legId === dialed.legId);
  const placed = known.find((fact) => fact.type === "OutboundCallPlaced");
  const talk = joinedPeriods(facts, ended.at).filter(({ held }) => !held);
  return {
    callId,
    tenantId,
    agentId,
    queueId: placed?.queueId ?? null,
    placedAt: dialed.at,
    connectedAt: answered?.at ?? null,
    talkMs: talk.reduce((sum, { from, to }) => sum + to - from, 0),
  };
}
