// Which of an agent's two states to show, and how: a call outweighs a chosen presence.
import type { AgentLive, Presence, WorkState } from "@tandem/contract";
import type { Tone } from "@tandem/ui";

export type AgentBadge = {
  readonly tone: Tone;
  readonly key: `work.${Exclude<WorkState, "idle"> | "reserved"}` | `presence.${Presence}`;
  /** In place of the key's words: why the agent is away. */
  readonly name: AgentLive["awayName"];
  /** The contract's value, for `data-state`. */
  readonly state: WorkState | Presence | "reserved";
  readonly since: string;
};

const workTone = { offered: "offered", talking: "talking", "on-hold": "hold", "wrap-up": "wrap-up" } as const;

/** Pure. */
export function agentBadge(agent: AgentLive): AgentBadge {
  const { workState, presence, awayReason, awayName, isOverLimit, presenceSince: since } = agent;
  if (workState !== "idle") {
    return {
      tone: workTone[workState],
      key: `work.${workState}`,
      name: null,
      state: workState,
      since: agent.workStateSince,
    };
  }
  const { reservedFor } = agent;
  if (reservedFor)
    return {
      tone: "offered",
      key: "work.reserved",
      name: null,
      state: "reserved",
      since: reservedFor.since,
    };
  if (presence !== "away") {
    const tone = presence === "available" ? "ready" : "offline";
    return { tone, key: `presence.${presence}`, name: null, state: presence, since };
  }
  // What the agent did not choose, and who stays too long.
  const alarming = awayReason === "no-answer" || isOverLimit;
  return { tone: alarming ? "alarm" : "away", key: "presence.away", name: awayName, state: presence, since };
}
