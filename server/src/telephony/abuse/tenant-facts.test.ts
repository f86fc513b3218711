import assert from "node:assert/strict";
import { test } from "node:test";
import type { TenantId } from "@tandem/kernel";
import { TenantFacts } from "./tenant-facts.ts";
import type { CountedTenantFact } from "./tenant-facts.ts";
import { HandClock } from "./testing/hand-clock.ts";

const fact = { tenantId: "acme" as TenantId, kind: "wrong-password", source: "203.0.113.9", at: 5 } as const;

test("the same fact within ten seconds is one row with a count", async () => {
  const clock = new HandClock();
  const stored: (readonly CountedTenantFact[])[] = [];
  const facts = new TenantFacts({
    clock,
    store: async (batch) => void stored.push(batch),
    onLost: assert.fail,
  });
  for (let count = 0; count < 3; count++) facts.add({ ...fact, subject: "1001" });
  facts.add({ ...fact, subject: "1002" });
  assert.equal(stored.length, 0);
  clock.advance(10_000);
  assert.deepEqual(
    stored[0]?.map(({ subject, count }) => [subject, count]),
    [
      ["1001", 3],
      ["1002", 1],
    ],
  );
  await facts.flush();
  assert.equal(stored.length, 1, "nothing new, nothing written");
});

test("a database that is down loses facts, not calls, and a flood of them is bounded", async () => {
  const clock = new HandClock();
  const lost: number[] = [];
  const facts = new TenantFacts({
    clock,
    store: () => Promise.reject(new Error("down")),
    onLost: (count) => lost.push(count),
  });
  for (let number = 0; number < 2_000; number++) facts.add({ ...fact, subject: String(number) });
  await facts.flush();
  assert.deepEqual(lost, [500]);
});
