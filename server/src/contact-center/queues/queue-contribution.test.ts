import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, Fact, QueueId, TenantId } from "@tandem/kernel";
import { leaveQueue, queueContribution } from "./queue-contribution.ts";

const about = { version: 1, tenantId: newId<TenantId>(), callId: newId<CallId>() } as const;
const queueId = newId<QueueId>();
const fact = (at: number, type: string, data: object = {}): Fact =>
  ({ ...about, id: newId(), at, type, queueId, ...data }) as unknown as Fact;
const clockAt = (now: number) => ({ now: () => now, after: () => () => {} });

test("a caller who still waited when the process ended has left at that time", () => {
  const facts = [fact(1000, "ContactQueued", { queueName: "service" }), fact(2000, "OfferMade")];
  const [left, ...more] = leaveQueue(facts, clockAt(9000));
  assert.ok(left);
  assert.deepEqual(more, []);
  assert.equal(left.type, "ContactAbandoned");
  assert.equal(left.at, 9000);
  assert.deepEqual(queueContribution([...facts, left]), { queueId, queueName: "service", waitMs: 8000 });
});

test("who had been answered, or was never queued, does not leave; who came back to the queue does", () => {
  const queued = fact(1000, "ContactQueued");
  const answered = fact(3000, "ContactAnswered", { agentId: newId<AgentId>(), waitMs: 2000 });
  assert.deepEqual(leaveQueue([fact(0, "CallArrived")], clockAt(9000)), []);
  assert.deepEqual(leaveQueue([answered, queued], clockAt(9000)), []);
  const again = fact(5000, "ContactQueued", { returning: true });
  assert.equal(leaveQueue([queued, answered, again], clockAt(9000)).length, 1);
});
