// A queue segment: one stay of a contact in a queue, from the moment it was offered to the queue until somebody answered,
// the caller gave up or it went elsewhere, and what an agent then spent on it. Folded from the facts of the call.
//
// outcome    | decided by
// -----------+---------------------------------------------------------------------------------------------
// waiting    | nothing yet
// answered   | ContactAnswered
// abandoned  | ContactAbandoned; CallEnded when nothing else was told
// flowed-out | ContactFlowedOut; ContactQueued of the same call while it waits: the contact is in another line
import type { AgentId, CallId, Fact, FactId, QueueId, TenantId } from "@tandem/kernel";
import type { AgentFact } from "#contact-center/agents";
import type { QueueFact } from "#contact-center/queues";
import { joinedPeriods } from "#telephony/call-records";
import type { CallFact } from "#telephony/calls";

export type SegmentOutcome = "waiting" | "answered" | "abandoned" | "flowed-out";

export type QueueSegment = {
  /** Of the fact that began it. */
  readonly id: FactId;
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly queueId: QueueId;
  readonly queueName: string;
  readonly offeredAt: number;
  /** The agent was lost and the contact came back to the line: it is not offered to the queue a second time. */
  readonly returning: boolean;
  readonly outcome: SegmentOutcome;
  readonly decidedAt: number | null;
  readonly waitMs: number;
  /** Where a contact that flowed out went, such as `queue:ID`; null for the others. */
  readonly flowedTo: string | null;
  /** Who answered. */
  readonly agentId: AgentId | null;
  readonly agentName: string | null;
  /** By whoever spoke, colleagues after a transfer included; 0 until the conversation is over. */
  readonly talkMs: number;
  readonly holdMs: number;
  /** Of all who wrapped up. */
  readonly wrapUpMs: number;
  /** When the last agent was done with it, but for wrap-up; null before, and when nobody answered. */
  readonly servedAt: number | null;
  /** The caller's number; empty when withheld. */
  readonly customer: string;
  /** Code of the disposition that was filed last. */
  readonly topic: string | null;
};

type KnownFact = CallFact | QueueFact | AgentFact;

/** Facts that change what is known of a call's segments. */
export const segmentFacts: ReadonlySet<string> = new Set<KnownFact["type"]>([
  "ContactQueued",
  "ContactAnswered",
  "ContactAbandoned",
  "ContactFlowedOut",
  "ContactServed",
  "ContactReturned",
  "WrapUpFinished",
  "DispositionFiled",
  "CallEnded",
]);

type Open = { -readonly [Key in keyof QueueSegment]: QueueSegment[Key] };

/** Pure: the segments of one call, in their order, whatever its facts are. */
export function foldSegments(facts: readonly Fact[]): QueueSegment[] {
  // Facts of one millisecond keep the order of their ids (UUIDv7).
  const ordered = facts.toSorted(
    (a, b) => a.at - b.at || (a.id < b.id ? -1 : 1),
  ) as readonly Fact[] as readonly KnownFact[];
  const segments: Open[] = [];
  let customer = "";
  for (const fact of ordered) {
    if (fact.type === "CallArrived") customer = fact.direction === "inbound" ? fact.ani : fact.dnis;
    else advance(segments, fact, customer);
  }
  addHandling(segments, ordered);
  return segments;
}

/**
 * Pure: the segments of a call after one more fact, but for talk, hold and customer, which take all facts to tell. A fact
 * from before the last segment was heard already, and changes nothing.
 */
export function stepSegments(segments: readonly QueueSegment[], fact: Fact): QueueSegment[] {
  const next = segments.map((segment) => ({ ...segment }));
  if (!isBefore(fact, segments.at(-1))) advance(next, fact as KnownFact, "");
  return next;
}

function isBefore({ at, id }: Fact, last: QueueSegment | undefined): boolean {
  if (last === undefined) return false;
  return at < last.offeredAt || (at === last.offeredAt && id <= last.id);
}

function advance(segments: Open[], fact: KnownFact, customer: string): void {
  const last = segments.at(-1);
  if (fact.type === "ContactQueued") {
    if (last) leave(last, fact);
    segments.push(begin(fact, customer));
  } else if (last) change(last, segments, fact);
}

function begin(fact: Extract<QueueFact, { type: "ContactQueued" }>, customer: string): Open {
  return {
    id: fact.id,
    tenantId: fact.tenantId,
    callId: fact.callId,
    queueId: fact.queueId,
    queueName: fact.queueName,
    offeredAt: fact.at,
    returning: fact.returning,
    outcome: "waiting",
    decidedAt: null,
    waitMs: 0,
    flowedTo: null,
    agentId: null,
    agentName: null,
    talkMs: 0,
    holdMs: 0,
    wrapUpMs: 0,
    servedAt: null,
    customer,
    topic: null,
  };
}

/** What comes of a segment when its call is put in a line again. */
function leave(segment: Open, { at, queueId }: Extract<QueueFact, { type: "ContactQueued" }>): void {
  if (segment.outcome === "waiting") decide(segment, "flowed-out", at).flowedTo = `queue:${queueId}`;
  else if (segment.outcome === "answered") segment.servedAt ??= at;
}

function decide(segment: Open, outcome: SegmentOutcome, at: number): Open {
  return Object.assign(segment, { outcome, decidedAt: at, waitMs: at - segment.offeredAt });
}

function change(last: Open, all: readonly Open[], fact: KnownFact): void {
  switch (fact.type) {
    case "ContactAnswered":
      if (last.outcome !== "waiting") return;
      decide(last, "answered", fact.at);
      last.agentId = fact.agentId;
      last.agentName = fact.agentName;
      return;
    case "ContactAbandoned":
      if (last.outcome === "waiting") decide(last, "abandoned", fact.at);
      return;
    case "ContactFlowedOut": {
      const { to } = fact;
      const flowedTo = to.kind === "queue" ? `queue:${to.queueId}` : to.kind;
      if (last.outcome === "waiting") decide(last, "flowed-out", fact.at).flowedTo = flowedTo;
      return;
    }
    case "ContactServed":
    case "ContactReturned":
      if (last.outcome === "answered") last.servedAt ??= fact.at;
      return;
    case "CallEnded":
      if (last.outcome === "waiting") decide(last, "abandoned", fact.at);
      else if (last.outcome === "answered") last.servedAt ??= fact.at;
      return;
    case "WrapUpFinished": {
      // Of the agent's own segment; a colleague who was handed the caller wraps up the one at hand.
      const own = all.findLast(({ agentId }) => agentId === fact.agentId);
      const of = own ?? (last.outcome === "answered" ? last : undefined);
      if (of) of.wrapUpMs += fact.wrapUpMs;
      return;
    }
    case "DispositionFiled":
      last.topic = fact.disposition;
      return;
    default:
  }
}

/** Talk and hold between the answer and the end of the service, from who was joined with whom. */
function addHandling(segments: readonly Open[], facts: readonly KnownFact[]): void {
  const answered = segments.filter(({ outcome, servedAt }) => outcome === "answered" && servedAt !== null);
  if (answered.length === 0) return;
  const periods = joinedPeriods(facts, Math.max(...answered.map(({ servedAt }) => servedAt ?? 0)));
  for (const segment of answered) {
    for (const { from, to, held } of periods) {
      const ms = Math.min(to, segment.servedAt ?? 0) - Math.max(from, segment.decidedAt ?? 0);
      if (ms > 0) segment[held ? "holdMs" : "talkMs"] += ms;
    }
  }
}
