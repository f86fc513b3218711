import assert from "node:assert/strict";
import { test } from "node:test";
import type { Disposition } from "@tandem/contract";
import { levelsOf, missingOf } from "./disposition-tree.ts";

const one = (code: string, parentCode: string | null = null, noteRequired = false): Disposition => ({
  code,
  label: { "zh-CN": code, en: code },
  parentCode,
  noteRequired,
});
const all = [one("resolved"), one("complaint"), one("late", "complaint", true), one("rude", "complaint")];
const shown = (code: string | undefined) =>
  levelsOf(all, code).map(({ options, chosen }) => [options.map((each) => each.code).join(), chosen]);

test("a level opens when the one above is chosen, and stays while one below is", () => {
  assert.deepEqual(shown(undefined), [["resolved,complaint", undefined]]);
  assert.deepEqual(shown("resolved"), [["resolved,complaint", "resolved"]]);
  assert.deepEqual(shown("complaint"), [
    ["resolved,complaint", "complaint"],
    ["late,rude", undefined],
  ]);
  assert.deepEqual(shown("late"), [
    ["resolved,complaint", "complaint"],
    ["late,rude", "late"],
  ]);
  assert.deepEqual(shown("gone"), shown(undefined));
});

test("only a leaf can be filed, with the note that it asks for", () => {
  assert.equal(missingOf(all, undefined, ""), "disposition");
  assert.equal(missingOf(all, "complaint", "x"), "disposition");
  assert.equal(missingOf(all, "late", " "), "note");
  assert.equal(missingOf(all, "late", "two days"), undefined);
  assert.equal(missingOf(all, "resolved", ""), undefined);
});
