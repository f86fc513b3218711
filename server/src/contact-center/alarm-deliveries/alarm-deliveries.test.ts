import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import type { Attempt } from "#platform/deliveries";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { SecretBox } from "#platform/identity";
import { createLogger } from "#platform/logging";
import { createTenant } from "#platform/tenancy";
import { AlarmDeliveries, secretPurpose } from "./alarm-deliveries.ts";
import type { AlarmEvent } from "./alarm-event.ts";
import { addRecipient, listDeliveries, listRecipients, removeRecipient } from "./recipient-store.ts";
import type { Hook } from "./webhook-sender.ts";

let opened: TestDatabase;
before(async () => void (opened = await openTestDatabase()));
after(async () => opened.close());

const failed: Attempt = { delivered: false, outcome: "HTTP 500", isFinal: false };
const delivered: Attempt = { delivered: true, outcome: "HTTP 204", isFinal: false };

async function setUp(answers: readonly Attempt[]) {
  const { database } = opened;
  const tenant = {
    name: `acme ${randomBytes(4).toString("hex")}`,
    sipDomain: randomBytes(4).toString("hex"),
  };
  const tenantId = await database.withPlatform((trx) => createTenant(trx, tenant));
  const secretBox = new SecretBox(randomBytes(32));
  const hooks: Hook[] = [];
  const mails: string[] = [];
  let now = Date.parse("2026-10-17T01:00:00Z");
  const deliveries = new AlarmDeliveries({
    database,
    clock: { now: () => now, after: () => () => {} },
    log: createLogger({ level: "silent" }),
    secretBox,
    tenants: () => [{ id: tenantId, locale: "en", timeZone: "UTC" }],
    sendMail: ({ subject }) => {
      mails.push(subject);
      return Promise.resolve(delivered);
    },
    sendHook: (hook) => {
      hooks.push(hook);
      return Promise.resolve(answers[hooks.length - 1] ?? failed);
    },
  });
  const sealedSecret = secretBox.seal("s3cret", tenantId, secretPurpose);
  const hook = {
    kind: "webhook",
    address: "https://example.com/",
    leastLevel: "warning",
    sealedSecret,
  } as const;
  await addRecipient(tenantId, database, hook);
  const mail = { kind: "mail", address: "a@example.com", leastLevel: "alarm", sealedSecret: null } as const;
  await addRecipient(tenantId, database, mail);
  const event = (level: "warning" | "alarm"): AlarmEvent => {
    const what = { queueId: null, queueName: "Sales", figure: "waiting", value: 9, limit: 8 } as const;
    return { ...what, kind: "raised", at: now, tenantName: "Acme", level };
  };
  const look = async (passMs: number) => {
    now += passMs;
    await deliveries.look();
    return (await listDeliveries(tenantId, database)).map(({ state, attempts, outcome }) => {
      return [state, attempts, outcome];
    });
  };
  return { deliveries, tenantId, database, event, look, hooks, mails };
}

test("what fails is tried again after its gap with the same id, and its outcome is seen", async () => {
  const { deliveries, tenantId, event, look, hooks, mails } = await setUp([failed, delivered]);
  await deliveries.announce(tenantId, event("warning"));
  const first = await look(0);
  assert.deepEqual(first, [["waiting", 1, "HTTP 500"]]);
  assert.deepEqual(await look(9_000), first);
  assert.deepEqual(await look(1_000), [["delivered", 2, "HTTP 204"]]);
  await look(86_400_000);
  assert.equal(hooks.length, 2);
  assert.deepEqual([hooks[0]?.secret, hooks[1]?.deliveryId], ["s3cret", hooks[0]?.deliveryId]);
  assert.deepEqual(mails, [], "the mail is for alarms only");
  await deliveries.announce(tenantId, event("alarm"));
  await look(0);
  assert.deepEqual(mails, ["[Tandem] Alarm raised · Sales · Callers waiting"]);
});

test("who never answers is given up after six tries; a recipient goes with its deliveries", async () => {
  const { deliveries, tenantId, database, event, look, hooks } = await setUp([]);
  await deliveries.announce(tenantId, event("warning"));
  for (let hours = 0; hours < 10; hours++) await look(hours === 0 ? 0 : 7_200_000);
  assert.deepEqual(await look(7_200_000), [["failed", 6, "HTTP 500"]]);
  assert.equal(hooks.length, 6);
  for (const { id } of await listRecipients(tenantId, database))
    await removeRecipient(tenantId, database, id);
  assert.deepEqual(await look(0), []);
});
