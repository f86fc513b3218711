import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Hono } from "hono";
import { fileResponse } from "./file-response.ts";
import { rangeResponse, readRange } from "./range-response.ts";

test("ranges of RFC 9110 §14.1.2", () => {
  const cases: [string, ReturnType<typeof readRange>][] = [
    ["bytes=0-4", [0, 4]],
    ["bytes=5-", [5, 9]],
    ["bytes=-3", [7, 9]],
    ["bytes=-30", [0, 9]],
    ["bytes=8-99", [8, 9]],
    ["bytes=10-", "beyond"],
    ["bytes=-0", "beyond"],
    ["bytes=4-2", undefined],
    ["bytes=0-1,3-4", undefined],
    ["lines=1-2", undefined],
  ];
  for (const [header, expected] of cases) assert.deepEqual(readRange(header, 10), expected, header);
});

test("a file is answered whole, in part, or with why not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tandem-file-"));
  try {
    const path = join(folder, "a.wav");
    await writeFile(path, "0123456789");
    const range = (text: string) => new Headers({ Range: text });
    const whole = await fileResponse(path, "audio/wav", new Headers());
    assert.deepEqual([whole.status, await whole.text()], [200, "0123456789"]);
    const part = await fileResponse(path, "audio/wav", range("bytes=2-4"));
    assert.deepEqual(
      [part.status, part.headers.get("Content-Range"), await part.text()],
      [206, "bytes 2-4/10", "234"],
    );
    assert.equal((await fileResponse(path, "audio/wav", range("bytes=99-"))).status, 416);
    assert.equal((await fileResponse(join(folder, "b.wav"), "audio/wav", new Headers())).status, 404);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Ten bytes; `asked` has the ranges that somebody began to read. */
function tenBytes() {
  const asked: number[][] = [];
  async function* bytes(first: number, last: number): AsyncGenerator<Uint8Array> {
    asked.push([first, last]);
    yield Buffer.from("0123456789".slice(first, last + 1));
  }
  return { asked, content: { size: 10, contentType: "audio/wav", etag: '"a"', fileName: "r.wav", bytes } };
}

test("a range of another version is answered with all of it, and nothing is read for a range beyond the end", async () => {
  const { asked, content } = tenBytes();
  const ask = (headers: Record<string, string>) => rangeResponse(content, new Headers(headers));
  const same = ask({ Range: "bytes=1-2", "If-Range": '"a"' });
  assert.deepEqual([same.status, await same.text()], [206, "12"]);
  const other = ask({ Range: "bytes=1-2", "If-Range": '"b"' });
  assert.deepEqual([other.status, other.headers.get("ETag"), await other.text()], [200, '"a"', "0123456789"]);
  assert.equal(other.headers.get("Content-Disposition"), 'inline; filename="r.wav"');
  assert.equal(ask({ Range: "bytes=10-" }).headers.get("Content-Range"), "bytes */10");
  assert.deepEqual(asked, [
    [1, 2],
    [0, 9],
  ]);
});

test("HEAD is answered with size and ETag, and nothing is read", async () => {
  const { asked, content } = tenBytes();
  const app = new Hono();
  app.on("GET", "/audio", (context) => rangeResponse(content, context.req.raw.headers));
  const head = await app.request("/audio", { method: "HEAD", headers: { Range: "bytes=4-" } });
  assert.deepEqual(
    [head.status, head.headers.get("Content-Range"), head.headers.get("Content-Length"), await head.text()],
    [206, "bytes 4-9/10", "6", ""],
  );
  assert.deepEqual(asked, []);
  const got = await app.request("/audio", { headers: { Range: "bytes=4-" } });
  assert.equal(await got.text(), "456789");
});
