import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, QueueId, TenantId } from "@tandem/kernel";
import { noTally } from "#contact-center/metrics";
import { News } from "./live-news.ts";
import type { Mark, NewsSources } from "./live-news.ts";
import type { View } from "./live-views.ts";

const tenantId = newId<TenantId>();
const [queueId, callId] = [newId<QueueId>(), newId<CallId>()];
const [li, wang, chen] = [newId<AgentId>(), newId<AgentId>(), newId<AgentId>()];

/** A floor of one queue that Li and Wang serve; notes what is asked of it. */
function world() {
  const asked: string[] = [];
  const agentOf = (id: AgentId) => ({
    record: { id, tenantId, displayName: "", extension: "1001" },
    state: {
      presence: "available",
      presenceBy: { kind: "agent" },
      presenceSince: 0,
      workStateSince: 0,
      ownLegs: [],
    },
  });
  const queue = {
    queue: { id: queueId, name: "q", agentIds: [li, wang] },
    waitingSince: [],
    today: { total: noTally, hours: [] },
    targetMs: 20_000,
    agentsAvailable: 2,
    agentsSignedIn: 2,
  };
  const sources = {
    floor: {
      queue: (_: TenantId, id: QueueId) => (asked.push("queue"), id === queueId ? queue : undefined),
      call: () => (asked.push("call"), undefined),
    },
    agents: { staff: (id: AgentId) => (asked.push("agent"), agentOf(id)) },
    queueAlarms: { thresholdsOf: () => ({ limits: {}, holdSeconds: 30 }), openOf: () => [] },
    deskRules: { membershipsOf: () => [] },
    newMessages: () => 0,
    outboundCalls: { of: () => undefined },
    system: { state: "ok", reason: null },
    alarms: [],
  } as unknown as NewsSources;
  const view = (agentId: AgentId | undefined, more: Partial<View> = {}) =>
    ({
      agent: agentId && { record: { id: agentId } },
      wholeFloor: false,
      seesAlarms: false,
      ...more,
    }) as View;
  const news = (...marks: Mark[]) => new News(marks, 7, sources);
  return { asked, view, news };
}

const kinds = (message: Buffer | undefined): string[] | undefined =>
  message && (JSON.parse(String(message)) as { changes: { kind: string }[] }).changes.map(({ kind }) => kind);

test("what changed is read once, and written once for all who see the same", () => {
  const { asked, view, news } = world();
  const told = news(
    { kind: "queue", tenantId, id: queueId },
    { kind: "call", tenantId, id: callId },
    { kind: "call-record", tenantId, id: callId },
  );
  const message = told.messageFor(view(li));
  assert.deepEqual(kinds(message), ["queue", "call-record"]);
  assert.equal(told.messageFor(view(wang)), message);
  assert.deepEqual(kinds(told.messageFor(view(undefined, { wholeFloor: true }))), [
    "queue",
    "call",
    "call-record",
  ]);
  assert.deepEqual(asked, ["queue", "call"]);
  assert.equal((JSON.parse(String(message)) as { seq: number }).seq, 7);
});

test("a desk is told to its own agent alone, a queue to those who serve it, alarms to who looks after the node", () => {
  const { view, news } = world();
  const agent = news({ kind: "agent", tenantId, id: li });
  assert.deepEqual(kinds(agent.messageFor(view(li))), ["desk"]);
  assert.equal(agent.messageFor(view(wang)), undefined);
  assert.deepEqual(kinds(agent.messageFor(view(li, { wholeFloor: true }))), ["desk", "agent"]);
  const queue = news({ kind: "queue", tenantId, id: queueId });
  assert.equal(queue.messageFor(view(chen)), undefined);
  assert.deepEqual(
    kinds(queue.messageInAnyCase(view(chen))),
    [],
    "who comes back learns that nothing was missed",
  );
  const gone = news({ kind: "queue", tenantId, id: newId<QueueId>() });
  assert.deepEqual(kinds(gone.messageFor(view(chen))), ["queue"]);
  const alarms = news({ kind: "alarms", tenantId, id: "alarms" }, { kind: "system", tenantId, id: "system" });
  assert.deepEqual(kinds(alarms.messageFor(view(li))), ["system"]);
  assert.deepEqual(kinds(alarms.messageFor(view(li, { seesAlarms: true }))), ["alarms", "system"]);
});
