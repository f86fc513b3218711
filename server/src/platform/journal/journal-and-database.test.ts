import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { newId, systemClock } from "@tandem/kernel";
import type { Fact, FactId, TenantId } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { FactJournal } from "./index.ts";

let opened: TestDatabase;
before(async () => {
  opened = await openTestDatabase();
});
after(() => opened.close());

test("facts appended while the database dies and comes back are all stored, each once", async () => {
  const { database, dataDir, log } = opened;
  const tenantId = newId<TenantId>();
  await database.withTenant(tenantId, (trx) =>
    trx.insertInto("tenants").values({ id: tenantId, name: "t" }).execute(),
  );
  const journal = new FactJournal({
    directory: join(dataDir, "facts"),
    clock: systemClock,
    log,
    batchSize: 50,
    write: (facts) =>
      database.withTenant(tenantId, (trx) =>
        trx
          .insertInto("call_facts")
          .values(facts.map(rowOf))
          .onConflict((conflict) => conflict.columns(["tenant_id", "id"]).doNothing())
          .execute()
          .then(() => {}),
      ),
  });
  const facts = Array.from({ length: 3_000 }, (_, at): Fact => ({
    id: newId<FactId>(),
    type: "Counted",
    version: 1,
    tenantId,
    at,
  }));
  const backUp = new Promise<void>((resolve) =>
    database.onStateChange((state) => state === "up" && resolve()),
  );
  for (const [index, fact] of facts.entries()) {
    journal.append(fact);
    if (index === 1_000) process.kill(serverPid(dataDir), "SIGKILL");
    if (index % 100 === 0) await journal.flushed();
  }
  await backUp;
  await journal.delivered();
  const stored = await database.withTenant(tenantId, (trx) =>
    trx.selectFrom("call_facts").select("id").where("tenant_id", "=", tenantId).orderBy("at").execute(),
  );
  assert.deepEqual(
    stored.map(({ id }) => id),
    facts.map(({ id }) => id),
  );
  await journal.close();
});

const rowOf = (fact: Fact) => ({
  tenant_id: fact.tenantId,
  id: fact.id,
  call_id: null,
  type: fact.type,
  version: fact.version,
  at: new Date(fact.at),
  data: "{}",
});

const serverPid = (dataDir: string) =>
  Number.parseInt(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8"), 10);
