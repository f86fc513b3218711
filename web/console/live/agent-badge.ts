// Which of an agent's two states to show, and how: a call outweighs a chosen presence.
import type { AgentLive, AwayReason, Presence, WorkState } from "@tandem/contract";
import type { Tone } from "@tandem/ui";

export type AgentBadge = {
  readonly tone: Tone;
  readonly key: `work.${Exclude<WorkState, "idle">}` | `presence.${Presence}` | `away.${AwayReason}`;
  /** The contract's value, for `data-state`. */
  readonly state: WorkState | Presence;
  readonly since: string;
};

const workTone = { offered: "offered", talking: "talking", "on-hold": "hold", "wrap-up": "wrap-up" } as const;

/** Pure. */
export function agentBadge(agent: AgentLive): AgentBadge {
  const { workState, presence, awayReason } = agent;
  if (workState !== "idle") {
    return {
      tone: workTone[workState],
      key: `work.${workState}`,
      state: workState,
      since: agent.workStateSince,
    };
  }
  const since = agent.presenceSince;
  if (presence === "available") return { tone: "ready", key: "presence.available", state: presence, since };
  if (presence === "offline") return { tone: "offline", key: "presence.offline", state: presence, since };
  const alarming = awayReason === "no-answer" || awayReason === "phone-lost";
  const key = awayReason === null ? ("presence.away" as const) : (`away.${awayReason}` as const);
  return { tone: alarming ? "alarm" : "away", key, state: presence, since };
}
