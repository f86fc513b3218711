// Calendars of opening hours as the database keeps them.
import { newId } from "@tandem/kernel";
import type { CalendarId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { OpeningHours } from "./business-hours.ts";

export type CalendarRecord = OpeningHours & {
  readonly id: CalendarId;
  readonly tenantId: TenantId;
  readonly name: string;
};

type Wanted = OpeningHours & { readonly id: CalendarId | undefined; readonly name: string };

export async function loadCalendars(tenantId: TenantId, database: Database): Promise<CalendarRecord[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx.selectFrom("calendars").where("tenant_id", "=", tenantId).selectAll().orderBy("name").execute(),
  );
  return rows.map(({ id, name, hours }) => ({ id, tenantId, name, ...(hours as OpeningHours) }));
}

/** Without an id it is a new one. */
export async function storeCalendar(
  tenantId: TenantId,
  database: Database,
  { id, name, week, exceptions }: Wanted,
): Promise<CalendarId | "not-found" | "name-taken"> {
  const hours = JSON.stringify({ week, exceptions });
  return database.withTenant(tenantId, async (trx) => {
    const taken = await trx
      .selectFrom("calendars")
      .where("tenant_id", "=", tenantId)
      .where("name", "=", name)
      .select("id")
      .executeTakeFirst();
    if (taken && taken.id !== id) return "name-taken";
    if (id === undefined) {
      const row = { tenant_id: tenantId, id: newId<CalendarId>(), name, hours };
      await trx.insertInto("calendars").values(row).execute();
      return row.id;
    }
    const { numUpdatedRows } = await trx
      .updateTable("calendars")
      .set({ name, hours })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirst();
    return numUpdatedRows > 0n ? id : "not-found";
  });
}

/** False when there is none. */
export async function deleteCalendar(
  tenantId: TenantId,
  database: Database,
  id: CalendarId,
): Promise<boolean> {
  return database.withTenant(tenantId, async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom("calendars")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  });
}
