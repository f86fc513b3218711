// Loads how each tenant is set up into the modules that use it, so that calls are routed from memory.
import type { TenantId } from "@tandem/kernel";
import { loadAgents, loadDeskRules, loadDispositions } from "#contact-center/agents";
import { loadCalendars } from "#contact-center/business-hours";
import { loadEntryPoints } from "#contact-center/entry-points";
import {
  loadLastTalks,
  loadListedNumbers,
  loadQueues,
  loadRoutingSettings,
  longestMemoryMs,
} from "#contact-center/queues";
import { lastAgentIntervals, segmentsSince, startOfDay } from "#contact-center/metrics";
import { loadOpenAlarms, loadThresholds } from "#contact-center/thresholds";
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

/** Takes over a tenant's calendars; what goes by them opens or closes at once. */
export async function reloadCalendars(node: Node, tenantId: TenantId): Promise<void> {
  const timeZone = node.tenants.byId(tenantId)?.timeZone ?? "UTC";
  node.businessHours.replace(tenantId, timeZone, await loadCalendars(tenantId, node.database));
}

/** Takes over a tenant's queues, how they choose and how their agents work; callers who wait keep their places. */
export async function reloadQueues(
  { queues, database, deskRules, entryPoints, floor }: Node,
  tenantId: TenantId,
): Promise<void> {
  deskRules.replace(tenantId, await loadDeskRules(tenantId, database));
  const records = await loadQueues(tenantId, database);
  entryPoints.replaceQueues(tenantId, records);
  const settings = await loadRoutingSettings(tenantId, database);
  queues.replace(tenantId, records, settings);
  const targets = [...settings.queues].map(([id, each]) => [id, each.serviceLevelSeconds * 1000] as const);
  floor.setTargets(tenantId, new Map(targets));
  floor.refresh(tenantId);
}

/** Takes over a tenant's people as the database has them now; who is gone finishes the call at hand. */
export async function reloadPeople(node: Node, tenantId: TenantId): Promise<void> {
  node.agents.replace(tenantId, await loadAgents(tenantId, node.database));
  await node.deviceService.reload(tenantId);
  await reloadQueues(node, tenantId);
  await node.mailboxes.reload(tenantId);
}

/** Takes over from where on the figures of a tenant's queues are alarms. */
export async function reloadThresholds(
  { queueAlarms, database, floor }: Node,
  tenantId: TenantId,
): Promise<void> {
  queueAlarms.setThresholds(tenantId, await loadThresholds(tenantId, database));
  floor.refresh(tenantId);
}

/** Takes over which numbers go first, and which are let into no queue. */
export async function reloadListedNumbers({ queues, database }: Node, tenantId: TenantId): Promise<void> {
  queues.replaceLists(tenantId, await loadListedNumbers(tenantId, database));
}

async function loadTenant(node: Node, tenant: Tenant): Promise<void> {
  const { database, clock, agents, entryPoints, dispositions, log } = node;
  for (const keyId of await node.tenantKeys.load(tenant.id)) {
    log.error({ tenantId: tenant.id, keyId }, "a key of recordings is not opened by the operator's key");
    node.alarms.raise("keys-locked", { count: node.alarms.countOf("keys-locked") + 1 });
  }
  agents.replace(tenant.id, await loadAgents(tenant.id, database));
  await node.deviceService.reload(tenant.id);
  await reloadCalendars(node, tenant.id);
  await reloadQueues(node, tenant.id);
  await reloadThresholds(node, tenant.id);
  node.queueAlarms.restore(tenant.id, await loadOpenAlarms(tenant.id, database));
  await reloadListedNumbers(node, tenant.id);
  const remembered = clock.now() - longestMemoryMs;
  node.queues.rememberTalks(tenant.id, await loadLastTalks(tenant.id, database, remembered));
  await node.vault.load(tenant.id);
  await node.ownPrompts.load(tenant.id);
  await node.speech.load(tenant.id);
  await node.recognition.load(tenant.id);
  await node.dataTables.load(tenant.id);
  await node.connectors.load(tenant.id);
  await node.outbox.load(tenant.id);
  await node.flowPublisher.load(tenant.id);
  const diallingLimits = await loadDiallingLimits(tenant.id, database);
  if (diallingLimits) node.diallingGuard.setLimits(tenant.id, diallingLimits);
  entryPoints.replace(tenant.id, await loadEntryPoints(tenant.id, database));
  dispositions.replace(tenant.id, await loadDispositions(tenant.id, database));
  await node.mailboxSettings.load(tenant.id);
  await node.mailboxes.load(tenant.id);
}

/**
 * Goes on with a tenant's day: what its queues came to so far, and what its agents do; after the calls and agents of the
 * process before are there, and all that it told is stored.
 */
export async function goOnWithDay(node: Node, { id, timeZone }: Tenant): Promise<void> {
  const { agentRecorder, aliveMark, database, clock, floor } = node;
  const midnight = startOfDay(clock.now(), timeZone);
  floor.openTenant(id, timeZone, await segmentsSince(id, midnight, database));
  agentRecorder.begin(id, await lastAgentIntervals(id, database), aliveMark.lastAt ?? clock.now());
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
