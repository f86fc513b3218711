import assert from "node:assert/strict";
import { test } from "node:test";
import type { OverflowRule } from "@tandem/contract";
import { hasFigure, rowOf, ruleOf } from "./overflow-rows.ts";

const rules: OverflowRule[] = [
  { when: { kind: "wait", seconds: 60 }, to: { kind: "queue", queueId: "q" } },
  { when: { kind: "estimated-wait", seconds: 300 }, to: { kind: "flow", flowId: "f" } },
  { when: { kind: "size", callers: 5 }, to: { kind: "message", prompt: "closed" } },
  { when: { kind: "nobody-on-duty" }, to: { kind: "external", number: "10086" } },
  { when: { kind: "closed" }, to: { kind: "message", prompt: "closed" } },
  { when: { kind: "wait", seconds: 300 }, to: { kind: "voicemail" } },
];

test("every rule becomes a row and again the same rule", () => {
  assert.deepEqual(rules.map(rowOf).map(ruleOf), rules);
  assert.deepEqual(
    rules.map(rowOf).map(({ cause, figure }) => hasFigure(cause) === (figure !== undefined)),
    rules.map(() => true),
  );
});

test("what a row keeps of other choices is not in its rule", () => {
  const changed = { ...rowOf(rules[0] as OverflowRule), target: "message" as const, prompt: "closed" };
  assert.deepEqual(ruleOf(changed), {
    when: { kind: "wait", seconds: 60 },
    to: { kind: "message", prompt: "closed" },
  });
  assert.deepEqual(ruleOf({ ...changed, cause: "closed" }).when, { kind: "closed" });
});
