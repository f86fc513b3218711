import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { TenantId, UserId } from "@tandem/kernel";
import { madeDay } from "./testing/made-day.ts";
import { whatIf } from "./what-if.ts";
import type { WhatIfTask } from "./what-if.ts";
import { WhatIfRuns } from "./what-if-service.ts";

const changes = { staffing: [], strategy: undefined, skills: undefined, overflow: undefined };
const day = madeDay({
  perHour: 30,
  hours: 2,
  handlingMs: 200_000,
  patienceMs: 90_000,
  shifts: [[0, 3]],
  seed: 1,
});
const short: WhatIfTask = { day, changes, seed: 1, replications: 2 };
/** Takes until somebody ends it. */
const endless: WhatIfTask = { ...short, replications: 1_000_000_000 };
const somebody = () => ({ tenantId: newId<TenantId>(), userId: newId<UserId>() });
const never = () => new AbortController().signal;

function world() {
  const due: (() => void)[] = [];
  const clock = { now: () => 0, after: (_: number, callback: () => void) => (due.push(callback), () => {}) };
  return { runs: new WhatIfRuns(clock), due };
}

test("a thread answers what the function would", async () => {
  const result = await world().runs.run(somebody(), short, never());
  assert.deepEqual(result, { ok: true, value: whatIf(short) });
});

test("of a tenant one runs at once, of the node two; a person's next one takes the place of the last", async () => {
  const { runs } = world();
  const [first, second, third] = [somebody(), somebody(), somebody()];
  const [left, right] = [new AbortController(), new AbortController()];
  const one = runs.run(first, endless, left.signal);
  const busy = { ok: false, error: { kind: "busy" } };
  assert.deepEqual(await runs.run({ ...first, userId: newId() }, short, never()), busy);
  const other = runs.run(second, endless, right.signal);
  assert.deepEqual(await runs.run(third, short, never()), busy);
  const again = runs.run(first, short, never());
  assert.deepEqual(await one, { ok: false, error: { kind: "replaced" } });
  assert.equal((await again).ok, true);
  right.abort();
  assert.deepEqual(await other, { ok: false, error: { kind: "cancelled" } });
  assert.equal((await runs.run(third, short, never())).ok, true, "there is room again");
});

test("one that takes too long is ended, and so are all when the node stops", async () => {
  const { runs, due } = world();
  const long = runs.run(somebody(), endless, never());
  due[0]?.();
  assert.deepEqual(await long, { ok: false, error: { kind: "too-long" } });
  const last = runs.run(somebody(), endless, never());
  runs.close();
  assert.deepEqual(await last, { ok: false, error: { kind: "cancelled" } });
  assert.deepEqual(await runs.run(somebody(), short, AbortSignal.abort()), {
    ok: false,
    error: { kind: "cancelled" },
  });
});
