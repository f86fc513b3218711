// The end of a consultation: whom the agent asked in a second call takes the agent's place in the first.
import { err, ok } from "@tandem/kernel";
import type { AgentId, CallId, LegId, Result } from "@tandem/kernel";
import type { Agents, OfferedContact } from "#contact-center/agents";
import type { Queues } from "#contact-center/queues";
import type { Bridges } from "#telephony/bridges";
import type { Calls, LegOfCall, TransferRequest } from "#telephony/calls";
import type { TransferFailure } from "./transfer-facts.ts";

type Ports = {
  readonly calls: Pick<
    Calls,
    "moveLeg" | "replaceLeg" | "anchor" | "callerLegOf" | "hangUp" | "numbersOf" | "agentOf"
  >;
  readonly bridges: Pick<Bridges, "partnerOf">;
  readonly agents: Pick<Agents, "get" | "join">;
  readonly queues: Pick<Queues, "has">;
};

export type PutThrough = {
  readonly toAgentId: AgentId | null;
  readonly targetName: string;
  /** The call in which the other one goes on, and the one that ended with this. */
  readonly survivingCallId: CallId;
  readonly linkedCallId: CallId;
};

/** Joins the far sides of the agent's two calls in the older one and ends the agent's legs. */
export function putThrough(
  { by, number, consultation }: TransferRequest,
  ports: Ports,
): Result<PutThrough, { kind: TransferFailure }> {
  if (consultation === undefined || consultation === "unknown") return err({ kind: "not-found" });
  if (consultation.tenantId !== by.tenantId || consultation.agentId !== by.agentId)
    return err({ kind: "forbidden" });
  const [main, asking] = inOrder(by, consultation, ports);
  const party = ports.bridges.partnerOf(main.callId, main.legId);
  const targetLegId = ports.bridges.partnerOf(asking.callId, asking.legId);
  if (!party || !targetLegId) return err({ kind: "unreachable" });
  const toAgentId = ports.calls.agentOf(asking.callId, targetLegId);
  const toAgent = toAgentId ? ports.agents.get(toAgentId) : undefined;
  const contact = toAgent && contactOf(main, ports, toAgent.record, asking.callId);
  if (!join({ main, asking, party, targetLegId }, ports)) return err({ kind: "unreachable" });
  if (toAgentId && contact) ports.agents.join(toAgentId, contact, targetLegId);
  ports.calls.hangUp(asking.callId, { cause: "transferred", by: "agent", wire: "transferred" });
  const targetName = toAgent?.record.displayName ?? number;
  return ok({ toAgentId, targetName, survivingCallId: main.callId, linkedCallId: asking.callId });
}

/**
 * The call that a queue sent to the agent goes on, whichever of the two the phone asks in; else the one it asks in. A
 * queue that the agent called to ask somebody there sent nobody.
 */
export function inOrder(
  by: LegOfCall,
  other: LegOfCall,
  { queues, calls }: { readonly queues: Ports["queues"]; readonly calls: Pick<Calls, "callerLegOf"> },
): readonly [LegOfCall, LegOfCall] {
  const wasSent = ({ callId, legId }: LegOfCall) => queues.has(callId) && calls.callerLegOf(callId) !== legId;
  return !wasSent(by) && wasSent(other) ? [other, by] : [by, other];
}

function join(
  legs: { main: LegOfCall; asking: LegOfCall; party: LegId; targetLegId: LegId },
  { calls }: Ports,
): boolean {
  const { main, asking, party, targetLegId } = legs;
  if (!calls.moveLeg(asking.callId, targetLegId, main.callId)) return false;
  if (calls.callerLegOf(main.callId) === main.legId) calls.anchor(main.callId, party);
  calls.replaceLeg(main.callId, main.legId, targetLegId, "transferred");
  return true;
}

/** What a colleague's desk shows of whoever is transferred: as the transferor's own desk does. */
export function contactOf(
  by: LegOfCall,
  {
    agents,
    calls,
  }: { readonly agents: Pick<Agents, "get"> } & { readonly calls: Pick<Calls, "numbersOf" | "callerLegOf"> },
  to: { readonly wrapUpSeconds: number },
  rungCallId: CallId = by.callId,
): OfferedContact {
  const contact = by.agentId ? agents.get(by.agentId)?.state.contact : undefined;
  const wrapUpMs = to.wrapUpSeconds * 1000;
  if (contact?.callId === by.callId) {
    const { callId, queueId, queueName, ani, dnis } = contact;
    return { callId, queueId, queueName, ani, dnis, waitMs: 0, wrapUpMs, rungCallId };
  }
  const numbers = calls.numbersOf(by.callId) ?? { ani: "", dnis: "" };
  // Whom an agent had called is known by the number that was dialled.
  const [ani, dnis] =
    calls.callerLegOf(by.callId) === by.legId ? [numbers.dnis, numbers.ani] : [numbers.ani, numbers.dnis];
  return { callId: by.callId, queueId: null, queueName: null, ani, dnis, waitMs: 0, wrapUpMs, rungCallId };
}
