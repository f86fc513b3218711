import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { err, newId, ok } from "@tandem/kernel";
import type { RecordingId, TenantId } from "@tandem/kernel";
import { openRecordingFile } from "@tandem/media/control";
import { chunkBytes, createRecordingOutput, RecordingWriter } from "@tandem/media";
import { openForPlayback } from "./index.ts";

const localFile = (path: string) => () => openRecordingFile(path);

const folder = mkdtempSync(join(tmpdir(), "tandem-playback-"));
after(() => rmSync(folder, { recursive: true }));
const dataKey = randomBytes(32);
const key = { keyId: "k", wrappedKey: randomBytes(40) };
const keys = { unwrap: () => ok(dataKey) };
const tenantId = newId<TenantId>();

function write(chunks: number): { path: string; id: RecordingId; sound: Buffer; sha256: string } {
  const id = newId<RecordingId>();
  const path = join(folder, `${id}.trec`);
  const output = createRecordingOutput(path);
  const writer = new RecordingWriter(output, { recordingId: id, startedAt: 0, ...key }, dataKey);
  const sound = randomBytes(chunks * chunkBytes);
  for (let at = 0; at < sound.length; at += chunkBytes)
    writer.appendChunk(sound.subarray(at, at + chunkBytes));
  const { sha256 } = writer.finish(Buffer.alloc(0));
  writer.close();
  return { path, id, sound, sha256 };
}

async function bytesOf(bytes: AsyncGenerator<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}

test("several players hear any part of a recording at once", async () => {
  const { path, id, sound, sha256 } = write(70);
  const opened = await openForPlayback({ id, tenantId, key, sha256 }, localFile(path), keys);
  assert.ok(opened.ok);
  const { size, bytes, etag } = opened.value;
  assert.equal(size, 58 + sound.length);
  assert.match(etag, /^"[0-9a-f]{32}"$/);
  const parts = [
    [58, size - 1],
    [300_000, 300_001],
    [size - 1, size - 1],
    [100, 500_000],
  ] as const;
  const heard = await Promise.all(parts.map(([first, last]) => bytesOf(bytes(first, last))));
  for (const [i, [first, last]] of parts.entries()) {
    assert.deepEqual(heard[i], sound.subarray(first - 58, last - 57), `${first} to ${last}`);
  }
  const givenUp = bytes(58, size - 1);
  assert.equal((await givenUp.next()).done, false);
  await givenUp.return(undefined);
});

test("a lost key, a changed file, another's file and a missing one each say so; the others play", async () => {
  const [one, two] = [write(2), write(3)];
  const open = (path: string, { id, sha256 }: { id: RecordingId; sha256: string }, unwrap = keys.unwrap) =>
    openForPlayback({ id, tenantId, key, sha256 }, localFile(path), { unwrap });
  const kindOf = async (opening: ReturnType<typeof open>) => {
    const opened = await opening;
    return opened.ok ? "plays" : opened.error.kind;
  };
  const locked = () => err({ kind: "key-gone", message: "gone" } as const);
  assert.equal(
    await kindOf(openForPlayback({ ...one, tenantId, key }, localFile(one.path), { unwrap: locked })),
    "key-not-usable",
  );
  assert.equal(await kindOf(open(two.path, one)), "damaged");
  assert.equal(await kindOf(open(join(folder, "missing"), one)), "unreadable");
  assert.equal(await kindOf(open(two.path, two)), "plays");
  // Without its end it is a recording that runs still, which this one does not.
  writeFileSync(one.path, readFileSync(one.path).subarray(0, -300));
  assert.equal(await kindOf(open(one.path, one)), "damaged");
  const changed = readFileSync(two.path);
  changed[9000] = (changed[9000] as number) ^ 1;
  writeFileSync(two.path, changed);
  const opened = await open(two.path, two);
  assert.ok(opened.ok);
  await assert.rejects(bytesOf(opened.value.bytes(0, opened.value.size - 1)));
  assert.equal((await bytesOf(opened.value.bytes(0, 4000))).length, 4001, "what comes before is heard");
});
