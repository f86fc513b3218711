import assert from "node:assert/strict";
import { test } from "node:test";
import { messageLines } from "./message-lines.ts";

test("a message is its first line, headers with their names set off, and a body", () => {
  const lines = messageLines(
    "INVITE sip:a@b:1 SIP/2.0\r\nVia: x:1\r\n folded: yes\r\nl: 5\r\n\r\nv=0\r\na=b:c\r\n",
  );
  assert.deepEqual(lines, [
    { kind: "first", text: "INVITE sip:a@b:1 SIP/2.0" },
    { kind: "header", name: "Via", text: ": x:1" },
    { kind: "body", text: " folded: yes" },
    { kind: "header", name: "l", text: ": 5" },
    { kind: "body", text: "" },
    { kind: "body", text: "v=0" },
    { kind: "body", text: "a=b:c" },
  ]);
});

test("garbage is shown as it is", () => {
  assert.deepEqual(messageLines(""), [{ kind: "first", text: "" }]);
  assert.deepEqual(messageLines("x\n:y"), [
    { kind: "first", text: "x" },
    { kind: "body", text: ":y" },
  ]);
});
