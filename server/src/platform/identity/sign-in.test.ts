import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Clock, TenantId, UserId } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createTenant } from "#platform/tenancy";
import {
  createSignInService,
  createUser,
  findUser,
  hashPassword,
  issueSignInLink,
  listUsers,
  redeemSignInLink,
  setUserDisabled,
  setUserPassword,
} from "./index.ts";

const [minute, hour] = [60_000, 3_600_000];
const password = "correct horse";
let opened: TestDatabase;
let tenantId: TenantId;
let passwordHash: string;

before(async () => {
  opened = await openTestDatabase();
  tenantId = await opened.database.withPlatform((trx) => createTenant(trx, { name: "t" }));
  passwordHash = await hashPassword(password);
});
after(() => opened.close());

let names = 0;
/** A user of their own for each test, and a service whose clock the test sets. */
async function setUp() {
  const { database } = opened;
  const name = `user-${++names}`;
  const user = { name, displayName: "Li", role: "agent", passwordHash } as const;
  const userId = await database.withTenant(tenantId, (trx) => createUser(tenantId, trx, user));
  const time = { now: Date.UTC(2026, 0, 1) };
  const clock: Clock = { now: () => time.now, after: () => () => {} };
  const service = createSignInService({ database, clock });
  const signIn = (tried: string, source = "192.0.2.1") =>
    service.signIn({ tenantId, name, password: tried, source });
  return { database, name, userId, time, service, signIn };
}

async function signedIn({ signIn }: Awaited<ReturnType<typeof setUp>>) {
  const result = await signIn(password);
  assert.ok(result.ok);
  return result.value;
}

test("the right password signs in, for twelve hours from the last use", async () => {
  const setup = await setUp();
  const { service, time, userId, name } = setup;
  const { token, user, expiresAt } = await signedIn(setup);
  assert.deepEqual([user.id, user.name, user.role, user.tenantId], [userId, name, "agent", tenantId]);
  assert.equal(expiresAt, time.now + 12 * hour);

  time.now += 12 * hour - 1;
  const later = await service.authenticate(token);
  assert.ok(later.ok);
  assert.equal(later.value.expiresAt, time.now + 12 * hour);
  time.now += 12 * hour - 1;
  assert.ok((await service.authenticate(token)).ok);
  time.now += 12 * hour;
  assert.deepEqual(await service.authenticate(token), { ok: false, error: { kind: "signed-out" } });
});

test("a wrong password, an unknown name and a disabled user are told alike", async () => {
  const { service, signIn, database, userId, time } = await setUp();
  const wrong = { ok: false, error: { kind: "wrong-credentials" } };
  assert.deepEqual(await signIn("wrong"), wrong);
  assert.deepEqual(await service.signIn({ tenantId, name: "nobody", password, source: "192.0.2.1" }), wrong);
  await database.withTenant(tenantId, (trx) => setUserDisabled(tenantId, trx, userId, new Date(time.now)));
  assert.deepEqual(await signIn(password), wrong);
  await database.withTenant(tenantId, (trx) => setUserDisabled(tenantId, trx, userId, null));
  assert.ok((await signIn(password)).ok);
});

test("signing out, a new password and being disabled end a sign-in at once", async () => {
  const setup = await setUp();
  const { service, database, userId, time } = setup;
  const ways = [
    (token: string) => service.signOut(token),
    () => database.withTenant(tenantId, (trx) => setUserPassword(tenantId, trx, userId, passwordHash)),
    () => database.withTenant(tenantId, (trx) => setUserDisabled(tenantId, trx, userId, new Date(time.now))),
  ];
  for (const end of ways) {
    const { token } = await signedIn(setup);
    assert.ok((await service.authenticate(token)).ok);
    await end(token);
    assert.ok(!(await service.authenticate(token)).ok);
  }
});

