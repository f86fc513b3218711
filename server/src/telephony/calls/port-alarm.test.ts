import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { CallId, Clock, LegId, TenantId } from "@tandem/kernel";
import { PortAlarm } from "./port-alarm.ts";

test("told at once, then every ten seconds with how many were refused", () => {
  let now = 1_000_000;
  const told: unknown[] = [];
  const alarm = new PortAlarm({
    clock: { now: () => now } as Clock,
    publish: (fact) => void told.push("refused" in fact && fact.refused),
  });
  const call = { tenantId: newId<TenantId>(), id: newId<CallId>() };
  for (const at of [0, 1, 9999, 10_000, 10_001, 25_000]) {
    now = 1_000_000 + at;
    alarm.refused(call, newId<LegId>());
  }
  assert.deepEqual(told, [1, 3, 2]);
});
