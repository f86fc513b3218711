import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newId, systemClock } from "@tandem/kernel";
import type { AgentId, DeviceId, TenantId } from "@tandem/kernel";
import { oneRowEach, openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { credentialOf, hashSecret, sipSecretFrom } from "./device-secrets.ts";
import { DeviceDirectory } from "./device-directory.ts";
import { DeviceService } from "./device-service.ts";

let opened: TestDatabase;
const [ours, theirs] = [newId<TenantId>(), newId<TenantId>()];
const agentIds = new Map<TenantId, AgentId>();
const directory = new DeviceDirectory();
const changed: TenantId[] = [];
let service: DeviceService;

before(async () => {
  opened = await openTestDatabase();
  for (const tenantId of [ours, theirs]) {
    const { tenants, users, agents } = oneRowEach(tenantId);
    agentIds.set(tenantId, agents.id);
    await opened.database.withTenant(tenantId, async (trx) => {
      await trx.insertInto("tenants").values(tenants).execute();
      await trx.insertInto("users").values(users).execute();
      await trx
        .insertInto("agents")
        .values({ ...agents, extension: "1001", sip_ha1_md5: "md5" })
        .execute();
    });
  }
  service = new DeviceService({
    clock: { ...systemClock, now: () => 1_000_000 },
    database: opened.database,
    directory,
    onChanged: (tenantId) => void changed.push(tenantId),
  });
  await service.reload(ours);
  await service.reload(theirs);
});
after(() => opened.close());

const agentId = (tenantId: TenantId = ours) => agentIds.get(tenantId) as AgentId;
const kinds = () => directory.ofAgent(agentId()).map(({ kind }) => kind);
const desk = { kind: "desk-phone", extension: "1001", name: "", ringSeconds: 15, dtmf: "info" } as const;

test("every agent begins with a browser and a phone that has the extension's secret, once", async () => {
  assert.deepEqual(kinds(), ["browser", "desk-phone"]);
  await service.reload(ours);
  assert.deepEqual(kinds(), ["browser", "desk-phone"]);
  assert.equal(directory.byUsername(ours, "1001")?.credential.ha1Md5, "md5");
  assert.notEqual(directory.byUsername(ours, "1001")?.id, directory.byUsername(theirs, "1001")?.id);
});

test("a phone set up by hand gets a secret of its own, of which hashes are kept", async () => {
  const added = await service.add({ ...desk, tenantId: ours, agentId: agentId(), provisioning: null });
  const dtmf = () => directory.ofAgent(agentId()).flatMap((device) => ("dtmf" in device ? device.dtmf : []));
  assert.deepEqual(dtmf(), ["auto", "info"]);
  assert.ok(added.ok && added.value.secret.kind === "account");
  const { username, password } = added.value.secret;
  assert.match(username, /^1001-[0-9a-f]{10}$/);
  const phone = directory.byUsername(ours, username);
  assert.deepEqual(phone?.credential, credentialOf(username, password));
  const renewed = await service.renewSecret(ours, added.value.device.id);
  assert.ok(renewed.ok && renewed.value.secret.kind === "account");
  assert.notEqual(renewed.value.secret.password, password);
  assert.deepEqual(
    directory.byUsername(ours, username)?.credential,
    credentialOf(username, renewed.value.secret.password),
  );
  assert.deepEqual(await service.remove(ours, added.value.device.id), { ok: true, value: undefined });
  assert.equal(directory.byUsername(ours, username), undefined);
});

test("a phone that fetches its settings: its SIP secret follows from the one in its address", async () => {
  const provisioning = { make: "grandstream", mac: "00:0B:82:AA:BB:CC" } as const;
  const added = await service.add({ ...desk, tenantId: ours, agentId: agentId(), provisioning });
  assert.ok(added.ok && added.value.secret.kind === "provisioning");
  const { secret } = added.value.secret;
  const phone = directory.bySecretHash(hashSecret(secret));
  assert.ok(phone?.provisioning);
  assert.deepEqual(phone.credential, credentialOf(phone.credential.username, sipSecretFrom(secret)));
  assert.equal(phone.provisioning.openUntil, 1_000_000 + 86_400_000);
  const again = await service.add({ ...desk, tenantId: ours, agentId: agentId(), provisioning });
  assert.deepEqual(again, { ok: false, error: { kind: "mac-taken" } });
  const wrong = { ...provisioning, mac: "00:0B" };
  const bad = await service.add({ ...desk, tenantId: ours, agentId: agentId(), provisioning: wrong });
  assert.deepEqual(bad, { ok: false, error: { kind: "bad-mac" } });
  const elsewhere = await service.add({ ...desk, tenantId: theirs, agentId: agentId(theirs), provisioning });
  assert.ok(elsewhere.ok, "another tenant is another world");
  await service.noteFetch(phone, { ...phone.provisioning, openUntil: undefined, fetchesFrom: "192.0.2.1" });
  await service.reload(ours);
  const fetched = directory.bySecretHash(hashSecret(secret));
  assert.equal(fetched?.provisioning?.fetchesFrom, "192.0.2.1");
  assert.equal(fetched?.provisioning?.openUntil, undefined);
  const reopened = await service.openProvisioning(ours, phone.id);
  assert.ok(reopened.ok && reopened.value.kind === "desk-phone");
  assert.equal(reopened.value.provisioning?.openUntil, 1_000_000 + 86_400_000);
});

test("devices are reordered as a whole, and survive a restart in that order", async () => {
  const ids = directory.ofAgent(agentId()).map(({ id }) => id);
  const order = ids.toReversed();
  assert.deepEqual(await service.setRing(ours, agentId(), { order: ids.slice(1) }), {
    ok: false,
    error: { kind: "bad-order" },
  });
  assert.ok((await service.setRing(ours, agentId(), { strategy: "in-turn" })).ok);
  assert.ok((await service.setRing(ours, agentId(), { order })).ok);
  await service.reload(ours);
  assert.deepEqual(
    directory.ofAgent(agentId()).map(({ id }) => id),
    order,
  );
  assert.equal(directory.strategyOf(agentId()), "in-turn");
  assert.equal(changed.at(-1), ours);
});

test("a mobile has a number and no secret; a browser can be switched off and not removed", async () => {
  const mobile = {
    kind: "mobile",
    extension: "1001",
    name: "M",
    ringSeconds: 20,
    number: "13800138000",
  } as const;
  const added = await service.add({ ...mobile, tenantId: ours, agentId: agentId() });
  assert.ok(added.ok && added.value.secret.kind === "none");
  const { id } = added.value.device;
  const renamed = await service.change(ours, id, {
    name: "Phone",
    mobileNumber: "+8613900139000",
    enabled: false,
  });
  assert.ok(renamed.ok && renamed.value.kind === "mobile");
  assert.deepEqual(
    [renamed.value.name, renamed.value.number, renamed.value.enabled],
    ["Phone", "+8613900139000", false],
  );
  assert.deepEqual(await service.renewSecret(ours, id), { ok: false, error: { kind: "no-secret" } });
  assert.deepEqual(await service.openProvisioning(ours, id), {
    ok: false,
    error: { kind: "not-provisioned" },
  });
  const browser = directory.browserOf(agentId());
  assert.ok(browser);
  assert.deepEqual(await service.remove(ours, browser.id), { ok: false, error: { kind: "not-removable" } });
  assert.ok((await service.change(ours, browser.id, { enabled: false })).ok);
  assert.equal(directory.browserOf(agentId())?.enabled, false);
});

test("another tenant's device is unknown in every way", async () => {
  const { id } = directory.browserOf(agentId(theirs)) as { id: DeviceId };
  const unknown = { ok: false, error: { kind: "unknown-device" } };
  assert.deepEqual(await service.change(ours, id, { name: "x" }), unknown);
  assert.deepEqual(await service.remove(ours, id), unknown);
  assert.deepEqual(await service.renewSecret(ours, id), unknown);
  assert.deepEqual(await service.openProvisioning(ours, id), unknown);
});
