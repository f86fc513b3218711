// What is counted of calls that agents place: folded from facts, and summed up in the database as it is stored.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, Fact, FactId, LegId, QueueId, TenantId } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createTenant } from "#platform/tenancy";
import { outboundSums, placedCallFold } from "./placed-call-store.ts";
import type { OutboundSumsQuery } from "./placed-call-store.ts";
import { foldPlacedCall } from "./placed-call.ts";

let opened: TestDatabase;
before(async () => void (opened = await openTestDatabase()));
after(async () => opened.close());

const tenant = async (name: string) =>
  opened.database.withPlatform((trx) => createTenant(trx, { name, sipDomain: `${name}.example` }));

type Story = {
  readonly tenantId?: TenantId;
  readonly at?: number;
  readonly agentId?: AgentId;
  readonly queueId?: QueueId | null;
  readonly target?: "number" | "extension" | "callback";
  /** When each thing happened, ms after the beginning; left out: it did not. */
  readonly dialed?: number;
  readonly answered?: number;
  /** From when to when the other side was on hold. */
  readonly held?: readonly [number, number];
  readonly ended?: number;
};

const [own, far] = ["own", "far"] as LegId[] as [LegId, LegId];

function factsOf(story: Story): Fact[] {
  const {
    tenantId = newId<TenantId>(),
    agentId = newId<AgentId>(),
    at = 1_000_000,
    target = "number",
  } = story;
  const callId = newId<CallId>();
  const about = { version: 1, tenantId, callId };
  const fact = (afterMs: number | undefined, type: string, more: object = {}): Fact[] =>
    afterMs === undefined
      ? []
      : [{ ...about, id: newId<FactId>(), at: at + afterMs, type, ...more } as unknown as Fact];
  const bridged = { callerLegId: far, agentLegId: own, agentId };
  return [
    ...fact(0, "CallArrived", { direction: "outbound", legId: own, agentId, target }),
    ...fact(story.queueId === undefined ? undefined : 0, "OutboundCallPlaced", { queueId: story.queueId }),
    ...fact(story.dialed, "LegDialed", { legId: far, agentId: null }),
    ...fact(story.answered, "LegAnswered", { legId: far, agentId: null }),
    ...fact(story.answered, "LegsBridged", bridged),
    ...fact(story.held?.[0], "LegHeld", { legId: own }),
    ...fact(story.held?.[1], "LegResumed", { legId: own }),
    ...fact(story.ended, "CallEnded", { cause: "completed", by: "agent" }),
  ];
}

test("a call out counts from when the number is called; talk is without hold", () => {
  const story = { dialed: 2000, answered: 7000, held: [10_000, 14_000], ended: 20_000 } as const;
  const call = foldPlacedCall(factsOf(story).toReversed());
  assert.ok(call);
  const { placedAt, connectedAt, talkMs, queueId } = call;
  assert.deepEqual([placedAt, connectedAt, talkMs, queueId], [1_002_000, 1_007_000, 9000, null]);
});

test("nobody answered: placed and not connected; nobody called, a colleague called, a callback, or not over: none", () => {
  const call = foldPlacedCall(factsOf({ dialed: 2000, ended: 9000 }));
  assert.deepEqual([call?.connectedAt, call?.talkMs], [null, 0]);
  assert.equal(foldPlacedCall(factsOf({ ended: 9000 })), undefined, "the agent's own phone did not answer");
  assert.equal(foldPlacedCall(factsOf({ dialed: 1, ended: 2, target: "extension" })), undefined);
  assert.equal(foldPlacedCall(factsOf({ dialed: 1, ended: 2, target: "callback" })), undefined);
  assert.equal(foldPlacedCall(factsOf({ dialed: 2000, answered: 3000 })), undefined);
});

test("sums by interval, queue and agent; stored twice they are the same, and another tenant sees none", async () => {
  const [mine, other] = [await tenant("placed"), await tenant("placed-other")];
  const [sales, service] = [newId<QueueId>(), newId<QueueId>()];
  const [li, wang] = [newId<AgentId>(), newId<AgentId>()];
  const hour = 3_600_000;
  const talked = { dialed: 1000, answered: 2000, ended: 12_000 };
  const calls = [
    { tenantId: mine, agentId: li, queueId: sales, ...talked },
    { tenantId: mine, agentId: li, queueId: sales, dialed: 1000, ended: 5000 },
    { tenantId: mine, agentId: wang, queueId: null, at: hour, ...talked },
    { tenantId: mine, agentId: wang, queueId: service, at: 2 * hour, ...talked },
    { tenantId: other, agentId: li, queueId: sales, ...talked },
  ].map((story) => factsOf({ at: 0, ...story }));
  for (const tenantId of [mine, other, mine])
    await opened.database.withTenant(tenantId, (trx) =>
      placedCallFold.store(
        calls.filter(([fact]) => fact?.tenantId === tenantId),
        trx,
      ),
    );
  const bounds = [0, hour, 2 * hour];
  const sums = async (query: Partial<OutboundSumsQuery>, tenantId = mine) =>
    (await outboundSums(tenantId, { bounds, by: "all", ...query }, opened.database)).map(
      ({ interval, id, attempts, connected, talkMs }) => [interval, id, attempts, connected, talkMs],
    );
  assert.deepEqual(await sums({}), [
    [0, null, 2, 1, 10_000],
    [1, null, 1, 1, 10_000],
  ]);
  assert.deepEqual(await sums({ by: "queue" }), [
    [0, sales, 2, 1, 10_000],
    [1, null, 1, 1, 10_000],
  ]);
  assert.deepEqual(await sums({ by: "agent", agentId: wang }), [[1, wang, 1, 1, 10_000]]);
  assert.deepEqual(await sums({ queueId: service }), [], "past the end");
  assert.deepEqual(await sums({}, other), [[0, null, 1, 1, 10_000]]);
});
