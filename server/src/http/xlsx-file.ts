// A table as an Excel workbook of one sheet (ECMA-376, SpreadsheetML), zipped while it is written: no more of it is in
// memory than some rows. Text is written as inline strings, which no program takes for formulas.
import { Zip, ZipDeflate } from "fflate";
import type { Cell, SheetColumn } from "./sheet.ts";

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";
const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** Styles by their place in `cellXfs`: plain, heading, share, one decimal. */
const style = { plain: 0, heading: 1, share: 2, seconds: 3 } as const;

const parts: Readonly<Record<string, string>> = {
  "[Content_Types].xml": `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetType}.styles+xml"/></Types>`,
  "_rels/.rels": `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relationships}/styles" Target="styles.xml"/></Relationships>`,
  "xl/styles.xml": `<styleSheet xmlns="${spreadsheet}"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="0.0"/></numFmts><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>`,
};

/** Compressing each row by itself takes ten times as long. */
const gatheredCharacters = 64 * 1024;

/** Yields the file piece by piece. `sheetName`: at most 31 characters, none of []:*?/\ (ECMA-376 §18.2.19). */
export async function* xlsxFile(
  sheetName: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly Cell[]>,
): AsyncGenerator<Uint8Array> {
  const written: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    written.push(bytes);
  });
  const workbook = `<workbook xmlns="${spreadsheet}" xmlns:r="${relationships}"><sheets><sheet name="${escaped(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`;
  for (const [name, text] of Object.entries({ ...parts, "xl/workbook.xml": workbook })) {
    const file = new ZipDeflate(name);
    zip.add(file);
    file.push(Buffer.from(declaration + text), true);
  }
  const sheet = new ZipDeflate("xl/worksheets/sheet1.xml");
  zip.add(sheet);
  sheet.push(Buffer.from(sheetHead(columns)));
  let text = "";
  for await (const row of rows) {
    const cells = row.map((cell, index) => cellOf(cell, styleOf(columns[index]?.kind)));
    text += `<row>${cells.join("")}</row>`;
    if (text.length < gatheredCharacters) continue;
    sheet.push(Buffer.from(text));
    text = "";
    yield* written.splice(0);
  }
  sheet.push(Buffer.from(`${text}</sheetData></worksheet>`), true);
  zip.end();
  yield* written;
}

/** The heading stays in sight. */
function sheetHead(columns: readonly SheetColumn[]): string {
  const widths = columns.map(
    ({ kind }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${kind === "moment" || kind === "text" ? 20 : 14}" customWidth="1"/>`,
  );
  const titles = columns.map(({ title }) => cellOf(title, style.heading));
  return `${declaration}<worksheet xmlns="${spreadsheet}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join("")}</cols><sheetData><row>${titles.join("")}</row>`;
}

function styleOf(kind: SheetColumn["kind"] | undefined): number {
  if (kind === "share") return style.share;
  return kind === "seconds" ? style.seconds : style.plain;
}

function cellOf(cell: Cell, styleIndex: number): string {
  if (cell === null) return `<c s="${styleIndex}"/>`;
  if (typeof cell === "number") return `<c s="${styleIndex}"><v>${cell}</v></c>`;
  return `<c s="${styleIndex}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

/** XML 1.0 §2.2 knows no control characters but these three, and no surrogates alone. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
