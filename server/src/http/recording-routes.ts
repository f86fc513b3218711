// Recordings as things that are kept and end: the tenant's policy, and single ones that are held or deleted.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { RecordingId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { getRecording } from "#telephony/call-records";
import { loadKeepDays, storeKeepDays, waitingUploads } from "#telephony/recordings";
import type { RecordingPlaces, RecordingRetention, RecordingUploads } from "#telephony/recordings";
import type { Router } from "./router.ts";

export type RecordingRoutesOptions = {
  readonly database: Database;
  readonly log: Logger;
  readonly recordingPlaces: RecordingPlaces;
  readonly recordingUploads: Pick<RecordingUploads, "status">;
  readonly recordingRetention: RecordingRetention;
};

export function addRecordingRoutes(router: Router, options: RecordingRoutesOptions): void {
  const { database, log, recordingPlaces: places, recordingUploads: uploads } = options;
  const { recordingRetention: retention } = options;

  router.add(endpoints.getRecordingPolicy, async ({ person }) => ok(await policyOf(person.tenant.id)));

  router.add(endpoints.setRecordingPolicy, async ({ person, body }) => {
    await storeKeepDays(person.tenant.id, body.keepDays, database);
    const who = { tenantId: person.tenant.id, userId: person.user.id };
    log.warn({ ...who, keepDays: body.keepDays }, "how long recordings are kept was changed");
    return ok(await policyOf(person.tenant.id));
  });

  router.add(endpoints.deleteRecording, async ({ person, params }) => {
    const id = params.recordingId as RecordingId;
    const found = await getRecording(person.tenant.id, id, database);
    if (!found) return err({ kind: "not-found" });
    if (found.recording.state === "deleted") return err({ kind: "recording-deleted" });
    const deleted = await retention.delete(person.tenant.id, id, person.user.id);
    return deleted.ok ? ok({}) : err({ kind: "recording-held" });
  });

  router.add(endpoints.holdRecording, async ({ person, params, body }) => {
    const id = params.recordingId as RecordingId;
    const found = await getRecording(person.tenant.id, id, database);
    if (!found) return err({ kind: "not-found" });
    if (found.recording.state === "deleted") return err({ kind: "recording-deleted" });
    await retention.hold(person.tenant.id, id, body.held, person.user.id);
    return ok({ held: body.held });
  });

  async function policyOf(tenantId: TenantId) {
    const keepDays = await loadKeepDays(tenantId, database);
    if (!places.hasStore) return { keepDays, store: "local", waiting: nothingWaits } as const;
    const { count, bytes, oldest } = await waitingUploads(tenantId, database);
    const trouble = uploads.status.trouble?.kind ?? null;
    const waiting = { count, bytes, oldest: oldest?.toISOString() ?? null, trouble };
    return { keepDays, store: "s3", waiting } as const;
  }
}

const nothingWaits = { count: 0, bytes: 0, oldest: null, trouble: null } as const;
