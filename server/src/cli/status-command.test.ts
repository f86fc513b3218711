// The command against a server of the test's own that answers in a node's place.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { SystemStatus } from "@tandem/contract";
import { postNodeNotice } from "#platform/node-notice";
import { formatStatus, statusCommand } from "./status-command.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-status-"));
const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

const healthy: SystemStatus = {
  version: "1.2.3",
  startedAt: "2026-01-01T00:00:00.000Z",
  database: { state: "up", kind: "embedded", journalDepth: 0 },
  media: { state: "up", pid: 42, legs: 4 },
  sip: { port: 5060, registrations: 2, dialogs: 4, transactions: 0 },
  calls: 2,
  certificates: [],
};

/** A data directory whose notice leads to a server that answers so. */
async function dataDirOf(answer: (request: IncomingMessage) => { status: number; body: unknown }) {
  const server = createServer((request, response) => {
    const { status, body } = answer(request);
    response.writeHead(status, { Connection: "close" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const dataDir = mkdtempSync(join(folder, "data-"));
  const http = { address: "127.0.0.1", port: (server.address() as AddressInfo).port };
  const notice = { pid: 1, http, sip: http, mediaAddress: "127.0.0.1", operatorToken: "the-token" };
  return { dataDir, takeDown: postNodeNotice(dataDir, notice), server };
}

async function runStatus(dataDir: string, ...argv: string[]) {
  const [out, fail]: [string[], string[]] = [[], []];
  const terminal = { out: (line: string) => out.push(line), fail: (line: string) => fail.push(line) };
  const exitCode = await statusCommand.run({ argv, env: { TANDEM_DATA_DIR: dataDir }, terminal });
  return { exitCode, out: out.join("\n"), fail: fail.join("\n") };
}

test("a healthy node: asked with the operator's token, exit code 0, the token nowhere", async () => {
  const asked: (string | undefined)[] = [];
  const { dataDir } = await dataDirOf((request) => {
    asked.push(request.url, request.headers.authorization);
    return { status: 200, body: healthy };
  });
  const { exitCode, out } = await runStatus(dataDir);
  assert.deepEqual(asked, ["/api/v1/system/status", "Bearer the-token"]);
  assert.equal(exitCode, 0);
  assert.match(out, /^Tandem 1\.2\.3 · healthy/);
  const json = await runStatus(dataDir, "--json");
  assert.deepEqual(JSON.parse(json.out), { health: "healthy", ...healthy });
  assert.doesNotMatch(out + json.out, /the-token/);
});

test("without database or without media a node is degraded: exit code 1", async () => {
  const parts = [
    { database: { ...healthy.database, state: "down" as const } },
    { media: { state: "down" as const, pid: null, legs: 0 } },
  ];
  for (const part of parts) {
    const { dataDir } = await dataDirOf(() => ({ status: 200, body: { ...healthy, ...part } }));
    const { exitCode, out } = await runStatus(dataDir);
    assert.equal(exitCode, 1);
    assert.match(out, /degraded/);
  }
});

test("an answer that is no status is a degraded node's", async () => {
  for (const answer of [
    { status: 500, body: { kind: "internal" } },
    { status: 200, body: {} },
  ]) {
    const { dataDir } = await dataDirOf(() => answer);
    assert.equal((await runStatus(dataDir)).exitCode, 1);
  }
});

test("no notice, nobody at its address, or a stranger there: not running, exit code 2", async () => {
  const { dataDir, takeDown, server } = await dataDirOf(() => ({ status: 401, body: {} }));
  const stranger = await runStatus(dataDir);
  assert.equal(stranger.exitCode, 2);
  assert.match(stranger.fail, /another system/);
  server.close();
  await once(server, "close");
  const gone = await runStatus(dataDir);
  assert.deepEqual([gone.exitCode, /crashed/.test(gone.fail)], [2, true]);
  takeDown();
  const never = await runStatus(dataDir);
  assert.equal(never.exitCode, 2);
  assert.match(never.fail, /no Tandem runs on the data directory .*npm start/);
  assert.equal(JSON.parse((await runStatus(dataDir, "--json")).out).health, "not-running");
});

test("a person reads how long it runs and what it carries", () => {
  const lines = (afterMs: number) => formatStatus(healthy, Date.parse(healthy.startedAt) + afterMs);
  const firstLine = (afterMs: number) => lines(afterMs)[0];
  assert.equal(firstLine(59_000), "Tandem 1.2.3 · healthy · running for 0 min");
  assert.equal(firstLine(3 * 3_600_000 + 5 * 60_000), "Tandem 1.2.3 · healthy · running for 3 h 5 min");
  assert.equal(firstLine(50 * 3_600_000), "Tandem 1.2.3 · healthy · running for 2 d 2 h");
  assert.deepEqual(lines(0).slice(1), [
    "  Calls     2",
    "  Database  up, embedded, 0 facts to be written",
    "  Media     up, process 42, 4 legs",
    "  SIP       port 5060, 2 phones registered, 4 dialogs",
  ]);
});
