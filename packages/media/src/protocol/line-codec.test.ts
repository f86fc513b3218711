import assert from "node:assert/strict";
import { test } from "node:test";
import { LineDecoder, LineSender } from "./line-codec.ts";

test("lines come out whole, however the stream is cut, also inside a character", () => {
  const messages = [{ text: "客服" }, [1, 2], "x"];
  let text = "";
  const sender = new LineSender((more) => (text += more));
  for (const message of messages) sender.send(message);
  sender.flush();
  const bytes = Buffer.from(text);
  for (let size = 1; size < bytes.length; size++) {
    const decoder = new LineDecoder();
    const lines: unknown[] = [];
    for (let at = 0; at < bytes.length; at += size)
      lines.push(...decoder.push(bytes.subarray(at, at + size)).lines);
    assert.deepEqual(lines, messages);
  }
});

test("the first message goes with this turn of the event loop, what follows in its turn", async () => {
  const writes: string[] = [];
  const sender = new LineSender((text) => writes.push(text));
  sender.send(1);
  sender.send(2);
  await new Promise(setImmediate);
  assert.deepEqual(writes, ["1\n2\n"]);
  sender.send(3);
  sender.send(4);
  while (writes.length < 2) await new Promise(setImmediate);
  assert.equal(writes[1], "3\n4\n");
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
