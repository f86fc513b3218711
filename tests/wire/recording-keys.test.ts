// The operator rotates the keys of recordings by the command line, while the system runs; nobody else can.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { endpoints } from "@tandem/contract";
import { ApiClient } from "../support/api-client.ts";
import { startTandem } from "../support/tandem.ts";

const program = path.join(import.meta.dirname, "../../server/src/cli/tandem.ts");

async function keys(dataDir: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, TANDEM_DATA_DIR: dataDir };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program, "keys", ...args], { env });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, output: stderr };
  }
}

test("keys are rotated by whoever owns the data directory, and by no one else", async () => {
  await using tandem = await startTandem();
  assert.equal(statSync(path.join(tandem.dataDir, "recordings.key")).mode & 0o777, 0o600);

  const rotated = await keys(tandem.dataDir, "rotate");
  assert.equal(rotated.code, 0, rotated.output);
  assert.match(rotated.output, /new key [0-9a-f-]{36} +0 recordings rewrapped/);
  const unknown = await keys(tandem.dataDir, "rotate", "--tenant", "nobody");
  assert.deepEqual([unknown.code, /no such tenant/.test(unknown.output)], [1, true]);
  assert.equal((await keys(tandem.dataDir, "turn")).code, 64);
  assert.equal((await keys("/nowhere", "rotate")).code, 2);

  const admin = await ApiClient.signIn(tandem, "admin");
  assert.equal((await admin.fetch(endpoints.rotateRecordingKeys, { body: {} })).status, 403);
  const url = `${tandem.httpUrl}${endpoints.rotateRecordingKeys.path}`;
  const stranger = await fetch(url, { method: "POST", headers: { "X-Tandem": "1" } });
  assert.equal(stranger.status, 401);
});
