// What keeps the system from starting: each time one line that names the thing and the cure, and an exit code that is not 0.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { startOldPostgres } from "../../support/fixture-old-postgres.ts";
import { freePort, freePorts } from "../../support/free-ports.ts";
import { Program } from "../../support/process.ts";

const root = path.join(import.meta.dirname, "../../..");
const folder = mkdtempSync(path.join(tmpdir(), "tandem-bad-start-"));
/** Made by the first start that gets that far, used again by the others. */
const dataDir = path.join(folder, "data");
const environment: Record<string, string> = {};

before(async () => {
  const rtpFirst = await freePorts(20);
  Object.assign(environment, {
    TANDEM_DATA_DIR: dataDir,
    TANDEM_HTTP_PORT: String(await freePort()),
    TANDEM_SIP_PORT: String(await freePort()),
    TANDEM_SIPS_PORT: String(await freePort()),
    TANDEM_RTP_PORTS: `${rtpFirst}-${rtpFirst + 19}`,
    TANDEM_PUBLIC_ADDRESS: "127.0.0.1",
    TANDEM_LOG_LEVEL: "warn",
  });
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the system; resolves with the only line it may write, which ends it. */
async function refusal(env: Readonly<Record<string, string>>): Promise<string> {
  const program = new Program(process.execPath, [path.join(root, "server/src/main.ts")], {
    cwd: root,
    env: { ...environment, ...env },
  });
  const { code } = await program.exited();
  assert.ok(code !== null && code !== 0, `it ended with ${code}:\n${program.output}`);
  assert.equal(program.lines.length, 1, program.output);
  return program.output;
}

test("the HTTP port is taken", async () => {
  const server = createServer().listen(Number(environment["TANDEM_HTTP_PORT"]), "0.0.0.0");
  await once(server, "listening");
  const port = environment["TANDEM_HTTP_PORT"];
  const line = await refusal({});
  server.close();
  assert.equal(
    line,
    `tandem: HTTP port ${port} is taken by another program; end it or set TANDEM_HTTP_PORT to a free port`,
  );
});

test("the SIP port is taken", async () => {
  const socket = createSocket("udp4").bind(Number(environment["TANDEM_SIP_PORT"]), "0.0.0.0");
  await once(socket, "listening");
  const port = environment["TANDEM_SIP_PORT"];
  const line = await refusal({});
  socket.close();
  assert.equal(
    line,
    `tandem: SIP port ${port} is taken by another program; end it or set TANDEM_SIP_PORT to a free port`,
  );
});

test("the data directory cannot be written to", async () => {
  // Root may write everywhere but below a file.
  const file = path.join(folder, "file");
  writeFileSync(file, "");
  const line = await refusal({ TANDEM_DATA_DIR: path.join(file, "data") });
  assert.match(line, /^tandem: data directory \S+\/file\/data is not writable .*TANDEM_DATA_DIR$/);
});

test("tandem.config.json is broken, or names a setting that there is not", async () => {
  const file = path.join(dataDir, "tandem.config.json");
  writeFileSync(file, "{ httpPort: 8080");
  assert.equal(await refusal({}), `tandem: ${file} is not JSON, expected an object of settings`);
  writeFileSync(file, '{ "port": 8080 }');
  assert.match(
    await refusal({}),
    /^tandem: port in \S+tandem\.config\.json is not a setting, expected .*httpPort/,
  );
  rmSync(file);
});

test("an environment variable has a value that cannot be", async () => {
  assert.match(await refusal({ TANDEM_HTTP_PORT: "high" }), /^tandem: TANDEM_HTTP_PORT is "high", expected /);
  assert.match(await refusal({ TANDEM_RTP_PORTS: "9-3" }), /^tandem: TANDEM_RTP_PORTS is "9-3", expected /);
});

test("DATABASE_URL leads to an old PostgreSQL, or to nobody; its password is not shown", async () => {
  await using old = await startOldPostgres("14.11");
  assert.equal(
    await refusal({ DATABASE_URL: old.url }),
    "tandem: DATABASE_URL leads to PostgreSQL 14.11, expected 15 or newer: upgrade that server",
  );
  const nobody = `postgres://tandem:made-up-secret@127.0.0.1:${await freePort()}/tandem`;
  const line = await refusal({ DATABASE_URL: nobody });
  assert.match(line, /^tandem: the database cannot be used \(.*ECONNREFUSED.*\): check DATABASE_URL/);
  assert.doesNotMatch(line, /made-up-secret/);
});
