import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyFramer, frame } from "../message/index.ts";
import { readTortureMessage, tortureCases } from "../test-support/torture-messages.ts";
import { runTorture } from "../test-support/torture-run.ts";

for (const each of tortureCases) {
  test(`${each.collection} §${each.section} ${each.file} is answered ${each.answer}`, async () => {
    assert.deepEqual((await runTorture(each)).faults, []);
  });
}

test("a difference from the table is told", async () => {
  const [first] = tortureCases;
  assert.ok(first !== undefined);
  const { faults } = await runTorture({ ...first, answer: 200, verdict: 400 });
  assert.deepEqual(faults, ["verdict valid, not 400", "answered 481, not 200"]);
});

test("over a stream: no usable length ends the connection, one too long waits, two messages are two", () => {
  const kinds = (file: string) => {
    const bytes = readTortureMessage({ collection: "rfc4475", file });
    return frame(emptyFramer, bytes, 65_536).items.map((item) => item.kind);
  };
  assert.deepEqual(kinds("ncl"), ["broken"]);
  assert.deepEqual(kinds("mcl01"), ["broken"]);
  assert.deepEqual(kinds("clerr"), []);
  assert.deepEqual(kinds("dblreq").slice(0, 2), ["message", "message"]);
});
