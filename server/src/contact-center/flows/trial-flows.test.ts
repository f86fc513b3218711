import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFlowDocument } from "@tandem/flows";
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { TrialFlows } from "./trial-flows.ts";

test("a drawing is dialled by its own tenant alone, for ten minutes", () => {
  let now = 0;
  const trials = new TrialFlows({ now: () => now, after: () => () => {} });
  const [tenantId, other] = [newId<TenantId>(), newId<TenantId>()];
  const read = parseFlowDocument({
    schema: 1,
    language: "en",
    start: "a",
    nodes: { a: { type: "hang-up" } },
  });
  assert.ok(read.ok);
  const number = trials.offer(tenantId, "main", read.value);
  assert.equal(trials.dialled(tenantId, number)?.name, "main");
  assert.deepEqual([trials.dialled(other, number), trials.dialled(tenantId, "4000")], [undefined, undefined]);
  now = 600_000;
  assert.equal(trials.dialled(tenantId, number), undefined);
  const again = trials.offer(tenantId, "main", read.value);
  assert.notEqual(again, number);
});
