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
  readonly tags?: Readonly<Record<string, string>>;
  /** The caller spoke to a machine, and may hang up without having given up. */
  readonly leftMessage?: true;
};
export type Contributor = (facts: readonly Fact[], endedAt: number) => RecordContribution;

export type RecordedSound = {
  readonly id: RecordingId;
  readonly path: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly bytes: number;
  /** Undefined for a plain file of an earlier version. */
  readonly keyId: string | undefined;
  /** Base64. */
  readonly wrappedKey: string | undefined;
  readonly sha256: string | null;
  readonly incompleteFromMs: number | null;
};

export type CallRecord = {
  readonly id: CallId;
  readonly tenantId: TenantId;
  readonly direction: "inbound" | "internal" | "outbound";
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
    (ended.by === "caller" || (ended.by === "agent" && arrived.target !== undefined)) &&
    ended.cause === "completed" &&
    contribution.answeredAt === undefined &&
    !contribution.leftMessage;
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
              keyId: fact.keyId,
              wrappedKey: fact.wrappedKey,
              sha256: fact.sha256 ?? null,
              incompleteFromMs: fact.incompleteFromMs ?? null,
            },
          ]
        : [],
    ),
  };
}

/** Facts that begin (true) or end a time in which the other side hears music. */
const holding = { LegHeld: true, LegResumed: false, LegAway: true, LegBack: false } as const;
type LegFact = Extract<TelephonyFact, { type: keyof typeof holding }>;

type Pair = { readonly callerLegId: LegId; readonly agentLegId: LegId };

/** A time that caller and agent were joined; `held`: one of them heard music. */
export type JoinedPeriod = { readonly from: number; readonly to: number; readonly held: boolean };

/** Pure: when caller and agent of a call were joined, until `endedAt`, in order. `facts` are the call's, in order. */
export function joinedPeriods(facts: readonly Fact[], endedAt: number): JoinedPeriod[] {
  const periods: JoinedPeriod[] = [];
  let isJoined = false;
  let since = 0;
  let parked = false;
  /** Whether the caller hears anybody, in a conversation of more than two; undefined in one of two. */
  let hears: boolean | undefined;
  let pair: Pair | undefined;
  const holders = new Set<LegId>();
  // Who was replaced, or only listens, keeps nobody waiting.
  const isHeld = () => pair !== undefined && (holders.has(pair.callerLegId) || holders.has(pair.agentLegId));
  const count = (at: number) => {
    if (!isJoined) return;
    const held = parked || (hears === undefined ? isHeld() : !hears);
    if (at > since) periods.push({ from: since, to: at, held });
    since = at;
  };
  for (const fact of facts as readonly TelephonyFact[]) {
    if (fact.at > endedAt) break;
    if (fact.type === "LegsBridged") {
      // Also when one of the two took the place of another leg, which holds no more.
      count(fact.at);
      parked = false;
      hears = undefined;
      pair = fact;
      isJoined = true;
      since = fact.at;
    } else if (fact.type === "BridgePartiesChanged") {
      count(fact.at);
      hears = fact.guests.length > 0 ? fact.heardLegIds.length > 0 : undefined;
    } else if (fact.type === "BridgeParked") {
      count(fact.at);
      parked = true;
    } else if (fact.type in holding) {
      count(fact.at);
      if (holding[fact.type as keyof typeof holding]) holders.add((fact as LegFact).legId);
      else holders.delete((fact as LegFact).legId);
    } else if (fact.type === "BridgeEnded") {
      count(fact.at);
      isJoined = false;
      parked = false;
    }
  }
  count(endedAt);
  return periods;
}

function foldTalk(facts: readonly Fact[], endedAt: number): { talkMs: number; holdMs: number } {
  let talkMs = 0;
  let holdMs = 0;
  for (const { from, to, held } of joinedPeriods(facts, endedAt)) {
    if (held) holdMs += to - from;
    else talkMs += to - from;
  }
  return { talkMs, holdMs };
}
