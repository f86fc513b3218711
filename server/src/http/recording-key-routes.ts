// Keys of recordings: rotation, which the operator's command line asks for.
import { endpoints } from "@tandem/contract";
import type { KeyRotation } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import type { TenantDirectory } from "#platform/tenancy";
import type { TenantKeys } from "#platform/tenant-keys";
import { rotateKey } from "#telephony/recordings";
import type { Router } from "./router.ts";

export type RecordingKeyRoutesOptions = {
  readonly database: Database;
  readonly tenantKeys: TenantKeys;
  readonly tenants: Pick<TenantDirectory, "all">;
  readonly clock: Clock;
  readonly log: Logger;
};

export function addRecordingKeyRoutes(router: Router, options: RecordingKeyRoutesOptions): void {
  const { database, tenantKeys: keys, tenants, clock, log } = options;
  router.add(endpoints.rotateRecordingKeys, async ({ body }) => {
    const wanted = tenants
      .all()
      .filter(({ id, name }) => body.tenant === undefined || [id as string, name].includes(body.tenant));
    if (wanted.length === 0) return err({ kind: "not-found", message: "no such tenant" });
    const rotations: KeyRotation[] = [];
    for (const { id, name } of wanted) {
      const rotation = await rotateKey(id, { database, keys, clock });
      log.warn({ tenantId: id, ...rotation }, "the operator rotated the key of recordings");
      rotations.push({ tenantId: id, tenantName: name, ...rotation });
    }
    return ok({ rotations });
  });
}
