import assert from "node:assert/strict";
import { test } from "node:test";
import { LineDecoder, encodeLine } from "./line-codec.ts";

test("lines come out whole, however the stream is cut, also inside a character", () => {
  const messages = [{ text: "客服" }, [1, 2], "x"];
  const bytes = Buffer.from(messages.map(encodeLine).join(""));
  for (let size = 1; size < bytes.length; size++) {
    const decoder = new LineDecoder();
    const lines: unknown[] = [];
    for (let at = 0; at < bytes.length; at += size)
      lines.push(...decoder.push(bytes.subarray(at, at + size)).lines);
    assert.deepEqual(lines, messages);
  }
});

test("a line that is no JSON is counted, the next one is read; empty lines are nothing", () => {
  const decoded = new LineDecoder().push(Buffer.from('{"a"\n\n{"b":1}\n'));
  assert.deepEqual(decoded, { lines: [{ b: 1 }], badLines: 1, broken: false });
});

test("a line over the limit breaks the stream, whether it has ended or not", () => {
  assert.equal(new LineDecoder(10).push(Buffer.from("12345678901")).broken, true);
  assert.equal(new LineDecoder(10).push(Buffer.from("12345678901\n")).broken, true);
  assert.equal(new LineDecoder(10).push(Buffer.from("1234567890\n")).broken, false);
});
