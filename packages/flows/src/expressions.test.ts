import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { longestText, readExpression } from "./expressions.ts";
import type { Variables } from "./expressions.ts";

const call = { from: "13800138000", to: "4000", language: "zh-CN" };

function valueOf(text: string, variables: Variables = {}) {
  const read = readExpression(text);
  if (!read.ok) return `unread: ${read.error.message}`;
  const value = read.value.evaluate(variables, call);
  return value.ok ? value.value : `failed: ${value.error.message}`;
}

test("numbers, texts, and what is known of the call", () => {
  assert.equal(valueOf("1 + 2 * 3"), 7);
  assert.equal(valueOf("count + 1", { count: 2 }), 3);
  assert.equal(valueOf("int(pin) == 1234 && level >= 2", { pin: "1234", level: 3 }), true);
  assert.equal(valueOf('call.from.startsWith("138") ? "mobile" : "other"'), "mobile");
  assert.equal(valueOf('order in ["1", "2"]', { order: "2" }), true);
  assert.equal(valueOf("half * 0.5", { half: 1.5 }), 0.75);
});

test("a variable that was never set is null; what cannot be done with a value is told", () => {
  assert.equal(valueOf("vip == null"), true);
  assert.match(String(valueOf("vip + 1")), /^failed: /);
  assert.match(String(valueOf('int("abc")')), /^failed: /);
  assert.match(String(valueOf("1 / 0")), /^failed: /);
  assert.match(String(valueOf("[1, 2]")), /^failed: a variable holds/);
  assert.match(String(valueOf("text + text", { text: "x".repeat(longestText) })), /^failed: a text has/);
});

test("what takes long, or does not parse, is refused before it runs", () => {
  for (const text of [
    'call.from.matches("(a+)+$")',
    "[1, 2].map(x, x * 2)",
    "[1].all(x, [1].all(y, true))",
    "cel.bind(x, 1, x)",
    'timestamp("2026-01-01T00:00:00Z")',
    "a +",
    "",
    "1".repeat(501),
    `${"(".repeat(60)}1${")".repeat(60)}`,
    Array.from({ length: 300 }, () => "a").join("+"),
  ])
    assert.match(String(valueOf(text)), /^unread: /, text);
});

test("whatever is written, nothing is thrown, and the JavaScript around is out of reach", () => {
  const words = [
    "a",
    "call",
    "constructor",
    "__proto__",
    "1",
    '"x"',
    "+",
    ".",
    "[",
    "]",
    "(",
    ")",
    "==",
    "?",
    ":",
    "null",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 12 }), (parts) => {
      const value = valueOf(parts.join(""), { a: 1 });
      assert.ok(value === null || ["string", "number", "boolean"].includes(typeof value));
    }),
    { numRuns: 2000 },
  );
});
