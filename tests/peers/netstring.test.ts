import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeNetstrings, encodeNetstring } from "./netstring.ts";

test("netstrings survive being cut anywhere, and count bytes, not letters", () => {
  const whole = Buffer.concat([encodeNetstring('{"a":"您好"}'), encodeNetstring("")]);
  assert.equal(encodeNetstring("您").toString(), "3:您,");
  for (let cut = 0; cut <= whole.length; cut++) {
    const first = decodeNetstrings(whole.subarray(0, cut));
    const second = decodeNetstrings(Buffer.concat([first.rest, whole.subarray(cut)]));
    assert.deepEqual([...first.texts, ...second.texts], ['{"a":"您好"}', ""]);
    assert.equal(second.rest.length, 0);
  }
});

test("other bytes are refused", () => {
  assert.throws(() => decodeNetstrings(Buffer.from("x:abc,")), /not a netstring/);
  assert.throws(() => decodeNetstrings(Buffer.from("3:abcd")), /comma/);
});
