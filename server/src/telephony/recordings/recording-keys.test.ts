import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { newId, systemClock } from "@tandem/kernel";
import type { RecordingId, TenantId } from "@tandem/kernel";
import { oneRowEach, openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { loadOperatorKey, TenantKeys } from "#platform/tenant-keys";
import { retireUnusedKeys, rotateKey } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-keys-"));
const operatorKey = loadOperatorKey(folder, undefined);
const tenantId = newId<TenantId>();
const { tenants, recordings: row, ...rows } = oneRowEach(tenantId);
let opened: TestDatabase;

before(async () => {
  opened = await openTestDatabase();
  await opened.database.withTenant(tenantId, async (trx) => {
    await trx.insertInto("tenants").values(tenants).execute();
    await trx
      .insertInto("calls")
      .values({ ...rows.calls, queue_id: null, agent_id: null })
      .execute();
  });
});
after(async () => {
  await opened.close();
  rmSync(folder, { recursive: true });
});

async function addRecording(keyId: string, wrappedKey: Buffer): Promise<RecordingId> {
  const id = newId<RecordingId>();
  const key = { key_id: keyId, wrapped_key: wrappedKey.toString("base64") };
  await opened.database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("recordings")
      .values({ ...row, id, ...key })
      .execute(),
  );
  return id;
}

async function keyOf(id: RecordingId): Promise<{ keyId: string; wrappedKey: Buffer }> {
  const found = await opened.database.withTenant(tenantId, (trx) =>
    trx.selectFrom("recordings").where("id", "=", id).selectAll().executeTakeFirstOrThrow(),
  );
  return { keyId: found.key_id ?? "", wrappedKey: Buffer.from(found.wrapped_key ?? "", "base64") };
}

test("a rotation wraps every data key anew, leaves what it cannot open, and destroys a key that nothing uses", async () => {
  const { database } = opened;
  const keys = new TenantKeys(database, operatorKey);
  assert.equal(keys.newDataKey(tenantId).ok, false, "nothing is loaded");
  assert.deepEqual(await keys.load(tenantId), []);
  const made = keys.newDataKey(tenantId);
  assert.ok(made.ok);
  const { dataKey, keyId, wrappedKey } = made.value;
  const good = await addRecording(keyId, wrappedKey);
  const lost = await addRecording(newId(), randomBytes(40));

  const rotation = await rotateKey(tenantId, { database, keys, clock: systemClock });
  assert.deepEqual([rotation.rewrapped, rotation.unreadable, rotation.retired], [1, 1, 0]);
  const now = await keyOf(good);
  assert.equal(now.keyId, rotation.keyId);
  assert.notEqual(now.keyId, keyId);
  assert.deepEqual(keys.unwrap(tenantId, now), { ok: true, value: dataKey });
  assert.equal(keys.unwrap(tenantId, await keyOf(lost)).ok, false);

  // A call that began before the rotation comes with the former key: the next start still opens it.
  const late = await addRecording(keyId, wrappedKey);
  const nextStart = new TenantKeys(database, operatorKey);
  assert.deepEqual(await nextStart.load(tenantId), []);
  assert.deepEqual(nextStart.unwrap(tenantId, await keyOf(late)), { ok: true, value: dataKey });
  const inNineDays = { now: () => systemClock.now() + 9 * 86_400_000 };
  assert.equal(await retireUnusedKeys(tenantId, { database, keys, clock: inNineDays }), 0, "it is used");
  const again = await rotateKey(tenantId, { database, keys, clock: inNineDays });
  assert.deepEqual([again.rewrapped, again.retired], [2, 2]);
  assert.equal(keys.unwrap(tenantId, { keyId, wrappedKey }).ok, false, "the first key is gone");
});

test("under another operator's key nothing opens, it is told, and what is new is sealed with a key of its own", async () => {
  const other = join(folder, "other.key");
  writeFileSync(other, randomBytes(32).toString("base64url"));
  const keys = new TenantKeys(opened.database, loadOperatorKey(folder, other));
  assert.ok((await keys.load(tenantId)).length > 0);
  assert.ok(keys.newDataKey(tenantId).ok);
});
