import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { createLogger } from "#platform/logging";
import { afterTry } from "./attempt.ts";
import { DeliveryLooks } from "./delivery-looks.ts";

const tenants = [newId<TenantId>(), newId<TenantId>()] as const;

test("another try follows a failure after its gap, none a success, what is final, or the last", () => {
  const failed = { delivered: false, outcome: "HTTP 500", isFinal: false };
  const next = (attempt: Parameters<typeof afterTry>[0], attempts: number) =>
    afterTry(attempt, attempts, [10, 60], 1000);
  assert.deepEqual(next(failed, 0), { attempts: 1, nextAt: 1010 });
  assert.deepEqual(next(failed, 1), { attempts: 2, nextAt: 1060 });
  assert.deepEqual(next(failed, 2), { attempts: 3, nextAt: undefined });
  assert.equal(next({ ...failed, isFinal: true }, 0).nextAt, undefined);
  assert.equal(next({ ...failed, delivered: true }, 0).nextAt, undefined);
});

function setUp(lookAt: (tenantId: TenantId) => Promise<void>) {
  const timers: (() => void)[] = [];
  const clock = {
    now: () => 0,
    after: (_: number, callback: () => void) => (timers.push(callback), () => {}),
  };
  const log = createLogger({ level: "silent" });
  return {
    timers,
    looks: new DeliveryLooks({ clock, log, what: "alarms", tenantIds: () => tenants, lookAt }),
  };
}

test("who asks during a look waits for another after it; a tenant whose look hangs holds no other up", async () => {
  const [slow, quick] = tenants;
  const seen: TenantId[] = [];
  const hanging = Promise.withResolvers<undefined>();
  const { looks } = setUp(async (tenantId) => {
    seen.push(tenantId);
    if (tenantId === slow && seen.filter((each) => each === slow).length === 1) await hanging.promise;
  });
  const first = looks.look(slow);
  const second = looks.look(slow);
  await looks.look(quick);
  assert.deepEqual(seen, [slow, quick]);
  hanging.resolve(undefined);
  await Promise.all([first, second]);
  assert.deepEqual(seen, [slow, quick, slow]);
});

test("a look that fails is followed by the next; closed, there is none any more", async () => {
  let looks = 0;
  const made = setUp(async () => {
    looks++;
    throw new Error("the database is away");
  });
  made.looks.start();
  await new Promise(setImmediate);
  assert.deepEqual([looks, made.timers.length], [2, 1]);
  made.timers.shift()?.();
  await new Promise(setImmediate);
  assert.equal(looks, 4);
  await made.looks.close();
});
