import assert from "node:assert/strict";
import { test } from "node:test";
import { applyPrefixRules, bareNumber, fromE164, toE164 } from "./number-format.ts";
import type { NumberFormat } from "./number-format.ts";

const cases: [text: string, country: string, format: NumberFormat, e164: string][] = [
  ["+86 21 5555 0000", "CN", "e164", "+862155550000"],
  ["862155550000", "CN", "e164-without-plus", "+862155550000"],
  ["021-5555 0000", "CN", "national", "+862155550000"],
  ["13800138000", "CN", "national", "+8613800138000"],
  ["4001234567", "CN", "national", "+864001234567"],
  ["00442079460000", "CN", "national", "+442079460000"],
  ["011442079460000", "US", "national", "+442079460000"],
  ["(212) 555-0100", "US", "national", "+12125550100"],
  ["+442079460000;phone-context=x", "CN", "national", "+442079460000"],
  // A carrier that promised international numbers and sends a national one is understood all the same.
  ["02155550000", "CN", "e164", "+862155550000"],
  // Service numbers, extensions and names stay what they are.
  ["10086", "CN", "national", "10086"],
  ["4000", "CN", "e164", "4000"],
  ["110", "CN", "national", "110"],
  ["anonymous", "CN", "national", "anonymous"],
  ["*72", "CN", "national", "*72"],
  ["02155550000", "CN", "as-dialled", "02155550000"],
  ["+862155550000", "CN", "as-dialled", "+862155550000"],
  ["", "CN", "national", ""],
];

for (const [text, country, format, e164] of cases) {
  test(`"${text}" in ${country}, ${format}, is "${e164}"`, () =>
    assert.equal(toE164(text, country, format), e164));
}

test("our number as each carrier wants it", () => {
  const write = (number: string, format: NumberFormat) => fromE164(number, "CN", format);
  assert.equal(write("+862155550000", "e164"), "+862155550000");
  assert.equal(write("+862155550000", "e164-without-plus"), "862155550000");
  assert.equal(write("+862155550000", "national"), "02155550000");
  assert.equal(write("+8613800138000", "national"), "13800138000");
  assert.equal(write("+442079460000", "national"), "00442079460000");
  assert.equal(write("10086", "national"), "10086");
  assert.equal(write("+862155550000", "as-dialled"), "+862155550000");
});

test("the first prefix rule that fits is applied, no other", () => {
  const rules = [
    { begins: "9", strip: 1, prepend: "" },
    { begins: "+86", strip: 3, prepend: "0" },
    { begins: "", strip: 0, prepend: "88" },
  ];
  assert.equal(applyPrefixRules("9120", rules), "120");
  assert.equal(applyPrefixRules("+862155550000", rules), "02155550000");
  assert.equal(applyPrefixRules("110", rules), "88110");
  assert.equal(applyPrefixRules("110", []), "110");
});

test("punctuation that people write is no part of a number", () => {
  assert.equal(bareNumber("+86 (21) 5555-0000;tag=1"), "+862155550000");
});
