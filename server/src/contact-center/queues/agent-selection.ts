// Strategies that pick one agent for one contact. Ties are broken by id, so that the same state always
// gives the same choice.
import type { QueueId } from "@tandem/kernel";
import type { Candidate } from "./routing.ts";

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
