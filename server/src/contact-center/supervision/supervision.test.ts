import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { CallId, TenantId } from "@tandem/kernel";
import { stepFloorCall } from "./floor-call.ts";
import type { FloorCall } from "./floor-call.ts";
import type { FloorFact } from "./floor-fact.ts";

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

test("supervisors in a call, and who has it after them, show on the floor", () => {
  const boss = { supervisorId: "9", supervisorName: "Boss" };
  const facts = [
    fact(1, "CallArrived", { ani: "1380", dnis: "4000" }),
    fact(2, "ContactAnswered", { agentName: "王" }),
    fact(3, "SupervisionRequested", { ...boss, mode: "listen" }),
    fact(4, "SupervisionStarted", { ...boss, mode: "listen" }),
    fact(5, "SupervisionChanged", { ...boss, mode: "barge" }),
    fact(6, "CallTakenOver", boss),
  ];
  const seen: unknown[] = [];
  let call: FloorCall | undefined;
  for (const each of facts) {
    call = stepFloorCall(call, each);
    seen.push([call?.agentName, call?.supervisors.map(({ mode, isIn }) => `${mode} ${isIn}`).join()]);
  }
  assert.deepEqual(seen.slice(2), [
    ["王", "listen false"],
    ["王", "listen true"],
    ["王", "barge true"],
    ["Boss", ""],
  ]);
  const inherited = stepFloorCall(call, fact(7, "LegsBridged", { agentId: "2" }), () => "Li");
  assert.equal(inherited?.agentName, "Li");
});
