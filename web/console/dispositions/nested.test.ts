import assert from "node:assert/strict";
import { test } from "node:test";
import type { Disposition } from "@tandem/contract";
import { flatten, nest } from "./nested.ts";

const one = (code: string, parentCode: string | null = null): Disposition => ({
  code,
  label: { "zh-CN": code, en: code },
  parentCode,
  noteRequired: false,
});

test("a tree is the same after it was in a form, and what is new there gets a code of its own", () => {
  const all = [one("resolved"), one("complaint"), one("late", "complaint"), one("very-late", "late")];
  const nested = nest(all);
  assert.deepEqual(flatten(nested, new Set()), all);
  const added = { label: { "zh-CN": "态度", en: "Late" }, noteRequired: true };
  const [, complaint] = nested;
  const flat = flatten([{ ...complaint!, children: [added] }], new Set(all.map(({ code }) => code)));
  assert.deepEqual(flat.at(-1), { ...added, code: "late-2", parentCode: "complaint" });
});
