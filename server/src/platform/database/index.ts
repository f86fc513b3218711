// Door of the database.
export { openDatabase } from "./database.ts";
export type { Database } from "./database.ts";
export type { DatabaseState } from "./availability.ts";
export { DatabaseUnavailable } from "./unavailable.ts";
export { insertRows } from "./insert-rows.ts";
export type { JsonRow } from "./insert-rows.ts";
export { enterTenant } from "./tenant-scope.ts";
export type { Locale, NewRow, Role, Schema, TableRow } from "./schema.ts";
