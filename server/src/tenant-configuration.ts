// Loads how each tenant is set up into the modules that use it, so that calls are routed from memory.
import type { TenantId } from "@tandem/kernel";
import { loadAgents, loadDispositions } from "#contact-center/agents";
import { loadEntryPoints } from "#contact-center/entry-points";
import { loadPublishedFlows } from "#contact-center/flows";
import { loadQueues } from "#contact-center/queues";
import { countQueueEvents, startOfDay } from "#contact-center/supervision";
import { listTenants } from "#platform/tenancy";
import type { Tenant } from "#platform/tenancy";
import { loadDiallingLimits } from "#telephony/abuse";
import { loadCallLimits, loadTrunks } from "#telephony/trunks";
import type { Node } from "./compose.ts";

export async function loadAllTenants(node: Node): Promise<void> {
  const { database, tenants } = node;
  const all = await listTenants(database);
  tenants.replace(all);
  await reloadTrunks(node);
  for (const tenant of all) await loadTenant(node, tenant);
}

/** Takes over the trunks of all tenants as the database has them now; calls that run go on. */
export async function reloadTrunks(node: Node): Promise<void> {
  const { database, tenants, trunks, secretBox, log } = node;
  const all = tenants.all();
  const allTrunks = await Promise.all(all.map(({ id }) => loadTrunks(id, database, secretBox)));
  for (const { id } of all) trunks.setTenantLimit(id, await loadCallLimits(id, database));
  for (const problem of trunks.replace(allTrunks.flat())) log.warn(problem.message);
  for (const { id } of all) node.lookForPhones(id);
}

/** Takes over a tenant's numbers as the database has them now. */
export async function reloadEntryPoints(node: Node, tenantId: TenantId): Promise<void> {
  node.entryPoints.replace(tenantId, await loadEntryPoints(tenantId, node.database));
}

async function loadTenant(node: Node, tenant: Tenant): Promise<void> {
  const { database, clock, agents, queues, flows, entryPoints, dispositions, floor, log } = node;
  agents.replace(tenant.id, await loadAgents(tenant.id, database));
  await node.deviceService.reload(tenant.id);
  queues.replace(tenant.id, await loadQueues(tenant.id, database));
  for (const { flowName, message } of flows.replace(
    tenant.id,
    await loadPublishedFlows(tenant.id, database),
  )) {
    log.error({ tenantId: tenant.id, flow: flowName }, `flow "${flowName}" cannot run: ${message}`);
  }
  const diallingLimits = await loadDiallingLimits(tenant.id, database);
  if (diallingLimits) node.diallingGuard.setLimits(tenant.id, diallingLimits);
  entryPoints.replace(tenant.id, await loadEntryPoints(tenant.id, database));
  dispositions.replace(tenant.id, await loadDispositions(tenant.id, database));
  const midnight = startOfDay(clock.now(), tenant.timeZone);
  floor.openTenant(tenant.id, tenant.timeZone, await countQueueEvents(tenant.id, midnight, database));
}

/** Ends the calls and keeps the recordings that a stopped process left open. */
export async function recoverCalls(node: Node, tenantId: TenantId): Promise<void> {
  const { callRecords, recordings, log } = node;
  const { ended, recordings: open } = await callRecords.closeLeftOpen(tenantId);
  if (ended.length > 0) log.warn({ tenantId, calls: ended.length }, "calls of the last run were ended");
  for (const { callId, recordingId, path, at } of open) {
    await recordings.recover({ tenantId, callId, recordingId, path, startedAt: at });
  }
}
