// A table as people bring it: CSV (RFC 4180) whose first line names the columns, and whose first column is the key.
import { parse } from "csv-parse/sync";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";

export type BroughtTable = {
  readonly columns: readonly string[];
  /** Each as long as `columns`; no key comes twice. */
  readonly rows: readonly (readonly string[])[];
};

/** The message says what is wrong, and on which line. */
export type TableFileError = { readonly kind: "bad-table"; readonly message: string };

const mostColumns = 50;
const mostRows = 100_000;
const longestField = 500;

/** Pure. UTF-8, or GB 18030 where it is no UTF-8: what spreadsheet programs in China write. */
export function readTable(bytes: Uint8Array): Result<BroughtTable, TableFileError> {
  const records = recordsOf(textOf(bytes));
  if (!records.ok) return records;
  const [columns = [], ...rows] = records.value.map((record) => record.map(withoutApostrophe));
  const fault = faultOf(columns, rows);
  return fault === undefined ? ok({ columns, rows }) : refused(fault);
}

/** Ours are downloaded with an apostrophe before what a spreadsheet program would take for a formula, such as +86… */
function withoutApostrophe(field: string): string {
  return /^'[=+\-@＝＋－＠]/.test(field) ? field.slice(1) : field;
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

function recordsOf(text: string): Result<string[][], TableFileError> {
  try {
    return ok(parse(text, { bom: true, trim: true, skip_empty_lines: true, delimiter: [",", ";", "\t"] }));
  } catch (error) {
    return refused((error as Error).message);
  }
}

function faultOf(columns: readonly string[], rows: readonly (readonly string[])[]): string | undefined {
  if (columns.length < 2) return "a table has two columns at least, named in its first line";
  if (columns.length > mostColumns) return `a table has ${mostColumns} columns at most`;
  if (columns.some((name) => name === "" || name.length > 60))
    return "each column has a name of 60 letters at most";
  if (new Set(columns).size < columns.length) return "two columns have one name";
  if (rows.length > mostRows) return `a table has ${mostRows} rows at most`;
  const keys = new Set<string>();
  for (const [n, row] of rows.entries()) {
    const [key = ""] = row;
    if (key === "") return `line ${n + 2} has no key in its first column`;
    if (keys.has(key)) return `line ${n + 2}: "${key.slice(0, 40)}" is there twice`;
    if (row.some((field) => field.length > longestField))
      return `line ${n + 2} has more than ${longestField} letters in a field`;
    keys.add(key);
  }
  return undefined;
}

function refused(message: string): Result<never, TableFileError> {
  return err({ kind: "bad-table", message });
}
