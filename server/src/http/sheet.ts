// A table that is to become a file: its columns, and the cells of its rows.
import type { ColumnKind } from "./report-columns.ts";

export type SheetColumn = { readonly title: string; readonly kind: ColumnKind };

/** Text is never a formula, whatever it begins with. */
export type Cell = string | number | null;
