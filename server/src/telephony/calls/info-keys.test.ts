import assert from "node:assert/strict";
import { test } from "node:test";
import { readInfoKey, writeInfoKey } from "./info-keys.ts";

const read = (contentType: string, text: string) => readInfoKey({ contentType, text });

test("both bodies, in the ways that devices write them", () => {
  assert.deepEqual(read("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"), {
    digit: "5",
    durationMs: 160,
  });
  assert.deepEqual(read("Application/DTMF-Relay; charset=x", "Signal= *\nDuration = 250"), {
    digit: "*",
    durationMs: 250,
  });
  assert.deepEqual(read("application/dtmf-relay", "Signal=11\r\n"), { digit: "#", durationMs: 160 });
  assert.deepEqual(read("application/dtmf", "d"), { digit: "D", durationMs: 160 });
  assert.deepEqual(read("application/dtmf", " 7\r\n"), { digit: "7", durationMs: 160 });
});

test("what is no key is none", () => {
  for (const text of ["", "Signal=16\r\nDuration=1", "Signal=55", "Duration=100", "Signal=\u00e9"])
    assert.equal(read("application/dtmf-relay", text), undefined);
  assert.equal(read("application/dtmf", "12 3"), undefined);
  assert.equal(read("application/media_control+xml", "5"), undefined);
});

test("what is written is read", () => {
  const key = { digit: "#", durationMs: 90 };
  assert.deepEqual(readInfoKey(writeInfoKey(key)), key);
});
