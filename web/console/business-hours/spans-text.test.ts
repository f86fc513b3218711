import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSpans, spansText } from "./spans-text.ts";

test("hours are read as people write them, in Chinese too, and written in one way", () => {
  const office = [
    { from: "09:00", to: "12:00" },
    { from: "13:30", to: "18:00" },
  ];
  assert.deepEqual(parseSpans("9:00-12:00, 13:30 - 18:00"), office);
  assert.deepEqual(parseSpans("9：00至12：00、13:30–18:00"), office);
  assert.equal(spansText(office), "09:00-12:00, 13:30-18:00");
  assert.deepEqual(parseSpans(spansText(office)), office);
  assert.deepEqual(parseSpans("00:00-24:00"), [{ from: "00:00", to: "24:00" }]);
  assert.deepEqual(parseSpans("  "), []);
});

test("what is no span of hours is not guessed at", () => {
  for (const text of [
    "9-12",
    "09:00",
    "25:00-26:00",
    "09:00-24:30",
    "09:60-10:00",
    "morning",
    "09:00-12:00 13:00-14:00",
  ])
    assert.equal(parseSpans(text), undefined, text);
});
