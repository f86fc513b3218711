// What agents did with their time: intervals of one presence and work state, and their sums by interval of a report.
import type { AgentId, CallId, QueueId } from "@tandem/kernel";
import type { Presence, WorkState } from "#contact-center/agents";

export type AgentInterval = {
  readonly agentId: AgentId;
  readonly presence: Presence;
  /** Why the agent is away; null when not. */
  readonly reason: string | null;
  readonly workState: WorkState;
  /** The contact at hand, and the queue that sent it. */
  readonly callId: CallId | null;
  readonly queueId: QueueId | null;
  readonly startedAt: number;
  /** Null: it lasts. */
  readonly endedAt: number | null;
};

export type AgentTimes = {
  readonly offeredMs: number;
  /** Calls past all queues included. */
  readonly talkingMs: number;
  readonly onHoldMs: number;
  readonly wrapUpMs: number;
  /** Available and without a contact. */
  readonly idleMs: number;
  /** Away and without a contact. */
  readonly awayMs: number;
};

export const noAgentTimes: AgentTimes = {
  offeredMs: 0,
  talkingMs: 0,
  onHoldMs: 0,
  wrapUpMs: 0,
  idleMs: 0,
  awayMs: 0,
};

/** Under which sum an interval counts; a contact comes before presence. Undefined: the agent is not at work. */
function timeKindOf({
  presence,
  workState,
}: Pick<AgentInterval, "presence" | "workState">): keyof AgentTimes | undefined {
  if (workState === "offered") return "offeredMs";
  if (workState === "talking") return "talkingMs";
  if (workState === "on-hold") return "onHoldMs";
  if (workState === "wrap-up") return "wrapUpMs";
  if (presence === "available") return "idleMs";
  return presence === "away" ? "awayMs" : undefined;
}

export function addAgentTimes(a: AgentTimes, b: AgentTimes): AgentTimes {
  return Object.fromEntries(
    (Object.keys(a) as (keyof AgentTimes)[]).map((key) => [key, a[key] + b[key]]),
  ) as AgentTimes;
}

/** Pure: the times of each agent in each interval between two bounds; what lasts still lasts until `now`. */
export function timesOfAgents(
  intervals: readonly AgentInterval[],
  bounds: readonly number[],
  now: number,
): Map<AgentId, AgentTimes[]> {
  const times = new Map<AgentId, AgentTimes[]>();
  for (const interval of intervals) {
    const kind = timeKindOf(interval);
    if (kind === undefined) continue;
    for (let index = 0; index + 1 < bounds.length; index++) {
      const from = Math.max(interval.startedAt, bounds[index] ?? 0);
      const ms = Math.min(interval.endedAt ?? now, bounds[index + 1] ?? 0) - from;
      if (ms <= 0) continue;
      const row =
        times.get(interval.agentId) ?? Array.from({ length: bounds.length - 1 }, () => noAgentTimes);
      const before = row[index] ?? noAgentTimes;
      row[index] = { ...before, [kind]: before[kind] + ms };
      times.set(interval.agentId, row);
    }
  }
  return times;
}
