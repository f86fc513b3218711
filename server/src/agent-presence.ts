// What colleagues may see of an agent's state: presence for lamps and lists, from what the agent chose.
import type { AgentState, AwayReason } from "#contact-center/agents";
import type { Activity, PresenceState } from "#telephony/presence";

/** Reasons that a phone has its own word for; whatever else a tenant calls its reasons is "away". */
const activityOf: ReadonlyMap<AwayReason, Activity> = new Map([
  ["meal", "meal"],
  ["training", "meeting"],
  ["meeting", "meeting"],
]);

/** Open: a call from a colleague or a queue would ring. Whether they are on the phone is for the lines to say. */
export function presenceOfAgent(state: AgentState | undefined): PresenceState {
  if (!state || state.presence === "offline" || !state.reachable) return { open: false, activities: [] };
  if (state.presence === "away")
    return { open: false, activities: [activityOf.get(state.awayReason ?? "other") ?? "away"] };
  return { open: true, activities: state.contact?.phase === "wrap-up" ? ["busy"] : [] };
}
