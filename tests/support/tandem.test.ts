import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { errorsIn } from "./log-lines.ts";
import { startTandem } from "./tandem.ts";

const entry = path.join(import.meta.dirname, "fixture-system.ts");

test("a system is started, waited for, read and stopped", async () => {
  const tandem = await startTandem({ entry });
  const directory = path.dirname(tandem.dataDir);
  assert.equal((await fetch(`${tandem.httpUrl}/readyz`)).status, 200);
  assert.equal(tandem.firstUser("administrator").name, "admin");
  assert.throws(() => tandem.firstUser("pilot"), /pilot/);
  await tandem.logged(/listening/);
  assert.deepEqual(await tandem.stop(), { code: 0, signal: null });
  assert.match(tandem.logTail(), /stopping/);
  await tandem[Symbol.asyncDispose]();
  assert.equal(existsSync(directory), false);
});

test("a system that ends before it is ready fails with its log", async () => {
  const start = startTandem({ entry, env: { FIXTURE_FAILS: "at-start" } });
  await assert.rejects(start, /database is on fire/);
});

test("an error in the log fails the test unless it was expected", async () => {
  const tandem = await startTandem({ entry, env: { FIXTURE_FAILS: "with-error" } });
  await tandem.logged(/something broke/);
  assert.throws(() => tandem.assertNoErrors(), /something broke/);
  tandem.expectErrors(/something broke/);
  await tandem[Symbol.asyncDispose]();
});

test("a killed system is gone, and disposing of it is no failure", async () => {
  const tandem = await startTandem({ entry });
  const { pid } = tandem;
  tandem.kill();
  await tandem[Symbol.asyncDispose]();
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
});

test("error lines are known by number and by name, other lines are not", () => {
  const lines = [
    '{"level":30,"msg":"a"}',
    '{"level":50,"msg":"b"}',
    '{"level":"fatal"}',
    "{broken",
    "error: text",
  ];
  assert.deepEqual(errorsIn(lines), ['{"level":50,"msg":"b"}', '{"level":"fatal"}']);
});
