import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, Mailbox, isUuid, newId } from "./index.ts";
import type { Fact, FactId, TenantId } from "./index.ts";

test("ids are UUIDv7, unique and in order of creation", () => {
  const ids = Array.from({ length: 10_000 }, () => newId());
  assert.ok(ids.every(isUuid));
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids.toSorted(), ids);
});

type Happened = Fact<"Happened", { n: number }>;
const happened = (n: number): Happened => ({
  id: newId<FactId>(),
  type: "Happened",
  version: 1,
  tenantId: newId<TenantId>(),
  at: 0,
  n,
});

test("every subscriber hears facts in one order, also those published while hearing one", () => {
  const errors: unknown[] = [];
  const bus = new FactBus<Happened>((error) => errors.push(error));
  const first: number[] = [];
  const second: number[] = [];
  bus.on("Happened", (fact) => {
    first.push(fact.n);
    if (fact.n === 1) bus.publish(happened(2));
  });
  bus.on("Happened", () => {
    throw new Error("deaf");
  });
  const stop = bus.onAny((fact) => second.push(fact.n));
  bus.publish(happened(1));
  stop();
  bus.publish(happened(3));
  assert.deepEqual(first, [1, 2, 3]);
  assert.deepEqual(second, [1, 2]);
  assert.equal(errors.length, 3);
});

test("a mailbox runs its tasks one at a time and survives one that throws", async () => {
  const errors: unknown[] = [];
  const mailbox = new Mailbox((error) => errors.push(error));
  const seen: string[] = [];
  mailbox.post(async () => {
    await Promise.resolve();
    seen.push("a");
  });
  mailbox.post(() => {
    throw new Error("broken");
  });
  mailbox.post(() => void seen.push("b"));
  await mailbox.idle();
  assert.deepEqual(seen, ["a", "b"]);
  assert.equal(errors.length, 1);
});
