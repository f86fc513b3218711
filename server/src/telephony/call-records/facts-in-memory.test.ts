import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { CallId, Fact, FactId } from "@tandem/kernel";
import { FactsInMemory } from "./facts-in-memory.ts";

const fact = (type: string): Fact => ({ id: newId<FactId>(), type, version: 1, tenantId: newId(), at: 0 });

test("a call is there whole or not at all, and each fact once", () => {
  const memory = new FactsInMemory();
  const [begun, missed] = [newId<CallId>(), newId<CallId>()];
  const [arrived, ended] = [fact("CallArrived"), fact("CallEnded")];
  memory.add(begun, arrived);
  memory.add(begun, ended);
  memory.add(begun, ended);
  memory.add(missed, ended);
  assert.deepEqual(memory.of(begun), [arrived, ended]);
  assert.equal(memory.of(missed), undefined);
});

test("the call with the oldest news is forgotten first", () => {
  const memory = new FactsInMemory(3);
  const [first, second] = [newId<CallId>(), newId<CallId>()];
  memory.add(first, fact("CallArrived"));
  memory.add(second, fact("CallArrived"));
  memory.add(first, fact("CallAnswered"));
  memory.add(first, fact("CallEnded"));
  assert.equal(memory.of(second), undefined);
  assert.equal(memory.of(first)?.length, 3);
});
