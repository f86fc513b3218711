// Call records as the contract shows them.
import type {
  CallDetail,
  CallLegRecord,
  CallSummary,
  EndCause,
  RecordingRecord,
  TimelineEntry,
} from "@tandem/contract";
import type { TableRow } from "#platform/database";
import type { WholeCall } from "#telephony/call-records";

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
    hasRecording,
  };
}

export function callDetail(whole: WholeCall, agentName: (id: string) => string | null): CallDetail {
  return {
    ...callSummary(whole.call, whole.recordings.length > 0),
    timeline: whole.facts.map(timelineEntry),
    legs: whole.legs.map((leg) => callLeg(leg, leg.agent_id ? agentName(leg.agent_id) : null)),
    recordings: whole.recordings.map(recording),
  };
}

function timelineEntry(fact: TableRow<"call_facts">): TimelineEntry {
  return { at: fact.at.toISOString(), type: fact.type, data: fact.data as Record<string, unknown> };
}

function callLeg(leg: TableRow<"call_legs">, agentName: string | null): CallLegRecord {
  return {
    id: leg.id,
    kind: leg.kind,
    agentName,
    address: leg.address,
    startedAt: leg.started_at.toISOString(),
    answeredAt: leg.answered_at?.toISOString() ?? null,
    endedAt: leg.ended_at.toISOString(),
    endCause: leg.end_cause,
    codec: leg.codec,
    packetsReceived: leg.packets_received,
    packetsLost: leg.packets_lost,
    jitterMs: leg.jitter_ms,
  };
}

function recording(row: TableRow<"recordings">): RecordingRecord {
  return {
    id: row.id,
    startedAt: row.started_at.toISOString(),
    durationMs: row.duration_ms,
    bytes: row.bytes,
    state: row.state,
    audioUrl: `/api/v1/recordings/${row.id}/audio`,
  };
}
