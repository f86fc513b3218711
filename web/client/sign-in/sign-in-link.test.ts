import assert from "node:assert/strict";
import { test } from "node:test";
import { signInToken } from "./sign-in-link.ts";

test("the token is found in the fragment and nowhere else", () => {
  assert.equal(signInToken("#sign-in=abc-DEF_123"), "abc-DEF_123");
  for (const other of ["", "#", "#sign-in=", "#calls", "#sign-out=abc"])
    assert.equal(signInToken(other), undefined);
});
