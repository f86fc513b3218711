import assert from "node:assert/strict";
import { test } from "node:test";
import { canReceive, shortened } from "./recipient.ts";

test("an SMS goes to digits as of E.164, however people write them", () => {
  assert.equal(canReceive("sms", "+86 138-0013-8000"), "+8613800138000");
  assert.equal(canReceive("sms", "(010) 6552.9988"), "01065529988");
  for (const to of [
    "",
    "anonymous",
    "138",
    "+",
    "138001380001380013800",
    "1380013800x",
    "sip:1001@a.example",
  ])
    assert.equal(canReceive("sms", to), undefined, to);
});

test("an e-mail goes to an address, on one line", () => {
  assert.equal(canReceive("e-mail", " li.na+1@shop.example "), "li.na+1@shop.example");
  for (const to of [
    "",
    "li",
    "li@shop",
    "li@shop.example\nBcc: a@b.example",
    "a@b@c.example",
    "Li <a@b.example>",
  ])
    assert.equal(canReceive("e-mail", to), undefined, to);
});

test("of who was written to the last four letters are shown", () => {
  assert.equal(shortened("+8613800138000"), "…8000");
});
