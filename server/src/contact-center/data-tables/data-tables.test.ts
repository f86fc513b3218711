import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { systemClock } from "@tandem/kernel";
import type { TenantId, UserId } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createUser } from "#platform/identity";
import { createTenant } from "#platform/tenancy";
import { deleteDataTable, listDataTables, storeDataTable, wholeDataTable } from "./data-table-store.ts";
import { DataTables } from "./data-tables.ts";
import { readTable } from "./table-file.ts";

let opened: TestDatabase;
before(async () => void (opened = await openTestDatabase()));
after(async () => opened.close());

async function tenantWithUser(name: string): Promise<{ tenantId: TenantId; by: UserId }> {
  const { database } = opened;
  const tenantId = await database.withPlatform((trx) =>
    createTenant(trx, { name, sipDomain: `${name}.example` }),
  );
  const user = { name: "admin", displayName: "Li", role: "admin", passwordHash: "" } as const;
  return { tenantId, by: await database.withTenant(tenantId, (trx) => createUser(tenantId, trx, user)) };
}

test("a table is found by its key, replaced whole, and nobody else's", async () => {
  const { database } = opened;
  const [acme, other] = [await tenantWithUser("tables-acme"), await tenantWithUser("tables-other")];
  const tables = new DataTables({ clock: systemClock, database });
  const bring = (rows: string[][], { tenantId, by } = acme) =>
    storeDataTable(tenantId, database, { name: "贵宾", columns: ["number", "name"], rows, by, now: 7 });
  await bring(Array.from({ length: 12_000 }, (_, n) => [`138${n}`, `customer ${n}`]));
  await tables.load(acme.tenantId);
  assert.deepEqual([...tables.columnsOf(acme.tenantId)], [["贵宾", ["number", "name"]]]);
  const found = await tables.find(acme.tenantId, "贵宾", "13811999");
  assert.deepEqual(found, { number: "13811999", name: "customer 11999" });
  assert.equal(await tables.find(other.tenantId, "贵宾", "1380"), null);
  await bring([["1", "only"]]);
  assert.equal(await tables.find(acme.tenantId, "贵宾", "1380"), null);
  assert.deepEqual((await wholeDataTable(acme.tenantId, database, "贵宾"))?.rows, [["1", "only"]]);
  const [listed] = await listDataTables(acme.tenantId, database);
  assert.deepEqual([listed?.rowCount, listed?.changedBy, listed?.changedAt], [1, "Li", 7]);
  assert.deepEqual(
    [
      await deleteDataTable(other.tenantId, database, "贵宾"),
      await deleteDataTable(acme.tenantId, database, "贵宾"),
    ],
    [false, true],
  );
  assert.equal(await tables.find(acme.tenantId, "贵宾", "1"), null);
});

test("a database that does not answer is a row that is not there, in time", async () => {
  let elapse = () => {};
  const clock = { now: () => 0, after: (_: number, callback: () => void) => ((elapse = callback), () => {}) };
  const database = { withTenant: () => new Promise(() => {}) } as unknown as TestDatabase["database"];
  const found = new DataTables({ clock, database }).find("t" as TenantId, "vip", "1");
  elapse();
  assert.equal(await found, null);
});

test("a file of a spreadsheet program is read: marks, quotes, semicolons, GB 18030, and our own download", () => {
  const read = (bytes: Uint8Array | string) => {
    const table = readTable(typeof bytes === "string" ? Buffer.from(bytes) : bytes);
    return table.ok ? [table.value.columns, ...table.value.rows] : table.error.message;
  };
  assert.deepEqual(read('\uFEFFnumber,name\r\n138,"Li, ""Lily"""\r\n\r\n'), [
    ["number", "name"],
    ["138", 'Li, "Lily"'],
  ]);
  assert.deepEqual(read("number;name\n'+86138; Li "), [
    ["number", "name"],
    ["+86138", "Li"],
  ]);
  assert.deepEqual(read(Buffer.from("bac5c2eb2cd0d5c3fb0a3133382cc0ee", "hex")), [
    ["号码", "姓名"],
    ["138", "李"],
  ]);
});

test("what is no table is refused with the line named", () => {
  const fault = (text: string) => {
    const table = readTable(Buffer.from(text));
    return table.ok ? "taken" : table.error.message;
  };
  assert.match(fault(""), /two columns at least/);
  assert.match(fault("a,a\n1,2"), /one name/);
  assert.match(fault("a,b\n1,2\n1,3"), /line 3: "1" is there twice/);
  assert.match(fault("a,b\n,2"), /line 2 has no key/);
  assert.match(fault("a,b\n1,2,3"), /line 2|Invalid Record Length/);
  assert.match(fault('a,b\n"1,2'), /[Qq]uote/);
  assert.match(fault(`a,b\n1,${"x".repeat(501)}`), /500 letters/);
});
