// What flows look up in tenants' tables: in time, whatever the database does.
import type { Clock, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import { findDataRow, listDataTables } from "./data-table-store.ts";

export type DataTablesOptions = { readonly clock: Clock; readonly database: Database };

/** By column; null: there is none. */
export type FoundRow = Readonly<Record<string, string>> | null;

/** A caller waits for it in silence. */
const longestMs = 2000;

export class DataTables {
  readonly #options: DataTablesOptions;
  /** Names and columns. */
  readonly #columns = new Map<TenantId, ReadonlyMap<string, readonly string[]>>();

  constructor(options: DataTablesOptions) {
    this.#options = options;
  }

  async load(tenantId: TenantId): Promise<void> {
    const tables = await listDataTables(tenantId, this.#options.database);
    this.#columns.set(tenantId, new Map(tables.map(({ name, columns }) => [name, columns])));
  }

  /** Each table with its columns, the key's first. */
  columnsOf(tenantId: TenantId): ReadonlyMap<string, readonly string[]> {
    return this.#columns.get(tenantId) ?? new Map();
  }

  /** Null also when the database is away, or takes too long. */
  async find(tenantId: TenantId, table: string, key: string): Promise<FoundRow> {
    const { clock, database } = this.#options;
    const late = Promise.withResolvers<FoundRow>();
    const cancel = clock.after(longestMs, () => late.resolve(null));
    const found = findDataRow(tenantId, database, { table, key }).catch(() => null);
    const row = await Promise.race([found, late.promise]);
    cancel();
    return row;
  }
}
