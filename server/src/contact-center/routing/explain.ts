// Says of each offer, and of each wait, how it came about: from counts that are kept as standings change, so that
// an explanation costs the same for ten agents and for ten thousand.
import type { AgentId, CallId } from "@tandem/kernel";
import type { Explanation } from "./decisions.ts";
import type { Step } from "./step.ts";
import type { Waiting } from "./state.ts";

const namedAgents = 3;
const noAgents: readonly AgentId[] = [];
export const noContacts: readonly CallId[] = [];

/** To be called while the chosen are still among the free; `taken`: how many of those the contact gets. */
export function explain(
  step: Step,
  waiting: Waiting,
  taken: number,
  strategy: Explanation["strategy"] = waiting.queue.settings.strategy,
  nextContacts: readonly CallId[] = noContacts,
): Explanation {
  const { queue, pool, contact } = waiting;
  const { free, offDuty, notReady, busy, resting } = pool.standings;
  const unskilled = queue.members.size - (free + offDuty + notReady + busy + resting);
  const others =
    pool.free.size > taken
      ? pool.free
          .best(taken + namedAgents)
          .slice(taken)
          .map((seat) => seat.agent.agentId)
      : noAgents;
  return {
    trigger: step.trigger,
    strategy,
    waitedMs: step.now - contact.queuedAt,
    free,
    nextAgents: others,
    passedOver: { offDuty, notReady, busy, resting, unskilled },
    nextContacts,
  };
}
