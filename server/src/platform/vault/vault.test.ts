import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { systemClock } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { SecretBox } from "#platform/identity";
import { createTenant } from "#platform/tenancy";
import { Vault } from "./vault.ts";

let opened: TestDatabase;
before(async () => void (opened = await openTestDatabase()));
after(async () => opened.close());

const tenant = async (name: string) =>
  opened.database.withPlatform((trx) => createTenant(trx, { name, sipDomain: `${name}.example` }));

test("a secret is used by its own tenant alone, kept sealed, replaced, and gone when it is removed", async () => {
  const { database } = opened;
  const secretBox = new SecretBox(randomBytes(32));
  const vault = new Vault({ clock: systemClock, database, secretBox });
  const [acme, other] = [await tenant("vault-acme"), await tenant("vault-other")];
  await vault.set(acme, "crm", "Bearer abc");
  await vault.set(acme, "crm", "Bearer def");
  await vault.set(other, "crm", "Bearer of-others");
  assert.deepEqual([vault.open(acme, "crm"), vault.open(other, "crm")], ["Bearer def", "Bearer of-others"]);
  assert.deepEqual(
    vault.list(acme).map(({ name }) => name),
    ["crm"],
  );
  const rows = await database.withTenant(acme, (trx) => trx.selectFrom("secrets").selectAll().execute());
  assert.equal(rows.length, 1, "the other tenant's is not seen");
  assert.doesNotMatch(JSON.stringify(rows), /Bearer|def/);

  await vault.set(acme, "sms", "key");
  await database.withTenant(acme, (trx) =>
    sql`update secrets set sealed = (select sealed from secrets where name = 'crm') where name = 'sms'`.execute(
      trx,
    ),
  );
  await vault.load(acme);
  assert.equal(vault.open(acme, "sms"), undefined, "a row does not open in another's place");

  assert.deepEqual([await vault.remove(acme, "crm"), await vault.remove(acme, "crm")], [true, false]);
  assert.deepEqual([vault.open(acme, "crm"), vault.open(other, "crm")], [undefined, "Bearer of-others"]);
});
