import assert from "node:assert/strict";
import { test } from "node:test";
import { strFromU8, unzipSync } from "fflate";
import { csvFile } from "./csv-file.ts";
import type { Cell, SheetColumn } from "./sheet.ts";
import { xlsxFile } from "./xlsx-file.ts";

const columns: readonly SheetColumn[] = [
  { title: "队列", kind: "text" },
  { title: "服务水平", kind: "share" },
  { title: "平均应答（秒）", kind: "seconds" },
  { title: "呼入", kind: "count" },
];

async function* rowsOf(rows: readonly (readonly Cell[])[]) {
  yield* rows;
}

async function csvOf(rows: readonly (readonly Cell[])[]): Promise<string> {
  const parts: string[] = [];
  for await (const part of csvFile(columns, rowsOf(rows))) parts.push(part);
  return parts.join("");
}

async function sheetOf(rows: AsyncIterable<readonly Cell[]>) {
  const parts: Uint8Array[] = [];
  for await (const part of xlsxFile("Report", columns, rows)) parts.push(part);
  const files = unzipSync(Buffer.concat(parts));
  return { files, parts, sheet: strFromU8(files["xl/worksheets/sheet1.xml"] ?? assert.fail()) };
}

test("a CSV file begins with a byte order mark, quotes what needs it and leaves empty what there is not", async () => {
  const text = await csvOf([
    ["客服, 一线", 0.8125, 12_345 / 1000, 7],
    ['say "hi"', null, null, 0],
  ]);
  assert.equal(
    text,
    '\uFEFF队列,服务水平,平均应答（秒）,呼入\r\n"客服, 一线",81.3%,12.3,7\r\n"say ""hi""",,,0\r\n',
  );
});

test("a name that a spreadsheet program would take for a formula is text in a CSV file", async () => {
  for (const name of ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "＝1"]) {
    const line = (await csvOf([[name, null, null, 0]])).split("\r\n").slice(1).join("\r\n");
    assert.ok(line.startsWith(`'${name[0] ?? ""}`) || line.startsWith(`"'${name[0] ?? ""}`), line);
  }
  assert.match(await csvOf([["客服", -0.5, -1.25, 0]]), /客服,-50.0%,-1.[23],0/, "numbers stay numbers");
});

test("a workbook has its parts, text as text whatever it begins with, and shares as percentages", async () => {
  const { files, sheet } = await sheetOf(
    rowsOf([
      ["=1+1", 0.5, 2, 3],
      ["<&\u0000\uD800>", null, null, 0],
    ]),
  );
  assert.deepEqual(Object.keys(files).toSorted(), [
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
  ]);
  assert.match(sheet, /t="inlineStr"><is><t xml:space="preserve">=1\+1<\/t>/);
  assert.doesNotMatch(sheet, /<f>/);
  assert.match(sheet, /<c s="2"><v>0\.5<\/v><\/c>/);
  assert.match(sheet, /&lt;&amp;\uFFFD&gt;/, "what XML cannot say is left out");
  assert.equal(sheet.match(/<row>/g)?.length, 3);
});

test("a long workbook is sent while its rows are still being made", async () => {
  let made = 0;
  let madeAtFirstByte: number | undefined;
  const many = (async function* (): AsyncGenerator<readonly Cell[]> {
    for (; made < 20_000; made++) yield [`name ${made * 7919}`, 0.5, made / 7, made];
  })();
  let largest = 0;
  for await (const part of xlsxFile("Report", columns, many)) {
    madeAtFirstByte ??= made;
    largest = Math.max(largest, part.length);
  }
  assert.equal(made, 20_000);
  assert.ok((madeAtFirstByte ?? made) < 5_000);
  assert.ok(largest < 256 * 1024, `a piece of ${largest} bytes`);
});
