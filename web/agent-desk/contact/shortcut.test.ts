import assert from "node:assert/strict";
import { test } from "node:test";
import { shortcut } from "./shortcut.ts";
import type { KeyPress } from "./shortcut.ts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  modified: false,
  repeated: false,
  target: "page",
  ...more,
});
const kindOf = (key: string, state: Parameters<typeof shortcut>[1], open = false) =>
  shortcut(press(key), state, open)?.kind;

test("Enter and A answer a ringing call and do nothing else", () => {
  assert.equal(kindOf("Enter", "offered"), "answer");
  assert.equal(kindOf("A", "offered"), "answer");
  assert.equal(kindOf("Escape", "offered"), undefined);
  assert.equal(kindOf("Enter", "talking"), undefined);
});

test("a call is steered by single keys", () => {
  const keys = ["Escape", "m", "H", "k", "p"].map((key) => kindOf(key, "talking"));
  assert.deepEqual(keys, ["hang-up", "toggle-mute", "toggle-hold", "toggle-keypad", "park"]);
  assert.equal(kindOf("h", "on-hold"), "toggle-hold");
  for (const state of ["wrap-up", undefined] as const) assert.equal(kindOf("Escape", state), undefined);
});

test("digits are sent only while the keypad is open", () => {
  assert.equal(kindOf("5", "talking"), undefined);
  assert.deepEqual(shortcut(press("#"), "talking", true), { kind: "digit", key: "#" });
});

test("typing, held keys and the browser's own shortcuts are left alone", () => {
  assert.equal(shortcut(press("m", { target: "typing" }), "talking", false), undefined);
  assert.equal(shortcut(press("h", { repeated: true }), "talking", false), undefined);
  assert.equal(shortcut(press("a", { modified: true }), "offered", false), undefined);
});

test("Enter on a button presses that button only", () => {
  assert.equal(shortcut(press("Enter", { target: "control" }), "offered", false), undefined);
  assert.equal(shortcut(press("a", { target: "control" }), "offered", false)?.kind, "answer");
});
