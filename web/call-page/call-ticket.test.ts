import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { askForCall } from "./call-ticket.ts";

const ticket = {
  uri: "sip:visitor@tandem",
  username: "v",
  password: "p",
  realm: "tandem",
  displayName: "Visitor",
  webSocketPath: "/sip",
  expiresAt: "2026-10-17T01:00:00Z",
  target: "sip:4000@tandem",
  tenantName: "Demo",
};

test("the request is the contract's, and its answer is taken as it comes", async () => {
  const answer = await askForCall("en", async (url, options) => {
    assert.equal(url, endpoints.createVisitorCall.path);
    assert.equal(options?.method, endpoints.createVisitorCall.method);
    assert.ok(endpoints.createVisitorCall.body.safeParse(JSON.parse(options?.body as string)).success);
    return Response.json(ticket);
  });
  assert.deepEqual(answer, { ok: true, value: ticket });
  assert.ok(endpoints.createVisitorCall.response.safeParse(ticket).success);
});

test("an answer without a target is a failed call, not a broken page", async () => {
  const { target: _, ...rest } = ticket;
  const answer = await askForCall("en", async () => Response.json(rest));
  assert.equal(answer.ok ? "" : answer.problem.kind, "unexpected-answer");
});
