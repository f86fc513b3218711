// Door of data tables: what flows look something up in.
export { DataTablesCard } from "./data-tables-card.tsx";
export { useDataTables } from "./use-data-tables.ts";
