import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { FactBus, newId, ok } from "@tandem/kernel";
import type { Clock, RecordingId, TenantId, UserId } from "@tandem/kernel";
import { chunkBytes, createRecordingOutput, RecordingWriter } from "@tandem/media";
import { oneRowEach, openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { S3Store } from "#platform/storage";
import type { ObjectStore } from "#platform/storage";
import { startS3Server } from "#platform/storage/testing";
import type { S3Server } from "#platform/storage/testing";
import { loadOperatorKey, TenantKeys } from "#platform/tenant-keys";
import { loadKeepDays, openForPlayback, RecordingPlaces, RecordingRetention } from "./index.ts";
import { RecordingUploads, storeKeepDays, waitingUploads } from "./index.ts";
import type { UploadStatus } from "./index.ts";
import type { RecordingFact } from "./recording-facts.ts";
import { untilNight } from "./recording-retention.ts";

const tenantId = newId<TenantId>();
const { tenants, recordings: row, call_facts: factRow, ...rows } = oneRowEach(tenantId);
const dataKey = randomBytes(32);
const userId = newId<UserId>();
let opened: TestDatabase;
let s3: S3Server;
let now = Date.UTC(2026, 0, 15);
const clock: Clock = { now: () => now, after: () => () => {} };

before(async () => {
  [opened, s3] = await Promise.all([openTestDatabase(), startS3Server()]);
  await opened.database.withTenant(tenantId, async (trx) => {
    await trx.insertInto("tenants").values(tenants).execute();
    await trx
      .insertInto("calls")
      .values({ ...rows.calls, queue_id: null, agent_id: null })
      .execute();
  });
});
after(async () => {
  await Promise.all([opened.close(), s3.close()]);
});
beforeEach(async () => {
  await opened.database.withTenant(tenantId, async (trx) => {
    await trx.deleteFrom("recordings").where("tenant_id", "=", tenantId).execute();
    await trx.deleteFrom("recording_policies").where("tenant_id", "=", tenantId).execute();
  });
});

type Added = { id: RecordingId; path: string; file: string; sound: Buffer };

/** A sealed file of two chunks with its row, and the fact that has its key as well. */
async function add(changes: { startedAt?: Date } = {}): Promise<Added> {
  const id = newId<RecordingId>();
  const path = `recordings/${tenantId}/2026-01-01/${id}.trec`;
  const file = join(opened.dataDir, path);
  mkdirSync(dirname(file), { recursive: true });
  const sound = randomBytes(2 * chunkBytes);
  const header = { recordingId: id, startedAt: 0, keyId: "k", wrappedKey: randomBytes(40) };
  const writer = new RecordingWriter(createRecordingOutput(file), header, dataKey);
  writer.appendChunk(sound.subarray(0, chunkBytes));
  writer.appendChunk(sound.subarray(chunkBytes));
  const { bytes, sha256 } = writer.finish(Buffer.alloc(0));
  writer.close();
  const key = { key_id: newId(), wrapped_key: "a2V5" };
  const started_at = changes.startedAt ?? new Date(now);
  const data = JSON.stringify({ recordingId: id, wrappedKey: key.wrapped_key, path });
  await opened.database.withTenant(tenantId, async (trx) => {
    await trx
      .insertInto("recordings")
      .values({ ...row, ...key, id, path, bytes, sha256, started_at })
      .execute();
    await trx
      .insertInto("call_facts")
      .values({ ...factRow, id: newId(), type: "RecordingStored", data })
      .execute();
  });
  return { id, path, file, sound };
}

async function rowOf(id: RecordingId) {
  return opened.database.withTenant(tenantId, (trx) =>
    trx.selectFrom("recordings").where("id", "=", id).selectAll().executeTakeFirstOrThrow(),
  );
}

function rig(store: ObjectStore = new S3Store(s3.settings)) {
  const { database, dataDir: dataDirectory, log } = opened;
  const places = new RecordingPlaces({ dataDirectory, store });
  const keys = new TenantKeys(database, loadOperatorKey(dataDirectory, undefined));
  const facts = new FactBus<RecordingFact>((error) => {
    throw error;
  });
  const told: RecordingFact[] = [];
  for (const type of ["RecordingDeleted", "RecordingHeld", "RecordingReleased"] as const)
    facts.on(type, (fact) => void told.push(fact));
  const statuses: UploadStatus[] = [];
  const shared = { database, places, keys, tenantIds: () => [tenantId], clock, log, facts };
  const onStatus = (status: UploadStatus) => void statuses.push(status);
  const uploads = new RecordingUploads({ ...shared, random: () => 1, onStatus });
  return { places, keys, uploads, statuses, told, retention: new RecordingRetention(shared) };
}

test("recordings move to the store when it has been seen to have them, and play from there", async () => {
  const { uploads, places, statuses } = rig();
  const added = await Promise.all(Array.from({ length: 20 }, () => add()));
  await uploads.pass();
  assert.deepEqual([statuses.at(-1)?.waiting, statuses.at(-1)?.trouble], [0, undefined]);
  for (const { id, path, file, sound } of added) {
    assert.equal(existsSync(file), false, "gone from the disk");
    const { stored_in: storedIn, sha256 } = await rowOf(id);
    assert.equal(storedIn, "s3");
    const key = { keyId: "k", wrappedKey: Buffer.alloc(40) };
    const source = () => places.open(tenantId, { path, storedIn });
    const playable = await openForPlayback({ id, tenantId, key, sha256 }, source, {
      unwrap: () => ok(dataKey),
    });
    assert.ok(playable.ok);
    const parts: Uint8Array[] = [];
    for await (const part of playable.value.bytes(58 + 7000, 58 + 9000)) parts.push(part);
    assert.ok(Buffer.concat(parts).equals(sound.subarray(7000, 9001)), "from the middle, over a chunk's end");
  }
});

test("while the store is away recordings wait, sealed, with longer and longer pauses, also over a restart", async () => {
  const { uploads, places, statuses } = rig();
  const { id, file, path } = await add();
  await s3.away();
  await uploads.pass();
  assert.equal(statuses.at(-1)?.trouble?.kind, "away");
  assert.equal(existsSync(file), true);
  const waits: number[] = [];
  for (let i = 0; i < 3; i++) {
    const { next_upload_at } = await rowOf(id);
    waits.push((next_upload_at?.getTime() ?? 0) - now);
    now = next_upload_at?.getTime() ?? now;
    await uploads.pass();
  }
  assert.deepEqual(waits, [5000, 10_000, 20_000]);
  const { waiting, waitingBytes, oldest, failures } = uploads.status;
  assert.deepEqual([waiting, failures, oldest !== null && waitingBytes > chunkBytes], [1, 4, true]);
  assert.equal((await places.open(tenantId, { path, storedIn: "s3" })).ok, false);
  await s3.back();
  // Another process knows what waits, by the database alone.
  const later = rig();
  await later.uploads.pass();
  assert.equal((await rowOf(id)).stored_in, "local", "not before it is due");
  now += 60_000;
  await later.uploads.pass();
  assert.equal((await rowOf(id)).stored_in, "s3");
  assert.equal((await waitingUploads(tenantId, opened.database)).count, 0);
});

test("a store that refuses us is told as such; what is on another node's disk is left to it", async () => {
  const refusing = rig(new S3Store({ ...s3.settings, secretAccessKey: "wrong" }));
  await add();
  await refusing.uploads.pass();
  assert.equal(refusing.statuses.at(-1)?.trouble?.kind, "refused");
  assert.match(refusing.statuses.at(-1)?.trouble?.message ?? "", /TANDEM_S3_SECRET_ACCESS_KEY/);
  now += 3_600_000;
  const elsewhere = await add();
  rmSync(elsewhere.file);
  const { uploads } = rig();
  await uploads.pass();
  const { stored_in, upload_attempts } = await rowOf(elsewhere.id);
  assert.deepEqual([stored_in, upload_attempts], ["local", 0]);
});

test("what arrives otherwise than it was sent stays on the disk", async () => {
  const store = new S3Store(s3.settings);
  const damaging: ObjectStore = {
    put: () => Promise.resolve({ ok: false, error: { kind: "damaged", message: "another checksum" } }),
    get: (key, range) => store.get(key, range),
    head: (key) => store.head(key),
    delete: (key) => store.delete(key),
  };
  const { uploads } = rig(damaging);
  const { id, file } = await add();
  await uploads.pass();
  const { stored_in, upload_error } = await rowOf(id);
  assert.deepEqual([stored_in, upload_error, existsSync(file)], ["local", "another checksum", true]);
});

test("deleting takes keys and file, wherever it is, and says who did it; held ones stay", async () => {
  const { uploads, places, retention, told } = rig();
  const [inStore, here, held] = [await add(), await add(), await add()];
  await uploads.pass();
  const local = await add();
  assert.equal(await retention.hold(tenantId, held.id, true, userId), true);
  assert.equal(await retention.hold(tenantId, held.id, true, userId), false, "it is held already");
  for (const { id } of [inStore, here, local]) assert.ok((await retention.delete(tenantId, id, userId)).ok);
  assert.equal((await retention.delete(tenantId, inStore.id, userId)).ok, false, "it is gone");
  assert.equal((await retention.delete(tenantId, held.id, userId)).ok, false, "it is held");
  for (const { id, path, file } of [inStore, local]) {
    const { state, key_id, wrapped_key, file_gone } = await rowOf(id);
    assert.deepEqual([state, key_id, wrapped_key, file_gone], ["deleted", null, null, true]);
    assert.equal(existsSync(file), false);
    assert.equal((await places.open(tenantId, { path, storedIn: "s3" })).ok, false);
  }
  const facts = await opened.database.withTenant(tenantId, (trx) =>
    trx.selectFrom("call_facts").where("type", "=", "RecordingStored").select("data").execute(),
  );
  const keyed = facts
    .map(({ data }) => data as Record<string, string>)
    .filter(({ wrappedKey }) => wrappedKey);
  assert.ok(
    keyed.every(({ recordingId }) => ![inStore.id, here.id, local.id].includes(recordingId as RecordingId)),
  );
  assert.deepEqual(
    told.map(({ type }) => type),
    ["RecordingHeld", "RecordingDeleted", "RecordingDeleted", "RecordingDeleted"],
  );
  assert.ok(told.every((fact) => "by" in fact && fact.by === userId));
  assert.equal(await retention.hold(tenantId, held.id, false, userId), true);
  assert.ok((await retention.delete(tenantId, held.id, userId)).ok);
});

test("age deletes what is older than the tenant wishes, and what could not be removed is caught up with", async () => {
  const { uploads, retention, told } = rig();
  const day = 86_400_000;
  const [old, held, young] = [
    await add({ startedAt: new Date(now - 31 * day) }),
    await add({ startedAt: new Date(now - 31 * day) }),
    await add({ startedAt: new Date(now - 29 * day) }),
  ];
  await retention.hold(tenantId, held.id, true, userId);
  assert.equal(await loadKeepDays(tenantId, opened.database), null);
  assert.equal(await retention.catchUp(), 0, "kept for ever");
  await uploads.pass();
  await storeKeepDays(tenantId, 90, opened.database);
  await storeKeepDays(tenantId, 30, opened.database);
  await s3.away();
  assert.equal(await retention.catchUp(), 1);
  const states = async () => {
    const all = await Promise.all([old, held, young].map(({ id }) => rowOf(id)));
    return all.map(({ state, file_gone }) => `${state} ${file_gone}`);
  };
  assert.deepEqual(await states(), ["deleted false", "stored false", "stored false"]);
  assert.equal((await rowOf(old.id)).wrapped_key, null, "the key does not wait for the store");
  await s3.back();
  assert.equal(await retention.catchUp(), 0);
  assert.deepEqual(await states(), ["deleted true", "stored false", "stored false"]);
  assert.deepEqual(
    told.filter(({ type }) => type === "RecordingDeleted").map((fact) => "by" in fact && fact.by),
    [null],
  );
});

test("a former key goes by itself when the last recording that it wraps is deleted", async () => {
  const { keys, retention } = rig();
  await keys.load(tenantId);
  const made = keys.newDataKey(tenantId);
  assert.ok(made.ok);
  const { keyId } = made.value;
  const { id } = await add();
  await opened.database.withTenant(tenantId, (trx) =>
    trx.updateTable("recordings").set({ key_id: keyId }).where("id", "=", id).execute(),
  );
  await keys.rotate(tenantId);
  // Keys have the time of the database.
  now = Date.now() + 9 * 86_400_000;
  const ofFormer = () => keys.unwrap(tenantId, made.value).ok;
  await retention.catchUp();
  assert.equal(ofFormer(), true, "a recording is wrapped by it");
  await retention.delete(tenantId, id, userId);
  await retention.catchUp();
  assert.equal(ofFormer(), false);
});

test("the night is at three, whatever the hour", () => {
  const at = (hour: number) => new Date(2026, 4, 5, hour).getTime();
  assert.equal(untilNight(at(2)), 3_600_000);
  assert.equal(untilNight(at(3)), 24 * 3_600_000);
  assert.equal(untilNight(at(23)), 4 * 3_600_000);
});
