// The commands of a newcomer and an operator, run as they are: status, call and demo.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { ApiClient } from "../support/api-client.ts";
import { Program } from "../support/process.ts";
import { startTandem } from "../support/tandem.ts";

const commands = path.join(import.meta.dirname, "../../server/src/cli");

/** Starts one of the project's commands, the settings of this environment left out. */
function start(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
  return new Program(process.execPath, [path.join(commands, file), ...args], { name: file, env });
}

async function run(file: string, ...args: string[]) {
  const program = start(file, args);
  const { code } = await program.exited();
  return { code, lines: program.lines, output: program.output };
}

test("status and call find the running system by its data directory, and say so when it has stopped", async () => {
  await using tandem = await startTandem({ fromNothing: true });
  const here = `--data-dir=${tandem.dataDir}`;
  const status = await run("tandem.ts", "status", "--json", here);
  assert.equal(status.code, 0, status.output);
  const told = JSON.parse(status.output) as { health: string; sip: { port: number } };
  assert.deepEqual([told.health, told.sip.port], ["healthy", tandem.ports.sip]);
  await assertOperatorReadsStatusOnly(tandem.httpUrl, tandem.dataDir);

  const called = await run("call.ts", "--seconds", "3", here);
  assert.equal(called.code, 0, called.output);
  const words = [
    /Calling 4000/,
    /Answered/,
    /Pressed 1/,
    /press ready/,
    /Ctrl-C/,
    /Ended after 3 s: the time was over/,
  ];
  assert.equal(called.lines.length, words.length, called.output);
  for (const [index, word] of words.entries()) assert.match(called.lines[index] ?? "", word);

  const unknown = await run("call.ts", "--to", "999", here);
  assert.equal(unknown.code, 1);
  assert.match(unknown.lines.at(-1) ?? "", /404: there is no number 999/);

  const interrupted = start("call.ts", ["--seconds", "60", here]);
  await interrupted.waitFor(/Pressed 1/);
  interrupted.signal("SIGINT");
  assert.equal((await interrupted.exited()).code, 0);
  assert.match(interrupted.output, /you hung up/);

  const admin = await ApiClient.signIn(tandem, "admin");
  const records = await admin.callRecords(2);
  assert.deepEqual(
    records.map((call) => [call.ani, call.dnis, call.endCause, call.endedBy]),
    Array.from({ length: 2 }, () => ["10086", "4000", "abandoned", "caller"]),
  );

  await tandem.stop();
  const gone = await run("tandem.ts", "status", here);
  assert.deepEqual([gone.code, gone.lines.length], [2, 1]);
  assert.match(gone.output, /not-running: no Tandem runs on the data directory/);
  const nobody = await run("call.ts", here);
  assert.deepEqual([nobody.code, nobody.lines.length], [1, 1]);
  assert.match(nobody.output, /start it with npm start/);
});

/** The operator's token opens the status and nothing else; without it, or with another one, nothing opens. */
async function assertOperatorReadsStatusOnly(httpUrl: string, dataDir: string): Promise<void> {
  const notice = JSON.parse(readFileSync(path.join(dataDir, "node.json"), "utf8")) as {
    operatorToken: string;
  };
  const statusOf = async (url: string, token: string) => {
    const response = await fetch(`${httpUrl}${url}`, { headers: { Authorization: `Bearer ${token}` } });
    await response.arrayBuffer();
    return response.status;
  };
  const { getSystemStatus, listCalls, getMe } = endpoints;
  assert.equal(await statusOf(getSystemStatus.path, notice.operatorToken), 200);
  assert.equal(await statusOf(getSystemStatus.path, `${notice.operatorToken}x`), 401);
  assert.equal(await statusOf(listCalls.path, notice.operatorToken), 401);
  assert.equal(await statusOf(getMe.path, notice.operatorToken), 401);
}

test("config shows what the system would use, and --help is understood by every command", async () => {
  const config = await run("tandem.ts", "config", "--json", "--sip-port=15060");
  const rows = JSON.parse(config.output) as { setting: string; value: string; origin: string }[];
  const sipPort = rows.find((row) => row.setting === "sipPort");
  assert.deepEqual(sipPort, { setting: "sipPort", value: "15060", origin: "flag" });
  for (const file of ["tandem.ts", "call.ts", "demo.ts", "../main.ts"]) {
    const help = await run(file, "--help");
    assert.equal(help.code, 0, help.output);
    assert.match(help.output, /^Usage: npm /);
  }
});

test("the demo proves a whole call and leaves nothing behind", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "tandem-commands-"));
  // For root the database server runs as somebody else, who must be able to walk through.
  chmodSync(folder, 0o711);
  try {
    // Settings of a real system in the environment must not reach the throw-away one.
    const demo = start("demo.ts", [], {
      TMPDIR: folder,
      TANDEM_HTTP_PORT: "1",
      DATABASE_URL: "postgres://x@y/z",
    });
    const { code } = await demo.exited();
    assert.equal(code, 0, demo.output);
    const summary = JSON.parse(demo.lines.at(-1) ?? "") as Summary;
    assert.equal(summary.ok, true);
    assert.match(summary.callId, /^[0-9a-f-]{36}$/);
    assert.ok(summary.heardByCaller.share > 0.95 && summary.heardByAgent.share > 0.95);
    assert.notEqual(summary.heardByCaller.toneHz, summary.heardByAgent.toneHz);
    const { durationMs, flowMs, waitMs, talkMs, holdMs, endCause } = summary.record;
    assert.equal(flowMs + waitMs + talkMs + holdMs, durationMs);
    assert.equal(endCause, "completed");
    assert.deepEqual(readdirSync(folder), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

type Summary = {
  readonly ok: boolean;
  readonly callId: string;
  readonly heardByCaller: { readonly toneHz: number; readonly share: number };
  readonly heardByAgent: { readonly toneHz: number; readonly share: number };
  readonly record: Readonly<Record<"durationMs" | "flowMs" | "waitMs" | "talkMs" | "holdMs", number>> & {
    readonly endCause: string;
  };
};
