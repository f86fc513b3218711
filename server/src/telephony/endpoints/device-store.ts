// Devices as the database keeps them, in each agent's order.
import { newId } from "@tandem/kernel";
import type { AgentId, DeviceId, TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { Database, NewRow, Schema, TableRow } from "#platform/database";
import type { RingStrategy } from "#telephony/calls";
import type { Device, DeviceCredential, Provisioning } from "./device.ts";

type Trx = Transaction<Schema>;

/** The devices of one agent, the first to ring first. */
export type AgentDevices = {
  readonly agentId: AgentId;
  readonly strategy: RingStrategy;
  readonly devices: readonly Device[];
};

/**
 * All agents of a tenant with their devices. An agent without any gets those that every agent begins with:
 * the browser, and a desk phone with the extension's own secret.
 */
export async function loadDevices(tenantId: TenantId, database: Database): Promise<AgentDevices[]> {
  return database.withTenant(tenantId, async (trx) => {
    await addFirstDevices(tenantId, trx);
    const agents = await trx
      .selectFrom("agents")
      .where("tenant_id", "=", tenantId)
      .select(["id", "ring_strategy"])
      .orderBy("extension")
      .execute();
    const rows = await trx
      .selectFrom("devices")
      .where("tenant_id", "=", tenantId)
      .selectAll()
      .orderBy("position")
      .orderBy("id")
      .execute();
    const devices = rows.map(deviceOf);
    return agents.map(({ id, ring_strategy }) => ({
      agentId: id,
      strategy: ring_strategy,
      devices: devices.filter(({ agentId }) => agentId === id),
    }));
  });
}

async function addFirstDevices(tenantId: TenantId, trx: Trx): Promise<void> {
  const without = await trx
    .selectFrom("agents")
    .where("tenant_id", "=", tenantId)
    .where("id", "not in", trx.selectFrom("devices").where("tenant_id", "=", tenantId).select("agent_id"))
    .select(["id", "extension", "sip_ha1_md5", "sip_ha1_sha256"])
    .forUpdate()
    .execute();
  if (without.length === 0) return;
  const rows = without.flatMap(({ id: agent_id, extension, sip_ha1_md5, sip_ha1_sha256 }) => {
    const own = { tenant_id: tenantId, agent_id, name: "" };
    const phone = { username: extension, sip_ha1_md5, sip_ha1_sha256 };
    return [
      { ...own, id: newId<DeviceId>(), kind: "browser" as const, position: 1 },
      { ...own, id: newId<DeviceId>(), kind: "desk-phone" as const, position: 2, ...phone },
    ];
  });
  for (const row of rows) await trx.insertInto("devices").values(row).execute();
}

/** The browser that every agent has, of an agent without devices: desk phones are added by hand. */
export async function insertBrowser(tenantId: TenantId, trx: Trx, agentId: AgentId): Promise<void> {
  const own = { tenant_id: tenantId, agent_id: agentId, id: newId<DeviceId>() };
  await trx
    .insertInto("devices")
    .values({ ...own, kind: "browser", name: "", position: 1 })
    .execute();
}

/** Adds a device behind the others of its agent. */
export async function insertDevice(device: Device, database: Database): Promise<void> {
  const { tenantId } = device;
  await database.withTenant(tenantId, async (trx) => {
    const position = sql<number>`(
      select coalesce(max(position), 0) + 1 from devices
       where tenant_id = ${tenantId} and agent_id = ${device.agentId})`;
    await trx
      .insertInto("devices")
      .values({ ...rowOf(device), position })
      .execute();
  });
}

/** Writes everything of a device but its place in the order. */
export async function saveDevice(device: Device, database: Database): Promise<void> {
  const { tenant_id, id, ...values } = rowOf(device);
  await database.withTenant(tenant_id, (trx) =>
    trx.updateTable("devices").set(values).where("tenant_id", "=", tenant_id).where("id", "=", id).execute(),
  );
}

export async function deleteDevice(tenantId: TenantId, id: DeviceId, database: Database): Promise<void> {
  await database.withTenant(tenantId, (trx) =>
    trx.deleteFrom("devices").where("tenant_id", "=", tenantId).where("id", "=", id).execute(),
  );
}

/** How an agent's devices ring, and in which order. */
export async function saveRing(
  tenantId: TenantId,
  ring: { readonly agentId: AgentId; readonly strategy: RingStrategy; readonly order: readonly DeviceId[] },
  database: Database,
): Promise<void> {
  await database.withTenant(tenantId, async (trx) => {
    await trx
      .updateTable("agents")
      .set({ ring_strategy: ring.strategy })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", ring.agentId)
      .execute();
    for (const [index, id] of ring.order.entries()) {
      await trx
        .updateTable("devices")
        .set({ position: index + 1 })
        .where("tenant_id", "=", tenantId)
        .where("agent_id", "=", ring.agentId)
        .where("id", "=", id)
        .execute();
    }
  });
}

function deviceOf(row: TableRow<"devices">): Device {
  const own = {
    id: row.id,
    tenantId: row.tenant_id,
    agentId: row.agent_id,
    name: row.name,
    enabled: row.enabled,
    ringSeconds: row.ring_seconds,
  };
  switch (row.kind) {
    case "browser":
      return { ...own, kind: "browser" };
    case "mobile":
      return { ...own, kind: "mobile", number: row.mobile_number ?? "" };
    case "desk-phone":
      return {
        ...own,
        kind: "desk-phone",
        credential: credentialIn(row),
        dtmf: row.dtmf,
        provisioning: provisioningIn(row),
      };
    default:
      return row.kind satisfies never;
  }
}

function credentialIn(row: TableRow<"devices">): DeviceCredential {
  const { username, sip_ha1_md5, sip_ha1_sha256 } = row;
  return { username: username ?? "", ha1Md5: sip_ha1_md5 ?? "", ha1Sha256: sip_ha1_sha256 ?? "" };
}

function provisioningIn(row: TableRow<"devices">): Provisioning | undefined {
  const { make, mac, provisioning_secret_hash: secret, provisioning_password_hash: password } = row;
  if (!make || !mac || !secret || !password) return undefined;
  return {
    make,
    mac,
    secretHash: secret.toString("hex"),
    passwordHash: password.toString("hex"),
    openUntil: row.provisioning_open_until?.getTime(),
    fetchesFrom: row.provisioned_from ?? undefined,
    lastFetchedAt: row.last_fetched_at?.getTime(),
    lastFetchedBy: row.last_fetched_by ?? undefined,
  };
}

function rowOf(device: Device): Omit<NewRow<"devices">, "position" | "created_at"> {
  const phone = device.kind === "desk-phone" ? device : undefined;
  const provisioning = phone?.provisioning;
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at));
  const bytes = (hex: string | undefined) => (hex === undefined ? null : Buffer.from(hex, "hex"));
  return {
    tenant_id: device.tenantId,
    id: device.id,
    agent_id: device.agentId,
    kind: device.kind,
    name: device.name,
    enabled: device.enabled,
    ring_seconds: device.ringSeconds,
    dtmf: phone?.dtmf ?? "auto",
    username: phone?.credential.username ?? null,
    sip_ha1_md5: phone?.credential.ha1Md5 ?? null,
    sip_ha1_sha256: phone?.credential.ha1Sha256 ?? null,
    mobile_number: device.kind === "mobile" ? device.number : null,
    make: provisioning?.make ?? null,
    mac: provisioning?.mac ?? null,
    provisioning_secret_hash: bytes(provisioning?.secretHash),
    provisioning_password_hash: bytes(provisioning?.passwordHash),
    provisioning_open_until: time(provisioning?.openUntil),
    provisioned_from: provisioning?.fetchesFrom ?? null,
    last_fetched_at: time(provisioning?.lastFetchedAt),
    last_fetched_by: provisioning?.lastFetchedBy ?? null,
  };
}
