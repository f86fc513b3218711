import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { QueueId, TenantId, TrunkId } from "@tandem/kernel";
import { EntryPoints, numberOfQueue } from "./index.ts";
import type { EntryPoint } from "./index.ts";

const tenantId = newId<TenantId>();
const trunkId = newId<TrunkId>();
const entryPoint = (number: string, bound: TrunkId | null = null): EntryPoint => ({
  id: newId(),
  tenantId,
  number,
  trunkId: bound,
  flowId: newId(),
});

test("a number is found as dialed, over its trunk, and only in its tenant", () => {
  const entryPoints = new EntryPoints();
  entryPoints.replace(tenantId, [entryPoint("4000"), entryPoint("+8621550000", trunkId)]);
  assert.equal(entryPoints.match(tenantId, "4000", undefined)?.number, "4000");
  assert.equal(entryPoints.match(tenantId, "+86 (21) 55-0000", trunkId)?.number, "+8621550000");
  assert.equal(entryPoints.match(tenantId, "+8621550000", newId()), undefined);
  assert.equal(entryPoints.match(tenantId, "+8621550000", undefined)?.number, "+8621550000");
  assert.equal(entryPoints.match(tenantId, "4001", undefined), undefined);
  assert.equal(entryPoints.match(newId(), "4000", undefined), undefined);
});

test("a queue is an entry point for the tenant's own people, over no trunk and in no other tenant", () => {
  const entryPoints = new EntryPoints();
  const id = newId<QueueId>();
  entryPoints.replaceQueues(tenantId, [{ id, name: "销售" }]);
  const number = numberOfQueue(id);
  const found = entryPoints.match(tenantId, number, undefined);
  assert.deepEqual([found?.flowId, found?.queueName], [id, "销售"]);
  assert.equal(entryPoints.match(tenantId, number, trunkId), undefined);
  assert.equal(entryPoints.match(newId(), number, undefined), undefined);
  assert.deepEqual(entryPoints.ofTenant(tenantId), []);
  entryPoints.replaceQueues(tenantId, []);
  assert.equal(entryPoints.match(tenantId, number, undefined), undefined);
});
