import assert from "node:assert/strict";
import { test } from "node:test";
import { webSocketUrl } from "./web-socket-url.ts";

test("the phone's connection is as secure as its page", () => {
  assert.equal(webSocketUrl("https://calls.example:8443", "/sip"), "wss://calls.example:8443/sip");
  assert.equal(webSocketUrl("http://localhost:8080", "/sip"), "ws://localhost:8080/sip");
});
