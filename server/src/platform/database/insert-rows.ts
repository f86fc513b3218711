// Many rows in one statement of constant text: the server plans it once, and nobody builds SQL for each row.
import { CompiledQuery } from "kysely";
import type { Transaction } from "kysely";
import type { NewRow, Schema, TableRow } from "./schema.ts";

/** A new row that is sent as JSON: what goes into jsonb is given as it is; bytes cannot be. */
export type JsonRow<Table extends keyof Schema> = {
  readonly [Column in keyof NewRow<Table>]: unknown extends TableRow<Table>[Column & keyof TableRow<Table>]
    ? unknown
    : NewRow<Table>[Column];
};

const statements = new Map<string, string>();

/**
 * Inserts rows that all have the columns of the first one; other columns take their defaults. A row whose
 * tenant and id are there already stays as it is, except for the columns in `overwrite`, which it takes over.
 */
export async function insertRows<Table extends keyof Schema>(
  trx: Transaction<Schema>,
  table: Table,
  rows: readonly JsonRow<Table>[],
  overwrite: readonly (keyof Schema[Table] & string)[] = [],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first).join(", ");
  const key = `${table}(${columns})${overwrite.join()}`;
  const text = statements.get(key) ?? statementOf(table, columns, overwrite);
  statements.set(key, text);
  await trx.executeQuery(CompiledQuery.raw(text, [JSON.stringify(rows)]));
}

/** Names come from this program alone. */
function statementOf(table: string, columns: string, overwrite: readonly string[]): string {
  const action =
    overwrite.length === 0
      ? "nothing"
      : `update set ${overwrite.map((name) => `${name} = excluded.${name}`).join(", ")}`;
  return `insert into ${table} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb)
    on conflict (tenant_id, id) do ${action}`;
}
