import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { DispositionList, treeProblem } from "./dispositions.ts";
import type { Disposition } from "./dispositions.ts";

const one = (code: string, parentCode: string | null = null, noteRequired = false): Disposition => ({
  code,
  label: { "zh-CN": code, en: code },
  parentCode,
  noteRequired,
});

test("a call is filed under a leaf, with a note where one is asked for", () => {
  const tenantId = newId<TenantId>();
  const list = new DispositionList();
  list.replace(tenantId, [one("resolved"), one("complaint"), one("late", "complaint", true)]);
  const judged = (code: string, note = "") => {
    const result = list.judge(tenantId, code, note);
    return result.ok ? "filed" : result.error.kind;
  };
  assert.equal(judged("resolved"), "filed");
  assert.equal(judged("complaint", "why"), "not-a-leaf");
  assert.equal(judged("late", "  "), "note-required");
  assert.equal(judged("late", "two days"), "filed");
  assert.equal(judged("gone"), "unknown-disposition");
});

test("what is no tree is refused with the reason: twice, without a parent, too deep, in a circle", () => {
  assert.equal(treeProblem([one("a"), one("b", "a"), one("c", "b")]), undefined);
  assert.match(treeProblem([one("a"), one("a")]) ?? "", /twice/);
  assert.match(treeProblem([one("a", "x")]) ?? "", /not there/);
  assert.match(treeProblem([one("a"), one("b", "a"), one("c", "b"), one("d", "c")]) ?? "", /deep/);
  assert.match(treeProblem([one("a", "b"), one("b", "a")]) ?? "", /refines itself/);
});
