import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { FlowId, TenantId } from "@tandem/kernel";
import { oneRowEach, openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { FlowPublisher } from "./flow-publisher.ts";
import { callOffPublication, flowHistory, loadVersion } from "./flow-publication-store.ts";
import { createFlow, listFlows } from "./flow-list-store.ts";
import { loadDraft, saveDraft } from "./flow-draft-store.ts";
import type { FlowRecord } from "./flow-store.ts";

let opened: TestDatabase;
const [ours, theirs] = [newId<TenantId>(), newId<TenantId>()];
const { users: user } = oneRowEach(ours);
const start = Date.parse("2026-09-30T12:00:00Z");
const hourMs = 3_600_000;

before(async () => {
  opened = await openTestDatabase();
  for (const tenantId of [ours, theirs]) {
    await opened.database.withTenant(tenantId, async (trx) => {
      await trx.insertInto("tenants").values({ id: tenantId, name: "a tenant" }).execute();
      if (tenantId === ours) await trx.insertInto("users").values(user).execute();
    });
  }
});
after(() => opened.close());

/** A process that publishes: what it gives to callers, and a clock of its own that is moved by hand. */
function processAt(at: number) {
  let now = at;
  let timer: { at: number; callback: () => void } | undefined;
  const given = new Map<FlowId, FlowRecord>();
  const publisher = new FlowPublisher({
    clock: {
      now: () => now,
      after(delayMs, callback) {
        const own = { at: now + delayMs, callback };
        timer = own;
        return () => {
          if (timer === own) timer = undefined;
        };
      },
    },
    database: opened.database,
    flows: {
      replace(_tenantId, records) {
        given.clear();
        for (const record of records) given.set(record.id, record);
        return [];
      },
    },
    log: opened.log,
    tenantIds: () => [ours, theirs],
  });
  return {
    publisher,
    versionOf: (flowId: FlowId) => given.get(flowId)?.version,
    timerAt: () => timer?.at,
    /** Resolves when what was due has been done. */
    async pass(ms: number) {
      now += ms;
      const due = timer;
      if (!due || due.at > now) return;
      timer = undefined;
      due.callback();
      // Looks again after that look.
      await publisher.start();
    },
  };
}

async function flowOf(document: object): Promise<FlowId> {
  const wanted = { name: newId(), document, userId: user.id, now: start };
  const id = await createFlow(ours, opened.database, wanted);
  assert.notEqual(id, "name-taken");
  return id as FlowId;
}

const wish = (flowId: FlowId, revision: number, dueAt: number) => ({
  flowId,
  source: { kind: "draft" as const, revision },
  note: "",
  userId: user.id,
  dueAt,
});

const save = (flowId: FlowId, basedOn: number, document: object) =>
  saveDraft(ours, opened.database, { flowId, basedOn, document, userId: user.id, now: start });

test("a plan is kept over a restart, at its time and not before; of two that were missed the later one stays", async () => {
  const flowId = await flowOf({ says: 1 });
  const first = processAt(start);
  await first.publisher.start();
  await first.publisher.publish(ours, wish(flowId, 1, start));
  assert.equal(first.versionOf(flowId), 1);
  assert.equal(await save(flowId, 1, { says: 2 }), 2);
  await first.publisher.publish(ours, wish(flowId, 2, start + 5 * hourMs));
  assert.equal(await save(flowId, 2, { says: 3 }), 3);
  await first.publisher.publish(ours, wish(flowId, 3, start + 2 * hourMs));
  await first.pass(hourMs);
  assert.equal(first.versionOf(flowId), 1);
  assert.equal(first.timerAt(), start + 2 * hourMs);
  await first.pass(hourMs);
  assert.equal(first.versionOf(flowId), 3);
  await first.publisher.close();

  const afterwards = processAt(start + 6 * hourMs);
  await afterwards.publisher.start();
  assert.equal(afterwards.versionOf(flowId), 2);
  const [listed] = (await listFlows(ours, opened.database)).filter(({ id }) => id === flowId);
  assert.deepEqual([listed?.published?.version, listed?.scheduled, listed?.draftDiffers], [2, null, true]);
  await afterwards.publisher.close();
});

test("what was called off is never given, and what was given cannot be called off", async () => {
  const flowId = await flowOf({ says: 1 });
  const { publisher, pass, versionOf } = processAt(start);
  const at = (ms: number) => publisher.publish(ours, wish(flowId, 1, start + ms));
  const [now, later] = [await at(0), await at(hourMs)];
  assert.ok(typeof now !== "string" && typeof later !== "string");
  assert.equal(now.version, later.version, "what was not changed is no new version");
  const callOff = (id: string, tenantId = ours) =>
    callOffPublication(tenantId, opened.database, { flowId, id, now: start });
  assert.equal(await callOff(later.id, theirs), false);
  assert.equal(await callOff(later.id), true);
  assert.equal(await callOff(now.id), false);
  await pass(2 * hourMs);
  assert.equal(versionOf(flowId), 1);
  const { publications } = await flowHistory(ours, opened.database, flowId);
  assert.deepEqual(
    publications.map(({ appliedAt }) => appliedAt !== null),
    [false, true],
  );
  await publisher.close();
});

test("two who save on the same draft: the second is told; another tenant sees nothing", async () => {
  const flowId = await flowOf({ says: 1 });
  const both = await Promise.all([save(flowId, 1, { says: "a" }), save(flowId, 1, { says: "b" })]);
  assert.deepEqual(both.map(String).toSorted(), ["2", "changed-meanwhile"]);
  assert.equal(await save(flowId, 1, { says: "c" }), "changed-meanwhile");
  const { publisher } = processAt(start);
  assert.equal(await publisher.publish(ours, wish(flowId, 1, start)), "changed-meanwhile");
  const published = await publisher.publish(ours, wish(flowId, 2, start));
  assert.ok(typeof published !== "string");
  assert.equal(await publisher.publish(theirs, wish(flowId, 2, start)), "not-found");
  assert.equal(await loadDraft(theirs, opened.database, flowId), undefined);
  assert.equal(await loadVersion(theirs, opened.database, { flowId, version: 1 }), undefined);
  assert.deepEqual(await listFlows(theirs, opened.database), []);
  await publisher.close();
});
