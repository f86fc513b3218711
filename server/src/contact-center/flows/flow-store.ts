// Published flow versions as the database keeps them.
import type { FlowId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type FlowRecord = {
  readonly id: FlowId;
  readonly tenantId: TenantId;
  readonly name: string;
  readonly version: number;
  readonly document: unknown;
};

export async function loadPublishedFlows(tenantId: TenantId, database: Database): Promise<FlowRecord[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("flows")
      .innerJoin("flow_versions", (join) =>
        join
          .onRef("flow_versions.tenant_id", "=", "flows.tenant_id")
          .onRef("flow_versions.flow_id", "=", "flows.id")
          .onRef("flow_versions.version", "=", "flows.published_version"),
      )
      .where("flows.tenant_id", "=", tenantId)
      .select(["flows.id", "flows.name", "flow_versions.version", "flow_versions.document"])
      .orderBy("flows.id")
      .execute(),
  );
  return rows.map((row) => ({ ...row, tenantId }));
}
