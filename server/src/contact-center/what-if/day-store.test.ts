import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import { plainAgent, plainQueue } from "#contact-center/routing";
import type { NewRow } from "#platform/database";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createTenant } from "#platform/tenancy";
import { loadRecordedDay } from "./day-store.ts";
import { halfHoursBetween, spansWhere } from "./half-hours.ts";

let opened: TestDatabase;
before(async () => {
  opened = await openTestDatabase();
});
after(() => opened.close());

const begin = Date.parse("2026-03-01T00:00:00Z");
const hourMs = 3_600_000;
const bounds = Array.from({ length: 49 }, (_, n) => begin + (n * hourMs) / 2);
const queueId = newId<QueueId>();
const agentId = newId<AgentId>();
const at = (hours: number) => new Date(begin + hours * hourMs);

function segment(tenant_id: TenantId, hours: number, queue_id: QueueId): NewRow<"queue_segments"> {
  const done = { decided_at: at(hours), wait_ms: 5000, is_return: false, customer: "" };
  const served = { agent_id: agentId, talk_ms: 1000, hold_ms: 0, wrap_up_ms: 0 };
  const ids = { tenant_id, id: newId(), call_id: newId(), queue_id, queue_name: "Q" } as const;
  return {
    ...ids,
    offered_at: at(hours),
    outcome: "answered",
    ...done,
    ...served,
  } as NewRow<"queue_segments">;
}

function state(tenant_id: TenantId, from: number, to: number | null): NewRow<"agent_intervals"> {
  const idle = { presence: "available", work_state: "idle" } as const;
  const ended_at = to === null ? null : at(to);
  return { tenant_id, id: newId(), agent_id: agentId, ...idle, started_at: at(from), ended_at };
}

test("a day has its own queue's callers and its agents' time, from midnight to midnight, of its own tenant", async () => {
  const { database } = opened;
  const tenants = await Promise.all(
    [1, 2].map(() => database.withPlatform((trx) => createTenant(trx, { name: newId() }))),
  );
  const [tenantId, stranger] = tenants as [TenantId, TenantId];
  await database.withTenant(tenantId, async (trx) => {
    const calls = [-0.1, 0, 9, 23.9, 24].map((hours) => segment(tenantId, hours, queueId));
    await trx
      .insertInto("queue_segments")
      .values([...calls, segment(tenantId, 10, newId())])
      .execute();
    const states = [
      state(tenantId, -2, -1),
      state(tenantId, -1, 1),
      state(tenantId, 8, 12),
      state(tenantId, 23, null),
    ];
    await trx.insertInto("agent_intervals").values(states).execute();
  });
  const asked = { queue: plainQueue(queueId), bounds, agents: [plainAgent(newId(), [queueId])], open: [] };
  const day = await loadRecordedDay(tenantId, asked, database);
  assert.ok(day.ok);
  const inHours = (ms: number) => (ms - begin) / hourMs;
  assert.deepEqual(
    day.value.contacts.map(({ atMs }) => inHours(atMs)),
    [0, 9, 23.9],
  );
  const own = day.value.agents.find(({ routing }) => routing.agentId === agentId);
  assert.deepEqual(
    own?.available.map(({ from, to }) => [inHours(from), inHours(to)]),
    [
      [0, 1],
      [8, 12],
      [23, 24],
    ],
  );
  assert.deepEqual(await loadRecordedDay(stranger, asked, database), {
    ok: false,
    error: { kind: "no-calls" },
  });
});

test("half-hours are those of the wall, also on a day of 25 hours", () => {
  const autumn = Date.parse("2026-10-24T22:00:00Z");
  const half = Array.from({ length: 51 }, (_, n) => autumn + (n * hourMs) / 2);
  const hours = (from: string, to: string) => halfHoursBetween(half, "Europe/Berlin", { from, to });
  assert.deepEqual(hours("00:00", "01:00"), [0, 1]);
  assert.deepEqual(hours("02:00", "03:00"), [4, 5, 6, 7], "two o'clock comes twice");
  assert.deepEqual(hours("23:00", "24:00"), [48, 49]);
  assert.deepEqual(hours("10:00", "09:00"), []);
  assert.deepEqual(
    spansWhere([0, 600_000], (ms) => ms < 120_000 || ms >= 540_000),
    [
      { from: 0, to: 120_000 },
      { from: 540_000, to: 600_000 },
    ],
  );
});
