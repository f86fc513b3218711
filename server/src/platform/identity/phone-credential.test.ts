import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, TenantId } from "@tandem/kernel";
import {
  issuePhoneCredential,
  loadPhoneCredentialKey,
  resolvePhoneCredential,
  sipDigestHashes,
} from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "tandem-key-"));
after(() => rmSync(root, { recursive: true }));
const key = loadPhoneCredentialKey(root);
const now = 1_800_000_000_500;
const request = {
  purpose: "agent",
  tenantId: newId<TenantId>(),
  subject: newId<AgentId>(),
  ttlSeconds: 60,
} as const;

test("a credential resolves to what it was issued for, until it expires", () => {
  const { username, password, expiresAt } = issuePhoneCredential(key, request, now);
  assert.equal(expiresAt, 1_800_000_060_000);
  assert.match(username, /^[\w.-]+$/);
  const { purpose, tenantId, subject } = request;
  const resolved = { ok: true, value: { purpose, tenantId, subject, password } };
  assert.deepEqual(resolvePhoneCredential(key, username, expiresAt - 1), resolved);
  assert.deepEqual(resolvePhoneCredential(key, username, expiresAt), {
    ok: false,
    error: { kind: "expired" },
  });
});

test("a changed username needs another password", () => {
  const { username, password } = issuePhoneCredential(
    key,
    { ...request, purpose: "visitor", subject: "张三" },
    now,
  );
  const later = username.replace(/\.[0-9a-z]+\.([\w-]+)$/, ".zzzzzz.$1");
  const promoted = username.replace(/^v/, "a");
  for (const changed of [later, promoted]) {
    assert.notEqual(changed, username);
    const resolved = resolvePhoneCredential(key, changed, now);
    assert.ok(resolved.ok);
    assert.equal(resolved.value.subject, "张三");
    assert.notEqual(resolved.value.password, password);
  }
});

test("other usernames are no credentials", () => {
  const { username } = issuePhoneCredential(key, request, now);
  const nonsense = [
    "",
    "1001",
    "a.b.c.d",
    `x${username.slice(1)}`,
    `${username} `,
    username.replace(/\.[^.]*$/, "."),
  ];
  for (const name of [...nonsense, `a.${"A".repeat(22)}.zzzzzz.AA`]) {
    assert.deepEqual(
      resolvePhoneCredential(key, name, now),
      { ok: false, error: { kind: "not-a-credential" } },
      name,
    );
  }
});

test("the key is made once, for the owner's eyes, and another key gives other passwords", () => {
  const path = join(root, "phone-credential.key");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(loadPhoneCredentialKey(root), key);
  assert.equal(readFileSync(path, "utf8"), key);
  const other = loadPhoneCredentialKey(mkdtempSync(join(root, "other-")));
  const passwordWith = (used: typeof key) => issuePhoneCredential(used, request, now).password;
  assert.notEqual(passwordWith(other), passwordWith(key));
  const damaged = mkdtempSync(join(root, "damaged-"));
  writeFileSync(join(damaged, "phone-credential.key"), "short");
  assert.throws(() => loadPhoneCredentialKey(damaged), /is damaged/);
});

test("a SIP account's hashes are those of RFC 7616's worked example", () => {
  const { sip_ha1_md5, sip_ha1_sha256 } = sipDigestHashes(
    "Mufasa",
    "http-auth@example.org",
    "Circle of Life",
  );
  assert.equal(sip_ha1_md5, "3d78807defe7de2157e2b0b6573a855f");
  assert.equal(sip_ha1_sha256, "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232");
});
