// Call records as the contract shows them.
import type {
  CallDetail,
  CallLegRecord,
  CallSummary,
  EndCause,
  LegQuality,
  LegEnding,
  RecordingRecord,
  TimelineEntry,
} from "@tandem/contract";
import { legEndingSchema } from "@tandem/contract";
import type { TableRow } from "#platform/database";
import type { LegStatistics } from "#telephony/calls";
import type { WholeCall } from "#telephony/call-records";
import type { QualitySeries } from "#telephony/voice-quality";
import { recordingSegments } from "./recording-segments.ts";

export function callSummary(row: TableRow<"calls">, hasRecording: boolean): CallSummary {
  return {
    id: row.id,
    direction: row.direction,
    ani: row.ani,
    dnis: row.dnis,
    startedAt: row.started_at.toISOString(),
    answeredAt: row.answered_at?.toISOString() ?? null,
    endedAt: row.ended_at.toISOString(),
    endCause: row.end_cause as EndCause,
    endedBy: row.ended_by as CallSummary["endedBy"],
    queueName: row.queue_name,
    agentId: row.agent_id,
    agentName: row.agent_name,
    waitMs: row.wait_ms,
    talkMs: row.talk_ms,
    holdMs: row.hold_ms,
    wrapUpMs: row.wrap_up_ms,
    disposition: row.disposition_code,
    note: row.note,
    tags: row.tags as Record<string, string>,
    hasRecording,
  };
}

export type CallDetailNeeds = {
  readonly agentName: (id: string) => string | null;
  /** Whether nothing opens the recording any more. */
  readonly isLocked: (recording: TableRow<"recordings">) => boolean;
};

export function callDetail(whole: WholeCall, { agentName, isLocked }: CallDetailNeeds): CallDetail {
  const timeline = whole.facts.map(timelineEntry);
  const nameOf = ({ agent_id }: TableRow<"call_legs">) => (agent_id ? agentName(agent_id) : null);
  return {
    ...callSummary(whole.call, whole.recordings.length > 0),
    timeline,
    legs: whole.legs.map((leg) => callLeg(leg, nameOf(leg), endingOf(leg.id, timeline))),
    recordings: whole.recordings.map((row) => recording(row, isLocked(row), timeline)),
    survey: surveyAnswers(timeline),
  };
}

/** The first answer to a question counts, as in reports. */
function surveyAnswers(timeline: readonly TimelineEntry[]): CallDetail["survey"] {
  const scores = new Map<string, number>();
  for (const { type, data } of timeline) {
    const { question, score } = data;
    if (type !== "SurveyAnswered" || typeof question !== "string" || typeof score !== "number") continue;
    if (!scores.has(question)) scores.set(question, score);
  }
  return [...scores].map(([question, score]) => ({ question, score }));
}

function timelineEntry(fact: TableRow<"call_facts">): TimelineEntry {
  // What opens a recording is nobody's business, wrapped as it is.
  const { wrappedKey: _, ...shown } = fact.data as Record<string, unknown>;
  return { at: fact.at.toISOString(), type: fact.type, data: shown };
}

/** As the fact of the leg's end tells it. */
function endingOf(legId: string, timeline: readonly TimelineEntry[]): LegEnding | null {
  const ended = timeline.findLast(({ type, data }) => type === "LegEnded" && data["legId"] === legId);
  const read = legEndingSchema.safeParse(ended?.data["ending"]);
  return read.success ? read.data : null;
}

function callLeg(
  leg: TableRow<"call_legs">,
  agentName: string | null,
  ending: LegEnding | null,
): CallLegRecord {
  return {
    id: leg.id,
    kind: leg.kind,
    agentName,
    address: leg.address,
    startedAt: leg.started_at.toISOString(),
    answeredAt: leg.answered_at?.toISOString() ?? null,
    endedAt: leg.ended_at.toISOString(),
    endCause: leg.end_cause,
    ending,
    codec: leg.codec,
    packetsReceived: leg.packets_received,
    packetsLost: leg.packets_lost,
    jitterMs: leg.jitter_ms,
    ...legQuality(leg.quality as LegStatistics["quality"] | null),
  };
}

export function legQualityOf(row: TableRow<"leg_qualities">): LegQuality {
  const { id: legId, codec, started_at, series } = row;
  const columns = series as QualitySeries;
  return {
    legId,
    codec,
    startedAt: started_at.toISOString(),
    seconds: [...columns.seconds],
    mosReceived: [...columns.mosReceived],
    mosSent: [...columns.mosSent],
    lossReceived: [...columns.lossReceived],
    lossSent: [...columns.lossSent],
    jitterReceivedMs: [...columns.jitterReceivedMs],
    jitterSentMs: [...columns.jitterSentMs],
    roundTripMs: [...columns.roundTripMs],
  };
}

function legQuality(quality: LegStatistics["quality"] | null) {
  const mos = (of: NonNullable<LegStatistics["quality"]>["received"] | undefined) =>
    of ? { mean: of.mos, lowest: of.lowestMos } : null;
  return {
    mosReceived: mos(quality?.received),
    mosSent: mos(quality?.sent),
    roundTripMs: quality?.roundTripMs ?? null,
  };
}

function recording(
  row: TableRow<"recordings">,
  isLocked: boolean,
  timeline: readonly TimelineEntry[],
): RecordingRecord {
  return {
    id: row.id,
    startedAt: row.started_at.toISOString(),
    durationMs: row.duration_ms,
    bytes: row.bytes,
    state: isLocked ? "locked" : row.state,
    storedIn: row.stored_in,
    legalHold: row.legal_hold,
    sha256: row.sha256,
    incompleteFromMs: row.incomplete_from_ms,
    segments: recordingSegments(
      { id: row.id, startedAtMs: row.started_at.getTime(), durationMs: row.duration_ms },
      timeline,
    ),
    audioUrl: `/api/v1/recordings/${row.id}/audio`,
  };
}
