import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { CallId, FactId, FlowId, TenantId } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { callsInNode, flowInsight } from "./flow-insight-store.ts";

let opened: TestDatabase;
const [ours, theirs] = [newId<TenantId>(), newId<TenantId>()];
const [flowId, otherFlowId] = [newId<FlowId>(), newId<FlowId>()];
const start = Date.parse("2026-10-01T08:00:00Z");
const period = { from: start, to: start + 86_400_000 };
const asked = { flowId, ...period };

before(async () => {
  opened = await openTestDatabase();
  for (const id of [ours, theirs])
    await opened.database.withTenant(id, (trx) =>
      trx.insertInto("tenants").values({ id, name: "" }).execute(),
    );
});
after(() => opened.close());

/** Stores what a call told, a second apart. */
async function store(
  tenantId: TenantId,
  facts: readonly (readonly [type: string, data: object])[],
): Promise<CallId> {
  const callId = newId<CallId>();
  const rows = facts.map(([type, data], n) => ({
    tenant_id: tenantId,
    id: newId<FactId>(),
    call_id: callId,
    type,
    version: 1,
    at: new Date(start + n * 1000),
    data: JSON.stringify(data),
  }));
  await opened.database.withTenant(tenantId, (trx) => trx.insertInto("call_facts").values(rows).execute());
  return callId;
}

const began = (id: FlowId) => ["FlowStarted", { flowId: id }] as const;
const entered = (node: string) => ["FlowNodeEntered", { node }] as const;
const chose = (digit: string, valid = true) => ["MenuChosen", { digit, valid }] as const;
const flowEnded = ["FlowEnded", {}] as const;
const callEnded = ["CallEnded", {}] as const;

test("each node tells who came in, by which way they went on, and whose call ended there", async () => {
  await store(ours, [
    began(flowId),
    entered("ask"),
    chose("9", false),
    chose("1"),
    entered("queue"),
    callEnded,
  ]);
  await store(ours, [began(flowId), entered("ask"), chose("2"), entered("bye"), flowEnded, callEnded]);
  const lost = await store(ours, [began(flowId), entered("ask"), callEnded]);
  await store(ours, [began(flowId), entered("ask"), entered("bye"), flowEnded, callEnded]);
  // Another flow, into which a call came after ours; its node has the same name.
  await store(ours, [
    began(flowId),
    entered("ask"),
    began(otherFlowId),
    entered("bye"),
    flowEnded,
    callEnded,
  ]);
  await store(theirs, [began(flowId), entered("ask"), callEnded]);

  const { calls, nodes, ways } = await flowInsight(ours, opened.database, asked);
  assert.equal(calls, 5);
  assert.deepEqual(nodes, [
    { node: "ask", entered: 5, ended: 1, meanMs: 2000, errors: 0 },
    { node: "bye", entered: 2, ended: 2, meanMs: null, errors: 0 },
    { node: "queue", entered: 1, ended: 1, meanMs: null, errors: 0 },
  ]);
  assert.deepEqual(ways, [
    { node: "ask", to: "bye", digit: "2", count: 1 },
    { node: "ask", to: "bye", digit: null, count: 1 },
    { node: "ask", to: "queue", digit: "1", count: 1 },
  ]);
  const inAsk = { ...asked, node: "ask", limit: 50 };
  assert.equal((await callsInNode(ours, opened.database, { ...inAsk, ended: false })).length, 5);
  assert.deepEqual(
    (await callsInNode(ours, opened.database, { ...inAsk, ended: true })).map(({ callId }) => callId),
    [lost],
  );
  const dayBefore = { ...asked, from: start - 86_400_000, to: start };
  assert.deepEqual(await flowInsight(ours, opened.database, dayBefore), { calls: 0, nodes: [], ways: [] });
});

test("a flow that is led into has figures of its own, and the way back is one of the node that led there", async () => {
  const [outer, shared] = [newId<FlowId>(), newId<FlowId>()];
  const back = ["FlowReturned", { flowId: outer, node: "check" }] as const;
  await store(ours, [
    began(outer),
    entered("check"),
    began(shared),
    entered("ask"),
    back,
    entered("queue"),
    callEnded,
  ]);
  const ofOuter = await flowInsight(ours, opened.database, { ...asked, flowId: outer });
  assert.deepEqual(
    ofOuter.nodes.map(({ node, entered: count, ended }) => [node, count, ended]),
    [
      ["check", 1, 0],
      ["queue", 1, 1],
    ],
  );
  assert.deepEqual(ofOuter.ways, [{ node: "check", to: "queue", digit: null, count: 1 }]);
  const ofShared = await flowInsight(ours, opened.database, { ...asked, flowId: shared });
  assert.deepEqual([ofShared.calls, ofShared.nodes.map(({ node }) => node)], [1, ["ask"]]);
});