test("a token of another tenant, a changed one and nonsense sign nobody in", async () => {
  const setup = await setUp();
  const { service, database } = setup;
  const { token } = await signedIn(setup);
  const other = await database.withPlatform((trx) => createTenant(trx, { name: "other" }));
  const ofOther = Buffer.concat([
    Buffer.from(other.replaceAll("-", ""), "hex"),
    Buffer.from(token, "base64url").subarray(16),
  ]);
  const changed = token.slice(0, -1) + (token.endsWith("A") ? "B" : "A");
  for (const tried of [ofOther.toString("base64url"), changed, "", "x".repeat(64), `${token}A`]) {
    assert.deepEqual(await service.authenticate(tried), { ok: false, error: { kind: "signed-out" } });
    await service.signOut(tried);
  }
  assert.ok((await service.authenticate(token)).ok);
});

test("neither tokens nor passwords are stored", async () => {
  const setup = await setUp();
  const { token } = await signedIn(setup);
  await setup.database.withTenant(tenantId, async (trx) => {
    const rows = [
      await trx.selectFrom("sign_ins").selectAll().execute(),
      await trx.selectFrom("users").selectAll().execute(),
    ];
    const text = JSON.stringify(rows, (_, value) =>
      value?.type === "Buffer" ? Buffer.from(value.data).toString("latin1") : value,
    );
    assert.ok(text.includes(setup.name));
    assert.ok(!text.includes(token) && !text.includes(password));
  });
});

test("guessing is slowed down for the name, from wherever it comes, and right guesses wait as well", async () => {
  const { signIn, time, service } = await setUp();
  for (let guess = 0; guess < 5; guess++) assert.ok(!(await signIn("wrong", `192.0.2.${guess}`)).ok);
  assert.deepEqual(await signIn(password, "192.0.2.9"), {
    ok: false,
    error: { kind: "throttled", retryAfterMs: 2_000 },
  });
  const other = await setUp();
  assert.ok((await service.signIn({ tenantId, name: other.name, password, source: "192.0.2.1" })).ok);
  time.now += 2_000;
  assert.ok((await signIn(password)).ok);
});

test("a sign-in link works once, for a while, and not for a disabled user", async () => {
  const { database, service, userId, time } = await setUp();
  const issue = async (lifetimeMs?: number) => {
    const link = { userId, target: "/console", now: time.now, ...(lifetimeMs && { lifetimeMs }) };
    const path = await database.withTenant(tenantId, (trx) => issueSignInLink(tenantId, trx, link));
    assert.match(path, /^\/console#sign-in=[\w-]{64}$/);
    return path.split("=")[1] ?? "";
  };
  const notValid = { ok: false, error: { kind: "link-not-valid" } };
  const token = await issue();
  const both = await Promise.all(
    [1, 2].map(() => redeemSignInLink(database, token, time.now + 15 * minute - 1)),
  );
  const [first, ...more] = both.filter(({ ok }) => ok);
  assert.ok(first?.ok);
  assert.deepEqual([more.length, first.value.target, first.value.user.id], [0, "/console", userId]);
  assert.ok((await service.authenticate(first.value.token)).ok);
  assert.deepEqual(await redeemSignInLink(database, await issue(), time.now + 15 * minute), notValid);
  assert.deepEqual(await redeemSignInLink(database, "nonsense", time.now), notValid);
  const unused = await issue();
  await database.withTenant(tenantId, (trx) => setUserDisabled(tenantId, trx, userId, new Date(time.now)));
  assert.deepEqual(await redeemSignInLink(database, unused, time.now), notValid);
});

test("users are listed by name, and a name belongs to one of them", async () => {
  const { database, name, userId } = await setUp();
  await database.withTenant(tenantId, async (trx) => {
    const users = await listUsers(tenantId, trx);
    assert.deepEqual(
      users,
      users.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
    assert.deepEqual(
      await findUser(tenantId, trx, userId),
      users.find((user) => user.id === userId),
    );
    assert.equal(await findUser(tenantId, trx, "00000000-0000-7000-8000-000000000000" as UserId), undefined);
  });
  const again = { name, displayName: "", role: "agent", passwordHash } as const;
  const work = database.withTenant(tenantId, (trx) => createUser(tenantId, trx, again));
  await assert.rejects(work, { code: "23505" });
});
