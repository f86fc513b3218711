import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { fingerprint } from "./fingerprint.ts";
import { checkStore, LocalStore, openTenantStore, S3Store } from "./index.ts";
import type { ObjectStore, S3Settings } from "./index.ts";
import { startS3Server } from "./testing/s3-server.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-storage-"));
const s3 = await startS3Server();
after(async () => {
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});
const settings: S3Settings = { ...s3.settings, prefix: "some/prefix/" };

function fileOf(bytes: Buffer) {
  const path = join(folder, newId());
  writeFileSync(path, bytes);
  return fingerprint(path);
}

function valueOf<T>(result: { ok: true; value: T } | { ok: false; error: { kind: string } }): T {
  if (!result.ok) assert.fail(JSON.stringify(result.error));
  return result.value;
}

const errorOf = (result: { ok: boolean; error?: { kind: string } }) => result.error?.kind;

const stores: Record<string, ObjectStore> = {
  "a folder": new LocalStore(join(folder, "store")),
  "an S3 server": new S3Store(settings),
};
for (const [name, store] of Object.entries(stores)) {
  describe(name, () => {
    test("keeps a file, answers any range and its size, and forgets it", async () => {
      const bytes = randomBytes(100_000);
      assert.deepEqual(await store.put("t/day/file.trec", await fileOf(bytes)), {
        ok: true,
        value: undefined,
      });
      assert.deepEqual(valueOf(await store.head("t/day/file.trec")), { bytes: bytes.length });
      for (const [first, last] of [
        [0, 9],
        [50_000, 60_000],
        [99_990, 200_000],
      ] as const) {
        const got = valueOf(await store.get("t/day/file.trec", { first, last }));
        assert.ok(got.equals(bytes.subarray(first, last + 1)), `${first}-${last}`);
      }
      assert.ok((await store.delete("t/day/file.trec")).ok);
      assert.ok((await store.delete("t/day/file.trec")).ok, "what is gone is gone");
      assert.equal(errorOf(await store.head("t/day/file.trec")), "not-found");
      assert.equal(errorOf(await store.get("t/day/file.trec", { first: 0, last: 1 })), "not-found");
    });

    test("can be tried", async () => {
      assert.ok((await checkStore(store)).ok);
    });

    test("a tenant's part leads to nobody else's files, whatever a row says", async () => {
      const [one, another] = [newId<TenantId>(), newId<TenantId>()];
      const file = await fileOf(Buffer.from("one's"));
      assert.ok((await openTenantStore(store, one).put(`${one}/d/f.trec`, file)).ok);
      const theirs = openTenantStore(store, another);
      for (const key of [`${one}/d/f.trec`, `${another}/../${one}/d/f.trec`, one, "", `/${another}/f`]) {
        assert.equal(errorOf(await theirs.head(key)), "refused", key);
        assert.equal(errorOf(await theirs.get(key, { first: 0, last: 1 })), "refused", key);
        assert.equal(errorOf(await theirs.delete(key)), "refused", key);
        assert.equal(errorOf(await theirs.put(key, file)), "refused", key);
      }
      assert.equal(valueOf(await openTenantStore(store, one).head(`${one}/d/f.trec`)).bytes, file.bytes);
    });
  });
}

test("a wrong setting is told with its cure", async () => {
  const told = async (changes: Partial<S3Settings>) => {
    const checked = await checkStore(new S3Store({ ...settings, ...changes }));
    assert.ok(!checked.ok);
    return `${checked.error.kind}: ${checked.error.message}`;
  };
  assert.match(await told({ secretAccessKey: "wrong" }), /^refused: .*TANDEM_S3_SECRET_ACCESS_KEY/);
  assert.match(await told({ bucket: "no-such-bucket" }), /^refused: .*TANDEM_S3_BUCKET/);
  assert.match(await told({ endpoint: "http://127.0.0.1:9" }), /^unreachable: /);
});

/** Between client and server; `change` gets every body on its way. */
async function between(change: (asked: IncomingMessage, body: Buffer) => Buffer, etag?: string) {
  const { port } = new URL(s3.settings.endpoint);
  const server: Server = createServer((asked, answer) => {
    const parts: Buffer[] = [];
    asked.on("data", (part: Buffer) => parts.push(part));
    asked.on("end", () => {
      const { method, url: path, headers } = asked;
      const on = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
        const answered = etag === undefined ? {} : { etag };
        answer.writeHead(response.statusCode ?? 500, { ...response.headers, ...answered });
        response.pipe(answer);
      });
      on.end(change(asked, Buffer.concat(parts)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => server.close());
  return new S3Store({ ...settings, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

test("what arrives changed is not taken for stored; an entity tag that is no checksum is no proof", async () => {
  const file = await fileOf(randomBytes(1000));
  const flipped = await between(({ method }, body) => {
    if (method === "PUT") body[500] = (body[500] ?? 0) ^ 1;
    return body;
  });
  const signature = await flipped.put("t/flipped", file);
  assert.ok(!signature.ok && ["damaged", "refused"].includes(signature.error.kind));
  const encrypting = await between((_, body) => body, '"not-an-md5"');
  assert.ok((await encrypting.put("t/encrypted", file)).ok, "read back and compared");
});
