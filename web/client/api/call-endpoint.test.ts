import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { callEndpoint } from "./call-endpoint.ts";

test("an answer of another shape than agreed is a problem that names the field", async () => {
  const answer = await callEndpoint(endpoints.listCalls, { query: { limit: 5 } }, async (url) => {
    assert.equal(url, "/api/v1/calls?limit=5");
    return Response.json({ calls: "none", next: null });
  });
  assert.equal(answer.ok, false);
  if (answer.ok) return;
  assert.equal(answer.problem.kind, "unexpected-answer");
  assert.match(answer.problem.message, /calls/);
});

test("an answer of the agreed shape comes through typed", async () => {
  const answer = await callEndpoint(endpoints.listCalls, {}, async () =>
    Response.json({ calls: [], next: null }),
  );
  assert.deepEqual(answer, { ok: true, value: { calls: [], next: null } });
});
