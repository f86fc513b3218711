import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { openSecretBox, SecretBox } from "./secret-box.ts";

const tenantId = newId<TenantId>();
const unreadable = { ok: false, error: { kind: "unreadable" } };

test("a box opens for its tenant and purpose, and never shows what is in it", () => {
  const box = new SecretBox(randomBytes(32));
  const sealed = box.seal("pässwort", tenantId, "trunk");
  assert.deepEqual(box.open(sealed, tenantId, "trunk"), { ok: true, value: "pässwort" });
  assert.ok(!Buffer.from(sealed, "base64url").includes("wort"));
  assert.notEqual(box.seal("pässwort", tenantId, "trunk"), sealed, "a nonce of its own each time");
  assert.deepEqual(box.open(sealed, newId<TenantId>(), "trunk"), unreadable);
  assert.deepEqual(box.open(sealed, tenantId, "webhook"), unreadable);
});

test("a box of another key, a changed, a cut and an empty one are unreadable", () => {
  const box = new SecretBox(randomBytes(32));
  const sealed = box.seal("secret", tenantId, "trunk");
  assert.deepEqual(new SecretBox(randomBytes(32)).open(sealed, tenantId, "trunk"), unreadable);
  const bytes = Buffer.from(sealed, "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] as number) ^ 1;
    assert.deepEqual(box.open(changed.toString("base64url"), tenantId, "trunk"), unreadable);
  }
  for (const cut of ["", sealed.slice(0, 20)]) assert.deepEqual(box.open(cut, tenantId, "trunk"), unreadable);
});

test("the key is made once, readable by its owner alone, and a damaged one is named", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "secret-box-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const sealed = openSecretBox(folder).seal("secret", tenantId, "trunk");
  assert.deepEqual(openSecretBox(folder).open(sealed, tenantId, "trunk"), { ok: true, value: "secret" });
  assert.equal(statSync(join(folder, "secrets.key")).mode & 0o777, 0o600);
  writeFileSync(join(folder, "secrets.key"), "short");
  assert.throws(() => openSecretBox(folder), /secrets\.key is damaged/);
});
