import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newId } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createTenant, findTenant, findTenantBySipDomain, listTenants } from "./index.ts";

let opened: TestDatabase;
before(async () => {
  opened = await openTestDatabase();
});
after(() => opened.close());

test("a tenant is found by its id, by its domain in any case, and in the list", async () => {
  const { database } = opened;
  const first = await database.withPlatform((trx) => createTenant(trx, { name: "甲" }));
  const second = await database.withPlatform((trx) =>
    createTenant(trx, { name: "乙", sipDomain: "Sip.Example.com", timeZone: "Europe/Berlin", locale: "en" }),
  );
  const expected = {
    id: second,
    name: "乙",
    sipDomain: "sip.example.com",
    timeZone: "Europe/Berlin",
    locale: "en",
  };
  assert.deepEqual(await findTenant(database, second), expected);
  assert.deepEqual(await findTenantBySipDomain(database, "SIP.example.COM"), expected);
  assert.deepEqual(
    (await listTenants(database)).map(({ id }) => id),
    [first, second],
  );
  assert.equal((await findTenant(database, first))?.sipDomain, undefined);
  assert.equal(await findTenant(database, newId()), undefined);
  assert.equal(await findTenantBySipDomain(database, "elsewhere"), undefined);
});
