import assert from "node:assert/strict";
import { test } from "node:test";
import { isKeypadKey, keypadKeys, keypadTestId } from "./keypad-keys.ts";

test("the keypad has the twelve keys of a telephone, each with its own name", () => {
  assert.equal(new Set(keypadKeys.map(keypadTestId)).size, 12);
  assert.equal(keypadTestId("*"), "keypad-star");
  assert.equal(keypadTestId("#"), "keypad-hash");
  assert.equal(keypadTestId("0"), "keypad-0");
});

test("only those keys are dialled", () => {
  assert.ok(isKeypadKey("7"));
  for (const other of ["a", "10", "", "Enter"]) assert.ok(!isKeypadKey(other));
});
