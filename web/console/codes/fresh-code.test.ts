import assert from "node:assert/strict";
import { test } from "node:test";
import { freshCode } from "./fresh-code.ts";

test("codes are readable, and never taken twice", () => {
  const taken = new Set(["meal"]);
  const codes = ["Doctor's visit!", "Meal", "Meal", "小休", "x".repeat(60)].map((name) =>
    freshCode(name, taken),
  );
  assert.deepEqual(codes, ["doctor-s-visit", "meal-2", "meal-3", "reason", "x".repeat(30)]);
});
