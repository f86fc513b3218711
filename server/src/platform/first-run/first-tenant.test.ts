import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import type { Clock } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createSignInService, redeemSignInLink } from "#platform/identity";
import { listTenants } from "#platform/tenancy";
import { seedFirstTenant } from "./index.ts";

let opened: TestDatabase;
before(async () => {
  opened = await openTestDatabase();
});
after(() => opened.close());

const now = Date.UTC(2026, 0, 1);
const clock: Clock = { now: () => now, after: () => () => {} };
const welcomeFlow = (queueId: string) => ({ start: "hello", nodes: [1, queueId] });

test("of two nodes that start together on an empty database one makes the tenant, whole", async () => {
  const { database } = opened;
  // What fails leaves nothing: a flow that is no JSON is found out half way through.
  const circular: { self?: unknown } = {};
  circular.self = circular;
  await assert.rejects(seedFirstTenant(database, { now, welcomeFlow: () => circular }), TypeError);
  assert.deepEqual(await listTenants(database), []);

  const seeds = await Promise.all([1, 2].map(() => seedFirstTenant(database, { now, welcomeFlow })));
  const made = seeds.filter((seed) => seed !== undefined);
  assert.equal(made.length, 1);
  const seed = made[0];
  assert.ok(seed);
  const [tenant, ...others] = await listTenants(database);
  assert.deepEqual(
    [tenant?.id, tenant?.timeZone, tenant?.locale, others],
    [seed.tenantId, "Asia/Shanghai", "zh-CN", []],
  );
  assert.equal(await seedFirstTenant(database, { now, welcomeFlow }), undefined);

  await database.withTenant(seed.tenantId, async (trx) => {
    const number = await trx
      .selectFrom("numbers")
      .innerJoin("trunks", "trunks.id", "trunk_id")
      .innerJoin("flows", "flows.id", "numbers.flow_id")
      .innerJoin("flow_versions", (join) =>
        join.onRef("flow_versions.flow_id", "=", "flows.id").onRef("version", "=", "published_version"),
      )
      .select(["number", "addresses", "document"])
      .execute();
    const { id: queueId } = await trx.selectFrom("queues").select("id").executeTakeFirstOrThrow();
    assert.deepEqual(number, [
      { number: "4000", addresses: ["127.0.0.0/8", "::1"], document: welcomeFlow(queueId) },
    ]);
    const members = await trx
      .selectFrom("queue_agents")
      .innerJoin("agents", "agents.id", "agent_id")
      .select(["extension", "sip_ha1_sha256"])
      .orderBy("extension")
      .execute();
    const expected = seed.credentials.agents.map(({ extension, sipSecret }) => ({
      extension,
      sip_ha1_sha256: createHash("sha256").update(`${extension}:tandem:${sipSecret}`).digest("hex"),
    }));
    assert.deepEqual(members, expected);
    const codes = await trx.selectFrom("dispositions").select("code").orderBy("position").execute();
    assert.deepEqual(
      codes.map(({ code }) => code),
      ["resolved", "follow-up", "wrong-number", "complaint", "other"],
    );
  });

  const signIns = createSignInService({ database, clock });
  const { admin, agents, links } = seed.credentials;
  for (const { name, password } of [admin, ...agents]) {
    const signedIn = await signIns.signIn({ tenantId: seed.tenantId, name, password, source: "127.0.0.1" });
    assert.ok(signedIn.ok, name);
  }
  const day = 24 * 60 * 60 * 1000;
  for (const [link, target, name] of [
    [links.desk, "/", "1001"],
    [links.console, "/console", "admin"],
  ] as const) {
    const [path, token = ""] = link.split("#sign-in=");
    assert.equal(path, target);
    assert.ok(!(await redeemSignInLink(database, token, now + day)).ok);
    const redeemed = await redeemSignInLink(database, token, now + day - 1);
    assert.ok(redeemed.ok);
    assert.deepEqual([redeemed.value.user.name, redeemed.value.target], [name, target]);
  }
});
