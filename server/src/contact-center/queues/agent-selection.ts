// Strategies that pick one agent for one contact. Ties are broken by id, so that the same state always
// gives the same choice.
import type { AgentId, CallId, QueueId } from "@tandem/kernel";

/** An agent as routing sees one. */
export type Candidate = {
  readonly agentId: AgentId;
  queueIds: ReadonlySet<QueueId>;
  eligible: boolean;
  /** Since when the agent has had no contact; the longest idle is served first. */
  idleSince: number;
  /** After an offer that came to nothing the agent is left in peace until then. */
  restUntil: number;
  /** The contact now offered to this agent. */
  offeredCallId: CallId | undefined;
};

/** The free agent of this queue who has been idle longest. */
export function longestIdle(
  candidates: Iterable<Candidate>,
  queueId: QueueId,
  now: number,
): Candidate | undefined {
  let best: Candidate | undefined;
  for (const each of candidates) {
    if (!each.eligible || each.offeredCallId || each.restUntil > now || !each.queueIds.has(queueId)) continue;
    if (!best || each.idleSince < best.idleSince) best = each;
    else if (each.idleSince === best.idleSince && each.agentId < best.agentId) best = each;
  }
  return best;
}
