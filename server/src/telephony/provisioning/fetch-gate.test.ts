import assert from "node:assert/strict";
import { test } from "node:test";
import type { Provisioning } from "#telephony/endpoints";
import { admitFetch, isPrivateAddress } from "./fetch-gate.ts";
import type { FetchRequest } from "./fetch-gate.ts";

const now = 1_000_000;
const phone: Provisioning = {
  make: "yealink",
  mac: "001565aabbcc",
  secretHash: "",
  passwordHash: "",
  openUntil: now + 1000,
  fetchesFrom: undefined,
  lastFetchedAt: undefined,
  lastFetchedBy: undefined,
};
const own: FetchRequest = {
  file: "001565aabbcc.cfg",
  hasPassword: "right",
  userAgent: "Yealink SIP-T46S 66.86.0.15 00:15:65:aa:bb:cc",
  source: "203.0.113.5",
  isSecure: true,
};
const verdict = (request: Partial<FetchRequest>, provisioning: Partial<Provisioning> = {}, at = now) => {
  const admitted = admitFetch({ ...phone, ...provisioning }, { ...own, ...request }, at);
  return admitted.ok ? admitted.value.file : admitted.error.kind;
};

test("a phone fetches its files in the makes' own names, whatever their case", () => {
  assert.equal(verdict({}), "own");
  assert.equal(verdict({ file: "001565AABBCC.cfg" }), "own");
  assert.equal(verdict({ file: "y000000000000.cfg" }), "common");
  assert.equal(verdict({ file: "y000000000066.cfg" }), "common");
  assert.equal(verdict({ file: "001565aabbcc.boot" }), "unknown-file");
  assert.equal(verdict({ file: "001565aabbcd.cfg" }), "unknown-file");
  const grandstream = { make: "grandstream" } as const;
  assert.equal(verdict({ file: "cfg001565aabbcc.xml", userAgent: "" }, grandstream), "own");
  assert.equal(verdict({ file: "cfg001565aabbcc", userAgent: "" }, grandstream), "unknown-file");
  assert.equal(verdict({ file: "001565aabbcc.cfg", userAgent: "" }, grandstream), "unknown-file");
});

test("the password, the phone itself and HTTPS are asked for", () => {
  assert.equal(verdict({ hasPassword: "none" }), "wrong-password");
  assert.equal(verdict({ hasPassword: "wrong" }), "wrong-password");
  assert.equal(verdict({ isSecure: false }), "insecure");
  assert.equal(verdict({ isSecure: false, source: "192.168.1.20" }), "own");
  assert.equal(verdict({ userAgent: "Yealink SIP-T46S 66.86.0.15 00:15:65:00:00:01" }), "other-phone");
  assert.equal(verdict({ userAgent: "Mozilla/5.0" }), "own");
  const grandstream = { make: "grandstream" } as const;
  const file = "cfg001565aabbcc.xml";
  assert.equal(
    verdict({ file, userAgent: "Grandstream Model HW GXP2170 SW 1.0.11.3 DevId 000b82000001" }, grandstream),
    "other-phone",
  );
  assert.equal(
    verdict({ file, userAgent: "Grandstream Model HW GXP2170 SW 1.0.11.3 DevId 001565AABBCC" }, grandstream),
    "own",
  );
});

test("the first fetch comes in time, and every later one from where it came from", () => {
  assert.equal(verdict({}, {}, now + 1000), "closed");
  const common = admitFetch(phone, { ...own, file: "y000000000000.cfg" }, now);
  assert.ok(common.ok);
  const first = admitFetch(common.value.provisioning, own, now + 1);
  assert.ok(first.ok);
  const { provisioning } = first.value;
  assert.deepEqual(
    [
      provisioning.fetchesFrom,
      provisioning.openUntil,
      provisioning.lastFetchedAt,
      provisioning.lastFetchedBy,
    ],
    ["203.0.113.5", undefined, now + 1, own.userAgent],
  );
  const muchLater = now + 400 * 86_400_000;
  assert.equal(verdict({}, provisioning, muchLater), "own");
  assert.equal(verdict({ source: "203.0.113.6" }, provisioning, muchLater), "closed");
  assert.equal(
    verdict({ source: "203.0.113.6" }, { ...provisioning, openUntil: muchLater + 1 }, muchLater),
    "own",
  );
});

test("a user agent of any length is kept short", () => {
  const admitted = admitFetch(phone, { ...own, userAgent: "x".repeat(5000) }, now);
  assert.equal(admitted.ok && admitted.value.provisioning.lastFetchedBy?.length, 120);
});

test("private addresses are those whose wire is one's own", () => {
  for (const address of [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.1",
    "192.168.0.1",
    "::1",
    "fd00::1",
    "fe80::1",
    "::ffff:10.0.0.1",
  ])
    assert.ok(isPrivateAddress(address), address);
  for (const address of [
    "8.8.8.8",
    "172.32.0.1",
    "192.169.0.1",
    "2001:db8::1",
    "::ffff:8.8.8.8",
    "1.127.0.1",
  ])
    assert.ok(!isPrivateAddress(address), address);
});
