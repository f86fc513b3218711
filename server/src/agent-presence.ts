// What colleagues may see of an agent's state: presence for lamps and lists, from what the agent chose.
import type { AgentState, AwayReason } from "#contact-center/agents";
import type { Activity, PresenceState } from "#telephony/presence";

const activityOf: Readonly<Record<AwayReason, Activity>> = {
  break: "away",
  meal: "meal",
  training: "meeting",
  meeting: "meeting",
  other: "away",
  "no-answer": "away",
  "phone-lost": "away",
};

/** Open: a call from a colleague or a queue would ring. Whether they are on the phone is for the lines to say. */
export function presenceOfAgent(state: AgentState | undefined): PresenceState {
  if (!state || state.presence === "offline" || !state.reachable) return { open: false, activities: [] };
  if (state.presence === "away")
    return { open: false, activities: [activityOf[state.awayReason ?? "other"]] };
  return { open: true, activities: state.contact?.phase === "wrap-up" ? ["busy"] : [] };
}
