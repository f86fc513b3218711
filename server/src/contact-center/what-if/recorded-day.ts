// One queue's day as it is stored: who came and what became of them, and when its agents were there for it.
import type { AgentId, QueueId } from "@tandem/kernel";
import type { AgentInterval, QueueSegment } from "#contact-center/metrics";
import type { AgentRouting, QueueRouting } from "#contact-center/routing";
import { joined } from "./spans.ts";
import type { Span } from "./spans.ts";

export type RecordedContact = {
  readonly atMs: number;
  /** Who asked for a callback left by their own will too, but did not give up. */
  readonly outcome: "answered" | "abandoned" | "callback" | "flowed-out";
  readonly waitMs: number;
  /** Talk, hold and wrap-up; undefined: nobody answered. */
  readonly handlingMs: number | undefined;
};

export type RecordedAgent = {
  readonly routing: AgentRouting;
  /** At this queue's disposal, or busy with a caller of it. */
  readonly available: readonly Span[];
  /** Signed in, but on a break or busy with somebody else. */
  readonly away: readonly Span[];
  /** From the first ring to the end of wrap-up, for callers of this queue. */
  readonly contact: readonly Span[];
};

/** Plain data, so that it can be sent to another thread. */
export type RecordedDay = {
  readonly queue: QueueRouting;
  /** Where half-hours begin, and where the last one ends. */
  readonly bounds: readonly number[];
  /** In order of time. */
  readonly contacts: readonly RecordedContact[];
  readonly agents: readonly RecordedAgent[];
  /** How long phones rang until somebody answered, on average. */
  readonly ringMs: number;
  readonly open: readonly Span[];
};

export type DayRecords = {
  readonly queue: QueueRouting;
  readonly bounds: readonly number[];
  readonly segments: readonly QueueSegment[];
  readonly intervals: readonly AgentInterval[];
  /** As they are configured now; who answered on that day and is none of these any more is among the agents all the same. */
  readonly agents: readonly AgentRouting[];
  readonly open: readonly Span[];
};

/** Pure. What is not decided yet has no place in a day that is over. */
export function recordedDay({ queue, bounds, segments, intervals, agents, open }: DayRecords): RecordedDay {
  const { queueId } = queue;
  const [begin, end] = [bounds[0] ?? 0, bounds.at(-1) ?? 0];
  const answeredBy = new Set(segments.flatMap(({ agentId }) => (agentId === null ? [] : [agentId])));
  const byAgent = Map.groupBy(intervals, ({ agentId }) => agentId);
  const routings = new Map(agents.map((agent) => [agent.agentId, agent]));
  const ids = new Set<AgentId>([...answeredBy, ...routings.keys()]);
  return {
    queue,
    bounds,
    open,
    contacts: contactsOf(segments),
    agents: [...ids].toSorted().flatMap((agentId) => {
      const own = byAgent.get(agentId) ?? [];
      const known = routings.get(agentId);
      const routing = answeredBy.has(agentId) ? qualified(agentId, known, queue) : known;
      return routing
        ? [{ routing: servingOnly(routing, queueId), ...timesOf(own, queueId, { begin, end }) }]
        : [];
    }),
    ringMs: meanRing(segments, intervals, queueId),
  };
}

/** A caller who came back because the agent was lost is the same contact: it takes that much longer. */
function contactsOf(segments: readonly QueueSegment[]): RecordedContact[] {
  const extra = new Map<string, number>();
  for (const segment of segments)
    if (segment.returning) extra.set(segment.callId, (extra.get(segment.callId) ?? 0) + handlingOf(segment));
  return segments
    .filter(({ outcome, returning }) => outcome !== "waiting" && !returning)
    .toSorted((a, b) => a.offeredAt - b.offeredAt)
    .map((segment) => ({
      atMs: segment.offeredAt,
      outcome: outcomeOf(segment),
      waitMs: segment.waitMs,
      handlingMs:
        segment.outcome === "answered" ? handlingOf(segment) + (extra.get(segment.callId) ?? 0) : undefined,
    }));
}

function handlingOf({ talkMs, holdMs, wrapUpMs }: QueueSegment): number {
  return talkMs + holdMs + wrapUpMs;
}

function outcomeOf({ outcome, flowedTo }: QueueSegment): RecordedContact["outcome"] {
  if (outcome === "flowed-out") return flowedTo === "callback" ? "callback" : "flowed-out";
  return outcome === "answered" ? "answered" : "abandoned";
}

/** Who answered had the skills: what they are now may be less, and of who is gone nothing is known. */
function qualified(agentId: AgentId, known: AgentRouting | undefined, queue: QueueRouting): AgentRouting {
  const skills = new Map(known?.skills);
  for (const { skillId, minimum } of queue.skills)
    skills.set(skillId, Math.max(minimum, skills.get(skillId) ?? 0));
  return { agentId, queueIds: [queue.queueId], excludedQueueIds: [], skills, capacity: 1 };
}

function servingOnly(agent: AgentRouting, queueId: QueueId): AgentRouting {
  return { ...agent, queueIds: [queueId] };
}

function timesOf(
  intervals: readonly AgentInterval[],
  queueId: QueueId,
  { begin, end }: { readonly begin: number; readonly end: number },
): Omit<RecordedAgent, "routing"> {
  const spans = { available: [] as Span[], away: [] as Span[], contact: [] as Span[] };
  for (const interval of intervals) {
    const { presence, workState } = interval;
    const span = { from: Math.max(interval.startedAt, begin), to: Math.min(interval.endedAt ?? end, end) };
    if (span.from >= span.to) continue;
    const isBusy = workState !== "idle";
    const isOwn = isBusy && interval.queueId === queueId;
    if (isOwn) spans.contact.push(span);
    if (presence === "available" && (isOwn || !isBusy)) spans.available.push(span);
    else if (presence !== "offline" || isBusy) spans.away.push(span);
  }
  const { available, away, contact } = spans;
  return { available: joined(available), away: joined(away), contact: joined(contact) };
}

/** Of the answered whose ring is written down; 0 when none is. */
function meanRing(
  segments: readonly QueueSegment[],
  intervals: readonly AgentInterval[],
  queueId: QueueId,
): number {
  const rings = new Map<string, number>();
  for (const { agentId, callId, queueId: of, workState, startedAt, endedAt } of intervals)
    if (workState === "offered" && of === queueId && endedAt !== null)
      rings.set(`${agentId}/${callId}`, endedAt - startedAt);
  const found = segments.flatMap(({ agentId, callId }) => rings.get(`${agentId}/${callId}`) ?? []);
  return found.length === 0 ? 0 : found.reduce((sum, ms) => sum + ms, 0) / found.length;
}
