import assert from "node:assert/strict";
import { test } from "node:test";
import { onSignedOut, problemFrom, requestOptions, requestUrl, sendRequest } from "./request.ts";

test("path parameters are escaped and absent query values left out", () => {
  const url = requestUrl({
    method: "GET",
    path: "/api/v1/calls/{callId}",
    params: { callId: "a/b" },
    query: { ani: "+86 10", cursor: undefined, limit: 20 },
  });
  assert.equal(url, "/api/v1/calls/a%2Fb?ani=%2B86+10&limit=20");
});

test("only requests that change something carry the mark and a body", () => {
  const reading = requestOptions({ method: "GET", path: "/x" });
  assert.equal("body" in reading, false);
  assert.deepEqual(reading.headers, { accept: "application/json" });
  const writing = requestOptions({ method: "POST", path: "/x" });
  assert.equal(writing.body, "{}");
  assert.equal((writing.headers as Record<string, string>)["x-tandem"], "1");
});

test("a body that is no problem still gives one, with the status", () => {
  assert.deepEqual(problemFrom(502, "<html>"), {
    kind: "unexpected-answer",
    message: "HTTP 502",
    status: 502,
  });
  assert.deepEqual(problemFrom(400, { kind: "invalid", message: "no", field: "body.name" }), {
    kind: "invalid",
    message: "no",
    status: 400,
    field: "body.name",
  });
});

const answering = (status: number, body: string) => async () => new Response(body, { status });

test("a 401 is heard by whoever shows the sign-in form", async () => {
  let heard = 0;
  const end = onSignedOut(() => heard++);
  const request = { method: "GET", path: "/api/v1/me" };
  await sendRequest(request, answering(401, '{"kind":"signed-out","message":"sign in"}'));
  await sendRequest(request, answering(403, '{"kind":"forbidden","message":"no"}'));
  end();
  await sendRequest(request, answering(401, "{}"));
  assert.equal(heard, 1);
});

test("no network and no JSON are values, not exceptions", async () => {
  const request = { method: "GET", path: "/x" };
  const gone = await sendRequest(request, async () => {
    throw new TypeError("fetch failed");
  });
  assert.equal(gone.ok ? "" : gone.problem.kind, "unreachable");
  const proxyPage = await sendRequest(request, answering(200, "<html>"));
  assert.equal(proxyPage.ok ? "" : proxyPage.problem.kind, "unexpected-answer");
});
