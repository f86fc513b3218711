import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { unwrapKey, wrapKey } from "./key-wrap.ts";
import { loadOperatorKey } from "./operator-key.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-keys-"));
after(() => rmSync(folder, { recursive: true }));

test("RFC 3394 §4.6: 256 bits of key data with a 256-bit key", () => {
  const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
  const wrapping = hex("000102030405060708090A0B0C0D0E0F 101112131415161718191A1B1C1D1E1F");
  const key = hex("00112233445566778899AABBCCDDEEFF 000102030405060708090A0B0C0D0E0F");
  const wrapped = hex("28C9F404C4B810F4 CBCCB35CFB87F826 3F5786E2D80ED326 CBC7F0E71A99F43B FB988B9B7A02DD21");
  assert.deepEqual(wrapKey(wrapping, key), wrapped);
  assert.deepEqual(unwrapKey(wrapping, wrapped), key);
  wrapped[3] = 0;
  assert.equal(unwrapKey(wrapping, wrapped), undefined);
  assert.equal(unwrapKey(wrapping, Buffer.alloc(7)), undefined);
});

test("the operator's key is made once, for its owner only, and speaks of one key of one tenant", () => {
  const [tenantId, other] = [newId<TenantId>(), newId<TenantId>()];
  const made = loadOperatorKey(folder, undefined).wrappingKeyOf(tenantId, "k");
  const path = join(folder, "recordings.key");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const again = loadOperatorKey(folder, undefined);
  assert.deepEqual(again.wrappingKeyOf(tenantId, "k"), made);
  assert.notDeepEqual(again.wrappingKeyOf(tenantId, "l"), made);
  assert.notDeepEqual(again.wrappingKeyOf(other, "k"), made);
  const elsewhere = join(folder, "elsewhere");
  writeFileSync(elsewhere, `${readFileSync(path, "utf8")}\n`);
  assert.deepEqual(loadOperatorKey("/nowhere", elsewhere).wrappingKeyOf(tenantId, "k"), made);
});

test("a damaged key file, and one that is not there, are told by their path", () => {
  const damaged = join(folder, "damaged");
  writeFileSync(damaged, "short");
  assert.throws(() => loadOperatorKey(folder, damaged), /damaged is no key.*backup/);
  assert.throws(() => loadOperatorKey(folder, join(folder, "missing")), /missing/);
});
