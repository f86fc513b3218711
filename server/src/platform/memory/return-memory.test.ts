import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

/** Fills the young generation as reading a program does, returns memory, and says what the heap holds then. */
const program = `
  import { getHeapSpaceStatistics } from "node:v8";
  import { returnMemory } from ${JSON.stringify(new URL("./return-memory.ts", import.meta.url).href)};
  const kept = [];
  for (let round = 0; round < 200; round++) {
    kept.push(Array.from({ length: 5_000 }, (_, index) => ({ index })));
    if (kept.length > 20) kept.shift();
  }
  const youngBytes = () =>
    getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space").physical_space_size;
  const before = youngBytes();
  returnMemory();
  console.log(JSON.stringify({ before, after: youngBytes(), gc: typeof globalThis.gc }));
`;

test("the young generation shrinks, and no collector is left lying about", () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
    timeout: 30_000,
  });
  assert.equal(status, 0, stderr);
  const { before, after, gc } = JSON.parse(stdout) as { before: number; after: number; gc: string };
  assert.ok(after < before / 2, `${before} bytes before, ${after} after`);
  assert.equal(gc, "undefined");
});
