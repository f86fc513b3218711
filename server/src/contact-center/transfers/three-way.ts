// A consultation becomes a conversation of three: whom the agent asked joins the caller and the agent.
import { err, ok } from "@tandem/kernel";
import type { AgentId, CallId, LegId, Result } from "@tandem/kernel";
import type { Agent, Agents } from "#contact-center/agents";
import type { Queues } from "#contact-center/queues";
import type { Bridges } from "#telephony/bridges";
import type { Calls, LegOfCall } from "#telephony/calls";
import { contactOf, inOrder } from "./attended-transfer.ts";

type Ports = {
  readonly calls: Pick<Calls, "moveLeg" | "anchor" | "callerLegOf" | "hangUp" | "numbersOf" | "agentOf">;
  readonly bridges: Pick<Bridges, "partnerOf" | "setGuest">;
  readonly agents: Pick<Agents, "get" | "join">;
  readonly queues: Pick<Queues, "has">;
};

export type Merged = {
  readonly callId: CallId;
  readonly linkedCallId: CallId;
  readonly legId: LegId;
  readonly toAgentId: AgentId | null;
  readonly targetName: string;
};

export type MergeError = { kind: "no-consultation" | "unreachable" };

/** Puts the far side of the agent's second call into the first; the second ends. Either may leave then. */
export function mergeCalls(agent: Agent, ports: Ports): Result<Merged, MergeError> {
  const [first, second] = legsOf(agent);
  if (!first || !second) return err({ kind: "no-consultation" });
  const [main, asking] = inOrder(first, second, ports);
  const { calls, bridges, agents } = ports;
  const party = bridges.partnerOf(main.callId, main.legId);
  const legId = bridges.partnerOf(asking.callId, asking.legId);
  if (!party || !legId) return err({ kind: "no-consultation" });
  const toAgentId = calls.agentOf(asking.callId, legId);
  const toAgent = toAgentId ? agents.get(toAgentId) : undefined;
  const contact = toAgent && contactOf(main, ports, toAgent.record, asking.callId);
  const dialled = calls.numbersOf(asking.callId)?.dnis ?? "";
  if (!calls.moveLeg(asking.callId, legId, main.callId)) return err({ kind: "unreachable" });
  // The agent may leave the two others.
  if (calls.callerLegOf(main.callId) === main.legId) calls.anchor(main.callId, party);
  bridges.setGuest(main.callId, { legId, agentId: toAgentId, role: "member" });
  if (toAgentId && contact) agents.join(toAgentId, contact, legId);
  calls.hangUp(asking.callId, { cause: "transferred", by: "agent", wire: "transferred" });
  const targetName = toAgent?.record.displayName ?? dialled;
  return ok({ callId: main.callId, linkedCallId: asking.callId, legId, toAgentId, targetName });
}

/** The agent's calls in the order they began. */
function legsOf({ record: { id: agentId, tenantId }, state: { contact, ownLegs } }: Agent): LegOfCall[] {
  const held = contact?.legId && contact.answeredAt ? [{ callId: contact.callId, legId: contact.legId }] : [];
  return [...held, ...ownLegs].map(({ callId, legId }) => ({ tenantId, callId, legId, agentId }));
}