test("errors are counted where they were: servers that answered badly or not at all, texts that were not spoken, messages that were not sent", async () => {
  const id = newId<FlowId>();
  const asksAt = (node: string, status: number | null, failure: string | null) =>
    ["FlowRequestEnded", { node, status, failure }] as const;
  await store(ours, [
    began(id),
    entered("ask"),
    asksAt("ask", 200, null),
    entered("ask"),
    asksAt("ask", 404, null),
    entered("ask"),
    asksAt("ask", null, "timeout"),
    entered("say"),
    ["FlowSpeechFailed", { node: "say" }],
    ["FlowMessageRefused", { node: "say", flowId: id, kind: "sms", reason: "no-value" }],
    ["FlowMessageSent", { node: "ask", flowId: id }],
    began(otherFlowId),
    entered("say"),
    ["FlowSpeechFailed", { node: "say" }],
    callEnded,
    // Given up when the call was elsewhere, and over.
    ["FlowMessageGivenUp", { node: "ask", flowId: id }],
    ["FlowMessageGivenUp", { node: "ask", flowId: otherFlowId }],
  ]);
  const { nodes } = await flowInsight(ours, opened.database, { ...asked, flowId: id });
  assert.deepEqual(
    nodes.map(({ node, errors }) => [node, errors]),
    [
      ["ask", 3],
      ["say", 2],
    ],
  );
});

test("versions are counted apart: those who came in, where they went, what went wrong, and the calls", async () => {
  const [id, shared] = [newId<FlowId>(), newId<FlowId>()];
  const beganIn = (version: number) => ["FlowStarted", { flowId: id, flowVersion: version }] as const;
  const backIn = (version: number) =>
    ["FlowReturned", { flowId: id, flowVersion: version, node: "check" }] as const;
  const old = await store(ours, [beganIn(1), entered("ask"), chose("1"), entered("bye"), callEnded]);
  const lost = await store(ours, [beganIn(2), entered("ask"), callEnded]);
  const led = await store(ours, [
    beganIn(2),
    entered("check"),
    ["FlowStarted", { flowId: shared, flowVersion: 1 }],
    entered("ask"),
    backIn(2),
    entered("ask"),
    ["FlowRequestEnded", { node: "ask", status: 500, failure: null }],
    chose("1"),
    entered("queue"),
    callEnded,
  ]);
  // One call in both: each version has its own part of it.
  const both = await store(ours, [beganIn(1), entered("ask"), beganIn(2), entered("ask"), callEnded]);
  await store(theirs, [beganIn(2), entered("ask"), callEnded]);

  const insightOf = async (version?: number, tenantId = ours) => {
    const { calls, nodes, ways } = await flowInsight(tenantId, opened.database, {
      ...period,
      flowId: id,
      version,
    });
    return {
      calls,
      nodes: nodes.map(({ node, entered: count, ended, errors }) => [node, count, ended, errors]),
      ways: ways.map(({ node, to, digit, count }) => [node, to, digit, count]),
    };
  };
  assert.deepEqual(await insightOf(1), {
    calls: 2,
    nodes: [
      ["ask", 2, 0, 0],
      ["bye", 1, 1, 0],
    ],
    ways: [["ask", "bye", "1", 1]],
  });
  assert.deepEqual(await insightOf(2), {
    calls: 3,
    nodes: [
      ["ask", 3, 2, 1],
      ["check", 1, 0, 0],
      ["queue", 1, 1, 0],
    ],
    ways: [
      ["ask", "queue", "1", 1],
      ["check", "ask", null, 1],
    ],
  });
  const all = await insightOf();
  assert.deepEqual([all.calls, all.nodes[0]], [4, ["ask", 5, 2, 1]]);
  assert.deepEqual(await insightOf(3), { calls: 0, nodes: [], ways: [] });
  assert.deepEqual(await insightOf(2, theirs), { calls: 1, nodes: [["ask", 1, 1, 0]], ways: [] });
  assert.deepEqual(await insightOf(1, theirs), { calls: 0, nodes: [], ways: [] });

  const callsIn = async (version: number | undefined, ended = false) => {
    const inAsk = { ...period, flowId: id, version, node: "ask", ended, limit: 50 };
    return new Set((await callsInNode(ours, opened.database, inAsk)).map(({ callId }) => callId));
  };
  assert.deepEqual(await callsIn(1), new Set([old, both]));
  assert.deepEqual(await callsIn(2), new Set([lost, led, both]));
  assert.deepEqual(await callsIn(2, true), new Set([lost, both]));
  assert.deepEqual(await callsIn(undefined), new Set([old, lost, led, both]));
});
