import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileResponse, readRange } from "./file-response.ts";

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
    const whole = await fileResponse(path, "audio/wav", null);
    assert.deepEqual([whole.status, await whole.text()], [200, "0123456789"]);
    const part = await fileResponse(path, "audio/wav", "bytes=2-4");
    assert.deepEqual(
      [part.status, part.headers.get("Content-Range"), await part.text()],
      [206, "bytes 2-4/10", "234"],
    );
    assert.equal((await fileResponse(path, "audio/wav", "bytes=99-")).status, 416);
    assert.equal((await fileResponse(join(folder, "b.wav"), "audio/wav", null)).status, 404);
  } finally {
    await rm(folder, { recursive: true });
  }
});
