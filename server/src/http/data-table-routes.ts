// Tables that a company brings for its flows. What is brought counts for calls from then on.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import {
  deleteDataTable,
  listDataTables,
  readTable,
  storeDataTable,
  wholeDataTable,
} from "#contact-center/data-tables";
import type { DataTables } from "#contact-center/data-tables";
import type { Flows } from "#contact-center/flows";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import { csvFile } from "./csv-file.ts";
import { download } from "./download.ts";
import type { Router } from "./router.ts";

export type DataTableRoutesOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly log: Logger;
  readonly dataTables: DataTables;
  readonly flows: Pick<Flows, "usersOf">;
};

export function addDataTableRoutes(router: Router, options: DataTableRoutesOptions): void {
  const { clock, database, dataTables, flows } = options;
  router.add(endpoints.listDataTables, async ({ person: { tenant } }) => {
    const tables = await listDataTables(tenant.id, database);
    return ok({
      tables: tables.map((table) => ({
        ...table,
        columns: [...table.columns],
        changedAt: new Date(table.changedAt).toISOString(),
        flows: flows.usersOf(tenant.id, { kind: "table", id: table.name }),
      })),
    });
  });

  router.add(endpoints.setDataTable, async ({ person, params: { name }, body }) => {
    const { tenant, user } = person;
    const table = readTable(body);
    if (!table.ok)
      return err({ kind: "not-usable", message: table.error.message, field: "body", reason: "bad-table" });
    await storeDataTable(tenant.id, database, { ...table.value, name, by: user.id, now: clock.now() });
    await dataTables.load(tenant.id);
    const { columns, rows } = table.value;
    audit(options, person, `table "${name}" brought`, { rows: rows.length });
    return ok({ columns: [...columns], rowCount: rows.length });
  });

  router.add(endpoints.getDataTable, async ({ person, params: { name } }) => {
    const table = await wholeDataTable(person.tenant.id, database, name);
    if (!table) return err({ kind: "not-found" });
    const columns = table.columns.map((title) => ({ title, kind: "text" }) as const);
    return download(csvFile(columns, eachOf(table.rows)), "table.csv", "text/csv; charset=utf-8");
  });

  router.add(endpoints.deleteDataTable, async ({ person, params: { name } }) => {
    const { tenant } = person;
    const [user] = flows.usersOf(tenant.id, { kind: "table", id: name });
    if (user !== undefined) return err({ kind: "still-bound", reason: "table-in-use", subject: user });
    if (!(await deleteDataTable(tenant.id, database, name))) return err({ kind: "not-found" });
    await dataTables.load(tenant.id);
    audit(options, person, `table "${name}" removed`);
    return ok({});
  });
}

async function* eachOf<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
