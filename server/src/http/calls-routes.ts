// Ended calls: the list, one call's story, a recording's sound. An agent sees the calls they took, and of
// the caller on their line the earlier ones.
import { endpoints } from "@tandem/contract";
import { err, isUuid, ok } from "@tandem/kernel";
import type { AgentId, CallId, QueueId, RecordingId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { Database } from "#platform/database";
import { allows } from "#platform/identity";
import type { TenantKeys } from "#platform/tenant-keys";
import type { RecordingPlaces } from "#telephony/recordings";
import { getCallRecord, getRecording, listCallRecords } from "#telephony/call-records";
import type { ListedCall } from "#telephony/call-records";
import { legQualitiesOf } from "#telephony/voice-quality";
import { callDetail, callSummary, legQualityOf } from "./call-shapes.ts";
import type { Person } from "./person.ts";
import { opensWith, recordingResponse } from "./recording-response.ts";
import type { Router } from "./router.ts";

export type CallsRoutesOptions = {
  readonly database: Database;
  readonly agents: Agents;
  /** Where a recording's file is on this node. */
  readonly places: RecordingPlaces;
  readonly keys: Pick<TenantKeys, "unwrap">;
};

export function addCallsRoutes(router: Router, options: CallsRoutesOptions): void {
  const { database, agents, keys } = options;
  const agentOf = ({ tenant, user }: Person) => agents.ofUser(tenant.id, user.id);

  router.add(endpoints.listCalls, async ({ person, query }) => {
    const own = agentOf(person);
    const isOnTheLine = query.ani !== undefined && own?.state.contact?.ani === query.ani;
    const seesAll = allows(person.user.role, "calls.read.all") || isOnTheLine;
    if (!seesAll && !own) return err({ kind: "forbidden" });
    const found = await listCallRecords(
      person.tenant.id,
      {
        ani: query.ani,
        tag: tagOf(query.tag),
        agentId: seesAll ? (query.agentId as AgentId | undefined) : own?.record.id,
        queueId: query.queueId as QueueId | undefined,
        endCause: query.endCause,
        from: dateOf(query.from),
        to: dateOf(query.to),
        before: readCursor(query.cursor),
        // One more than asked for shows whether there is a next page.
        limit: query.limit + 1,
      },
      database,
    );
    const calls = found.slice(0, query.limit);
    const next = found.length > calls.length ? writeCursor(calls.at(-1)) : null;
    return ok({ calls: calls.map((row) => callSummary(row, row.has_recording)), next });
  });

  router.add(endpoints.getCall, async ({ person, params }) => {
    const whole = await getCallRecord(person.tenant.id, params.callId as CallId, database);
    if (!whole) return err({ kind: "not-found" });
    if (!maySee(person, whole.call.agent_id, "calls.read.all")) return err({ kind: "forbidden" });
    return ok(
      callDetail(whole, {
        agentName: (id) => agents.get(id as AgentId)?.record.displayName ?? null,
        isLocked: (recording) => !opensWith(recording, keys),
      }),
    );
  });

  router.add(endpoints.getCallQuality, async ({ person, params }) => {
    const callId = params.callId as CallId;
    const whole = await getCallRecord(person.tenant.id, callId, database);
    if (!whole) return err({ kind: "not-found" });
    if (!maySee(person, whole.call.agent_id, "calls.read.all")) return err({ kind: "forbidden" });
    const legs = await legQualitiesOf(person.tenant.id, callId, database);
    return ok({ callId, legs: legs.map(legQualityOf) });
  });

  router.add(endpoints.getRecordingAudio, async ({ person, params, headers }) => {
    const found = await getRecording(person.tenant.id, params.recordingId as RecordingId, database);
    if (!found) return err({ kind: "not-found" });
    if (!maySee(person, found.agentId, "recordings.play.all")) return err({ kind: "forbidden" });
    return recordingResponse(found.recording, headers, options);
  });

  function maySee(
    person: Person,
    agentId: AgentId | null,
    action: "calls.read.all" | "recordings.play.all",
  ): boolean {
    return allows(person.user.role, action) || (agentId !== null && agentOf(person)?.record.id === agentId);
  }
}

function dateOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

/** The place in the list after which the next page begins. */
function writeCursor(row: ListedCall | undefined): string | null {
  return row ? `${row.started_at.toISOString()}_${row.id}` : null;
}

function readCursor(cursor: string | undefined): { startedAt: Date; id: string } | undefined {
  const [time = "", id = ""] = cursor?.split("_") ?? [];
  const startedAt = new Date(time);
  return Number.isNaN(startedAt.getTime()) || !isUuid(id) ? undefined : { startedAt, id };
}

function tagOf(text: string | undefined): { name: string; value: string } | undefined {
  if (text === undefined) return undefined;
  const colon = text.indexOf(":");
  return { name: text.slice(0, colon), value: text.slice(colon + 1) };
}
