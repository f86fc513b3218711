import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Transaction } from "kysely";
import { enterTenant } from "./index.ts";
import type { Schema } from "./index.ts";
import { openTestDatabase } from "./testing/index.ts";
import type { TestDatabase } from "./testing/index.ts";
import { oneRowEach } from "./testing/one-row-each.ts";

let opened: TestDatabase;
const [ours, theirs] = [newId<TenantId>(), newId<TenantId>()];
const ourRows = oneRowEach(ours);
const theirRows = oneRowEach(theirs);
const tables = Object.keys(ourRows) as (keyof Schema)[];
const ownerColumn = (table: keyof Schema) => (table === "tenants" ? "id" : "tenant_id");

before(async () => {
  opened = await openTestDatabase();
  for (const [tenantId, rows] of [
    [ours, ourRows],
    [theirs, theirRows],
  ] as const) {
    await opened.database.withTenant(tenantId, async (trx) => {
      for (const table of tables) await insert(trx, table, rows[table]);
    });
  }
});
after(() => opened.close());

async function insert(trx: Transaction<Schema>, table: keyof Schema, row: object) {
  await trx
    .insertInto(table)
    .values(row as never)
    .execute();
}

/** Whose rows of the table the transaction sees. */
async function ownersSeen(trx: Transaction<Schema>, table: keyof Schema): Promise<string[]> {
  const { rows } = await sql<{ owner: string }>`
    select distinct ${sql.ref(ownerColumn(table))} as owner from ${sql.table(table)} order by 1`.execute(trx);
  return rows.map(({ owner }) => owner);
}

test("every table there is has forced row-level security and a row in these tests", async () => {
  const { rows } = await opened.database.withPlatform((trx) =>
    sql<{ name: string; forced: boolean }>`
      select t.table_name as name, c.relrowsecurity and c.relforcerowsecurity as forced
        from information_schema.tables t join pg_class c on c.oid = t.table_name::regclass
       where t.table_schema = 'public' and t.table_name not like 'kysely_%' order by 1`.execute(trx),
  );
  assert.deepEqual(
    rows,
    tables.toSorted().map((name) => ({ name, forced: true })),
  );
});

test("the application's role is one that row-level security binds", async () => {
  const { rows } = await opened.database.withPlatform((trx) =>
    sql`select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user`.execute(trx),
  );
  assert.deepEqual(rows, [{ rolname: "tandem_app", rolsuper: false, rolbypassrls: false }]);
});

for (const table of tables) {
  test(`${table}: a tenant sees its own rows only, and can neither add, change nor take another's`, async () => {
    const { database } = opened;
    assert.deepEqual(await database.withTenant(ours, (trx) => ownersSeen(trx, table)), [ours]);
    const row = oneRowEach(theirs)[table];
    const refused = { code: "42501" };
    await assert.rejects(
      database.withTenant(ours, (trx) => insert(trx, table, row)),
      refused,
    );
    const owner = sql.ref(ownerColumn(table));
    const stolen = sql`update ${sql.table(table)} set ${owner} = ${newId()} where ${owner} = ${ours}`;
    if (table !== "tenants")
      await assert.rejects(
        database.withTenant(ours, (trx) => stolen.execute(trx)),
        refused,
      );
    const deleted = await database.withTenant(ours, (trx) =>
      sql`delete from ${sql.table(table)} where ${owner} = ${theirs}`.execute(trx),
    );
    assert.equal(deleted.numAffectedRows, 0n);
  });

  test(`${table}: without a tenant there are no rows`, async () => {
    const owners = await opened.database.withPlatform((trx) => ownersSeen(trx, table));
    assert.deepEqual(owners, table === "tenants" ? [ours, theirs].toSorted() : []);
  });
}

test("a tenant's setting does not stay on a connection", async () => {
  for (let round = 0; round < 30; round++) {
    await opened.database.withTenant(ours, (trx) => ownersSeen(trx, "users"));
    assert.deepEqual(await opened.database.withPlatform((trx) => ownersSeen(trx, "users")), []);
  }
});

test("a reference cannot cross from one tenant into another", async () => {
  const row = {
    ...oneRowEach(ours).queue_agents,
    queue_id: theirRows.queues.id,
    agent_id: ourRows.agents.id,
  };
  const foreignKeyViolation = { code: "23503" };
  await assert.rejects(
    opened.database.withTenant(ours, (trx) => insert(trx, "queue_agents", row)),
    foreignKeyViolation,
  );
});

test("work that throws leaves nothing behind, and its error comes out as it was", async () => {
  const failure = new Error("no");
  const work = opened.database.withTenant(ours, async (trx) => {
    await insert(trx, "queues", { ...oneRowEach(ours).queues, name: "gone" });
    throw failure;
  });
  await assert.rejects(work, failure);
  const left = await opened.database.withTenant(ours, (trx) =>
    trx.selectFrom("queues").select("id").where("name", "=", "gone").execute(),
  );
  assert.deepEqual(left, []);
});

test("a platform transaction may enter the tenant it has just made", async () => {
  const id = newId<TenantId>();
  const seen = await opened.database.withPlatform(async (trx) => {
    await enterTenant(trx, id);
    for (const [table, row] of Object.entries(oneRowEach(id))) await insert(trx, table as keyof Schema, row);
    return ownersSeen(trx, "calls");
  });
  assert.deepEqual(seen, [id]);
  await assert.rejects(
    opened.database.withTenant("x' or 'a" as TenantId, async () => {}),
    TypeError,
  );
});

test("a statement that takes too long is ended by the server", async () => {
  const { rows } = await opened.database.withPlatform((trx) =>
    sql<{ limit: string }>`select current_setting('statement_timeout') as limit`.execute(trx),
  );
  assert.deepEqual(rows, [{ limit: "30s" }]);
});

test("counts and bigints are numbers, and a repeated statement is prepared", async () => {
  await opened.database.withTenant(ours, async (trx) => {
    const leg = await trx
      .selectFrom("call_legs")
      .select(["packets_received", (eb) => eb.fn.countAll<number>().over().as("legs")])
      .where("tenant_id", "=", ours)
      .executeTakeFirst();
    assert.deepEqual(leg, { packets_received: 2 ** 40, legs: 1 });
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from pg_prepared_statements where statement like '%packets_received%over%'`.execute(
      trx,
    );
    assert.equal(rows[0]?.n, 1);
  });
});
