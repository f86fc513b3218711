// Which numbers agents may show to whom they call.
import { sql } from "kysely";
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  // shown_numbers: numbers of the tenant; null: all of them.
  await sql`alter table agents add column shown_numbers text[]`.execute(database);
}
