// A table as CSV (RFC 4180), as a spreadsheet program reads it: with a byte order mark, so that it is taken as UTF-8.
import type { Cell, SheetColumn } from "./sheet.ts";

/** Yields the file piece by piece. */
export async function* csvFile(
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly Cell[]>,
): AsyncGenerator<string> {
  yield `\uFEFF${columns.map(({ title }) => field(title)).join(",")}\r\n`;
  for await (const row of rows)
    yield `${row.map((cell, index) => field(textOf(cell, columns[index]?.kind))).join(",")}\r\n`;
}

function textOf(cell: Cell, kind: SheetColumn["kind"] | undefined): string {
  if (cell === null) return "";
  if (typeof cell === "string") return withoutFormula(cell);
  if (kind === "share") return `${(cell * 100).toFixed(1)}%`;
  return Number.isInteger(cell) ? String(cell) : cell.toFixed(1);
}

/**
 * What a spreadsheet program would take for a formula is made text by an apostrophe (OWASP, CSV injection): names come
 * from people.
 */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
