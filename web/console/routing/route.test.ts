import assert from "node:assert/strict";
import { test } from "node:test";
import { readRoute, routePath, sections } from "./route.ts";

test("each page's address leads back to it", () => {
  for (const section of sections) {
    assert.deepEqual(readRoute(routePath({ kind: "section", section })), { kind: "section", section });
  }
  assert.deepEqual(readRoute(routePath({ kind: "wallboard" })), { kind: "wallboard" });
  const call = { kind: "call", callId: "a b/c" } as const;
  assert.deepEqual(readRoute(routePath(call)), call);
});

test("a closing slash makes no difference and unknown addresses are known as such", () => {
  assert.deepEqual(readRoute("/console/"), { kind: "section", section: "live" });
  for (const path of [
    "/",
    "/console/nowhere",
    "/console/setup/x",
    "/console/wallboard/x",
    "/console/calls/1/2",
  ]) {
    assert.equal(readRoute(path).kind, "unknown");
  }
});
