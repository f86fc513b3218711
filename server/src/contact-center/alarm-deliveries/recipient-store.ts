// Who is told of alarms, and what came of it, as the database keeps them.
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { AfterTry, Attempt } from "#platform/deliveries";
import type { AlarmEvent } from "./alarm-event.ts";

export type Recipient = {
  readonly id: string;
  readonly kind: "mail" | "webhook";
  readonly address: string;
  /** Told from there on. */
  readonly leastLevel: "warning" | "alarm";
};

export type Delivery = {
  readonly id: string;
  readonly recipientId: string;
  readonly event: AlarmEvent;
  readonly state: "waiting" | "delivered" | "failed";
  readonly attempts: number;
  readonly outcome: string;
  readonly triedAt: number | null;
};

export type DueDelivery = Pick<Delivery, "id" | "event" | "attempts"> &
  Pick<Recipient, "kind" | "address"> & { readonly sealedSecret: string | null };

const mostShown = 50;
const mostAtOnce = 20;
const keptMs = 30 * 86_400_000;

export async function listRecipients(tenantId: TenantId, database: Database): Promise<Recipient[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("alarm_recipients")
      .where("tenant_id", "=", tenantId)
      .select(["id", "kind", "address", "least_level"])
      .orderBy("created_at")
      .execute(),
  );
  return rows.map(({ least_level, ...row }) => ({ ...row, leastLevel: least_level }));
}

export async function addRecipient(
  tenantId: TenantId,
  database: Database,
  { kind, address, leastLevel, sealedSecret }: Omit<Recipient, "id"> & { sealedSecret: string | null },
): Promise<string> {
  const id = newId();
  const row = {
    tenant_id: tenantId,
    id,
    kind,
    address,
    least_level: leastLevel,
    sealed_secret: sealedSecret,
  };
  await database.withTenant(tenantId, (trx) => trx.insertInto("alarm_recipients").values(row).execute());
  return id;
}

/** False when there is none. Its deliveries go with it. */
export async function removeRecipient(tenantId: TenantId, database: Database, id: string): Promise<boolean> {
  const { numDeletedRows } = await database.withTenant(tenantId, (trx) =>
    trx
      .deleteFrom("alarm_recipients")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirst(),
  );
  return numDeletedRows > 0n;
}

/** The last ones, the newest first. */
export async function listDeliveries(tenantId: TenantId, database: Database): Promise<Delivery[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("alarm_deliveries")
      .where("tenant_id", "=", tenantId)
      .select(["id", "recipient_id", "event", "state", "attempts", "outcome", "tried_at"])
      .orderBy("created_at", "desc")
      .limit(mostShown)
      .execute(),
  );
  return rows.map(({ recipient_id, event, tried_at, ...row }) => {
    const triedAt = tried_at?.getTime() ?? null;
    return { ...row, recipientId: recipient_id, event: event as AlarmEvent, triedAt };
  });
}

/** One delivery for each recipient, due now; forgets what is older than 30 days. */
export async function addDeliveries(
  tenantId: TenantId,
  database: Database,
  recipientIds: readonly string[],
  event: AlarmEvent,
): Promise<void> {
  const rows = recipientIds.map((recipient_id) => {
    return {
      tenant_id: tenantId,
      id: newId(),
      recipient_id,
      event: JSON.stringify(event),
      next_at: new Date(event.at),
    };
  });
  if (rows.length === 0) return;
  await database.withTenant(tenantId, async (trx) => {
    await trx.insertInto("alarm_deliveries").values(rows).execute();
    await trx
      .deleteFrom("alarm_deliveries")
      .where("tenant_id", "=", tenantId)
      .where("created_at", "<", new Date(event.at - keptMs))
      .execute();
  });
}

export async function dueDeliveries(
  tenantId: TenantId,
  database: Database,
  now: number,
): Promise<DueDelivery[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("alarm_deliveries as delivery")
      .innerJoin("alarm_recipients as recipient", (join) =>
        join
          .onRef("recipient.tenant_id", "=", "delivery.tenant_id")
          .onRef("recipient.id", "=", "delivery.recipient_id"),
      )
      .where("delivery.tenant_id", "=", tenantId)
      .where("delivery.state", "=", "waiting")
      .where("delivery.next_at", "<=", new Date(now))
      .select(["delivery.id", "event", "attempts", "kind", "address", "sealed_secret"])
      .orderBy("next_at")
      .limit(mostAtOnce)
      .execute(),
  );
  return rows.map(({ event, sealed_secret, ...row }) => {
    return { ...row, event: event as AlarmEvent, sealedSecret: sealed_secret };
  });
}

/** Keeps what came of a try. `nextAt`: undefined when there is no other. */
export async function storeAttempt(
  tenantId: TenantId,
  database: Database,
  { id, attempts, attempt, now, nextAt }: AttemptDone,
): Promise<void> {
  const last = attempt.delivered ? "delivered" : "failed";
  const next = nextAt === undefined ? ({ state: last } as const) : { next_at: new Date(nextAt) };
  await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("alarm_deliveries")
      .set({ attempts, outcome: attempt.outcome, tried_at: new Date(now), ...next })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .execute(),
  );
}

type AttemptDone = AfterTry & {
  readonly id: string;
  readonly attempt: Attempt;
  readonly now: number;
};
