// A call's record, folded from its facts. Nothing in it is kept anywhere else, so it can be made anew
// at any time, and it always adds up: flow + wait + talk + hold = duration.
import type { AgentId, CallId, Fact, LegId, QueueId, RecordingId, TenantId } from "@tandem/kernel";
import type { CallEndCause, CallParty } from "#telephony/calls";
import { foldLegs } from "./leg-record.ts";
import type { LegRecord } from "./leg-record.ts";
import type { TelephonyFact } from "./telephony-fact.ts";

/** What the layers above know of a call; their facts are folded by functions that compose plugs in. */
export type RecordContribution = {
  readonly queueId?: QueueId;
  readonly queueName?: string;
  readonly agentId?: AgentId;
  readonly agentName?: string;
  /** When the first agent answered. */
  readonly answeredAt?: number;
  readonly waitMs?: number;
  readonly wrapUpMs?: number;
  readonly disposition?: string;
  readonly note?: string;
};
export type Contributor = (facts: readonly Fact[], endedAt: number) => RecordContribution;

export type RecordedSound = {
  readonly id: RecordingId;
  readonly path: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly bytes: number;
};

export type CallRecord = {
  readonly id: CallId;
  readonly tenantId: TenantId;
  readonly direction: "inbound" | "internal";
  readonly ani: string;
  readonly dnis: string;
  readonly source: { readonly kind: string; readonly name: string };
  readonly startedAt: number;
  readonly endedAt: number;
  readonly endCause: CallEndCause;
  readonly endedBy: CallParty;
  readonly talkMs: number;
  readonly holdMs: number;
  readonly waitMs: number;
  /** All the rest: ringing, prompts, menus. */
  readonly flowMs: number;
  readonly contribution: RecordContribution;
  readonly legs: readonly LegRecord[];
  readonly recordings: readonly RecordedSound[];
};

/** The record of an ended call; undefined while it has not begun or not ended. */
export function foldCall(
  facts: readonly Fact[],
  contributors: readonly Contributor[],
): CallRecord | undefined {
  // Facts of one millisecond keep the order of their ids (UUIDv7).
  const ordered = facts.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const known = ordered as readonly Fact[] as readonly TelephonyFact[];
  const arrived = known.find((fact) => fact.type === "CallArrived");
  const ended = known.find((fact) => fact.type === "CallEnded");
  if (!arrived || !ended) return undefined;
  const contribution: RecordContribution = Object.assign(
    {},
    ...contributors.map((contribute) => contribute(ordered, ended.at)),
  );
  const { talkMs, holdMs } = foldTalk(known, ended.at);
  const waitMs = contribution.waitMs ?? 0;
  const gaveUp =
    ended.by === "caller" && ended.cause === "completed" && contribution.answeredAt === undefined;
  return {
    id: arrived.callId,
    tenantId: arrived.tenantId,
    direction: arrived.direction,
    ani: arrived.ani,
    dnis: arrived.dnis,
    source: arrived.source,
    startedAt: arrived.at,
    endedAt: ended.at,
    endCause: gaveUp ? "abandoned" : ended.cause,
    endedBy: ended.by,
    talkMs,
    holdMs,
    waitMs,
    flowMs: ended.at - arrived.at - waitMs - talkMs - holdMs,
    contribution,
    legs: foldLegs(known),
    recordings: known.flatMap((fact) =>
      fact.type === "RecordingStored"
        ? [
            {
              id: fact.recordingId,
              path: fact.path,
              startedAt: fact.startedAt,
              durationMs: fact.durationMs,
              bytes: fact.bytes,
            },
          ]
        : [],
    ),
  };
}

/** Time that caller and agent were joined, split into talk and hold. */
function foldTalk(facts: readonly TelephonyFact[], endedAt: number): { talkMs: number; holdMs: number } {
  let talkMs = 0;
  let holdMs = 0;
  let bridgedSince: number | undefined;
  let since = 0;
  const holders = new Set<LegId>();
  const count = (at: number) => {
    if (bridgedSince === undefined) return;
    if (holders.size > 0) holdMs += at - since;
    else talkMs += at - since;
    since = at;
  };
  for (const fact of facts) {
    if (fact.at > endedAt) break;
    if (fact.type === "LegsBridged") {
      holders.clear();
      bridgedSince = since = fact.at;
    } else if (fact.type === "LegHeld" || fact.type === "LegResumed") {
      count(fact.at);
      if (fact.type === "LegHeld") holders.add(fact.legId);
      else holders.delete(fact.legId);
    } else if (fact.type === "BridgeEnded") {
      count(fact.at);
      bridgedSince = undefined;
    }
  }
  count(endedAt);
  return { talkMs, holdMs };
}
