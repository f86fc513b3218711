import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { newId, systemClock } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import pg from "pg";
import { createLogger } from "#platform/logging";
import { EmbeddedServer } from "./embedded/embedded-server.ts";
import { openDatabase } from "./index.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { prepareExternal } from "./prepare.ts";
import { checkServerVersion } from "./roles.ts";
import { makeDataDirectory } from "./testing/index.ts";

// A bare server that plays somebody else's PostgreSQL, reached by a URL.
const { dataDir, remove } = makeDataDirectory();
const log = createLogger({ level: "silent" });
let server: EmbeddedServer;

before(async () => {
  const started = await EmbeddedServer.start({ dataDir, clock: systemClock, log });
  assert.ok(started.ok);
  server = started.value;
});
after(async () => {
  await server.stop();
  remove();
});

const urlOf = (database: string, user = "tandem") =>
  `postgres:///${database}?host=${server.socketDirectory}&user=${user}`;

async function administer(statement: string) {
  const client = new pg.Client({ connectionString: urlOf("postgres") });
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function open(name: string, url: string) {
  const opened = await openDatabase({ dataDir: join(dataDir, name), databaseUrl: url }, log);
  assert.ok(opened.ok, opened.ok ? "" : opened.error.message);
  return opened.value;
}

test("of four migrators at once one works and three find nothing to do", async () => {
  await administer("create database four");
  const target = { server: { connectionString: urlOf("four") }, role: undefined };
  const results = await Promise.all([1, 2, 3, 4].map(() => migrate(target)));
  const ran = results.map((result) => (result.ok ? result.value.length : result.error.message));
  assert.deepEqual(ran.map(String).toSorted(), ["0", "0", "0", `${Object.keys(migrations).length}`]);
});

test("four nodes may prepare one new database at once", async () => {
  await administer("create database nodes");
  const results = await Promise.all([1, 2, 3, 4].map(() => prepareExternal(urlOf("nodes"))));
  assert.deepEqual(
    results.map((result) => (result.ok ? result.value.role : result.error.message)),
    Array(4).fill("tandem_app"),
  );
});

test("a superuser's URL is used as the role that row-level security binds", async () => {
  await administer("create database super");
  const database = await open("super", urlOf("super"));
  const id = newId<TenantId>();
  await database.withTenant(id, (trx) => trx.insertInto("tenants").values({ id, name: "one" }).execute());
  const { rows } = await database.withPlatform((trx) => sql`select current_user as name`.execute(trx));
  assert.deepEqual(rows, [{ name: "tandem_app" }]);
  const other = await database.withTenant(newId<TenantId>(), (trx) =>
    trx.selectFrom("tenants").select("id").execute(),
  );
  assert.deepEqual(other, []);
  await database.close();
});

test("an ordinary owner's URL is used as it is, and its own tables bind it", async () => {
  await administer("create role owner login");
  await administer("create database owned owner owner");
  const database = await open("owned", urlOf("owned", "owner"));
  const id = newId<TenantId>();
  await database.withTenant(id, (trx) => trx.insertInto("tenants").values({ id, name: "one" }).execute());
  const { rows } = await database.withTenant(newId<TenantId>(), (trx) =>
    sql`select current_user as name, (select count(*) from tenants) as seen`.execute(trx),
  );
  assert.deepEqual(rows, [{ name: "owner", seen: 0 }]);
  await database.close();
});

test("a login that row-level security does not bind, without another role to take, is refused", async () => {
  await administer("create role exempt login bypassrls");
  await administer("create database refused owner exempt");
  const prepared = await prepareExternal(urlOf("refused", "exempt"));
  assert.ok(!prepared.ok);
  assert.equal(prepared.error.kind, "role-not-safe");
  assert.match(
    prepared.error.message,
    /logs in as "exempt".* log in as an ordinary role that owns the database$/,
  );
});

test("a login that may not make tables is one clear line", async () => {
  await administer("create role guest login");
  await administer("create database closed");
  const prepared = await prepareExternal(urlOf("closed", "guest"));
  assert.ok(!prepared.ok);
  assert.equal(prepared.error.kind, "migration-failed");
  assert.match(prepared.error.message, /could not be run: permission denied for schema public$/);
});

test("a server that is not there is one clear line without the password, and frees the data directory", async () => {
  const config = { dataDir: join(dataDir, "nowhere"), databaseUrl: "postgres://u:hunter2@127.0.0.1:1/x" };
  for (const _ of ["first", "second"]) {
    const opened = await openDatabase(config, log);
    assert.ok(!opened.ok);
    assert.equal(opened.error.kind, "cannot-connect");
    assert.match(opened.error.message, /ECONNREFUSED.*check DATABASE_URL/);
    assert.doesNotMatch(opened.error.message, /hunter2|\n/);
  }
});

test("a server older than 15 is refused", () => {
  assert.equal(checkServerVersion(150_000, "15.0"), undefined);
  assert.match(checkServerVersion(140_011, "14.11")?.message ?? "", /PostgreSQL 14.11, expected 15 or newer/);
});
