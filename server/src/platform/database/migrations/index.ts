// Every migration by its name, in order. A migration that has run anywhere is never edited.
import type { Migration } from "kysely/migration";
import { up as firstTables } from "./0001-first-tables.ts";

export const migrations: Readonly<Record<string, Migration>> = {
  "0001-first-tables": { up: firstTables },
};
