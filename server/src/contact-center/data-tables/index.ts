// Door of data tables: rows that tenants bring, and flows look up.
export { deleteDataTable, listDataTables, storeDataTable, wholeDataTable } from "./data-table-store.ts";
export { DataTables } from "./data-tables.ts";
export type { FoundRow } from "./data-tables.ts";
export { readTable } from "./table-file.ts";
