import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { CallId, QueueId, TenantId } from "@tandem/kernel";
import { stepFloorCall } from "./floor-call.ts";
import type { FloorCall, FloorFact } from "./floor-call.ts";
import { TodayCounts, startOfDay } from "./today-counts.ts";

const tenantId = newId<TenantId>();
const callId = newId<CallId>();
const fact = (at: number, type: string, data: object = {}) =>
  ({ id: newId(), version: 1, tenantId, callId, at, type, ...data }) as unknown as FloorFact;

test("a call's stage follows its facts, and a repeated stage keeps its beginning", () => {
  const facts = [
    fact(1, "CallArrived", { ani: "1380", dnis: "4000" }),
    fact(2, "CallAnswered"),
    fact(3, "ContactQueued", { queueName: "客服" }),
    fact(4, "OfferMade", { agentName: "李" }),
    fact(5, "OfferFailed"),
    fact(6, "LegHeld"),
    fact(7, "ContactAnswered", { agentName: "王" }),
    fact(8, "LegHeld"),
    fact(9, "LegResumed"),
  ];
  const stages: string[] = [];
  let call: FloorCall | undefined;
  for (const each of facts) {
    call = stepFloorCall(call, each);
    stages.push(`${call?.stage}@${call?.stageSince}`);
  }
  assert.deepEqual(stages, [
    "arriving@1",
    "flow@2",
    "waiting@3",
    "offered@4",
    "waiting@5",
    "waiting@5",
    "talking@7",
    "on-hold@8",
    "talking@9",
  ]);
  assert.deepEqual([call?.queueName, call?.agentName], ["客服", "王"]);
  assert.equal(stepFloorCall(call, fact(10, "CallEnded")), undefined);
});

test("counts begin anew at the tenant's midnight, not at Greenwich's", () => {
  const counts = new TodayCounts("Asia/Shanghai");
  const queueId = newId<QueueId>();
  const beforeMidnight = Date.parse("2026-03-01T15:59:00Z");
  const afterMidnight = Date.parse("2026-03-01T16:01:00Z");
  counts.add(queueId, "offered", beforeMidnight);
  counts.add(queueId, "offered", beforeMidnight, 2);
  assert.equal(counts.of(queueId, beforeMidnight).offered, 3);
  assert.equal(counts.of(queueId, afterMidnight).offered, 0);
  assert.equal(startOfDay(afterMidnight, "Asia/Shanghai"), Date.parse("2026-03-01T16:00:00Z"));
});

test("a day that loses an hour to daylight saving still begins at its midnight", () => {
  const noon = Date.parse("2026-03-29T10:00:00Z");
  assert.equal(startOfDay(noon, "Europe/Berlin"), Date.parse("2026-03-28T23:00:00Z"));
});
