import assert from "node:assert/strict";
import { test } from "node:test";
import { addressGuard } from "./address-guard.ts";
import { startOddServer } from "./testing/index.ts";
import { webRequester } from "./web-request.ts";
import type { SendRequest, WebRequest } from "./web-request.ts";

const open = webRequester(addressGuard(["127.0.0.0/8"]));
const limits = { headers: {}, timeoutMs: 5000, mostBytes: 65_536, mostRedirects: 3 };
const get = (url: string, more: Partial<WebRequest> = {}, send: SendRequest = open) =>
  send({ method: "GET", url, ...limits, ...more });
const kindOf = async (url: string, more: Partial<WebRequest> = {}, send: SendRequest = open) => {
  const answer = await get(url, more, send);
  return answer.ok ? `HTTP ${answer.value.status}` : answer.error.kind;
};

test("an answer comes with its status, its kind and its body", async () => {
  await using server = await startOddServer();
  const answer = await get(`${server.url}/order`, { method: "POST", body: "äöü", headers: { A: "b" } });
  assert.ok(answer.ok);
  assert.deepEqual(
    [answer.value.status, answer.value.contentType, answer.value.body.toString()],
    [200, "application/json", '{"state":"sent","days":2}'],
  );
  const [got] = server.received;
  assert.deepEqual(
    [got?.method, got?.body, got?.headers["a"], got?.headers["content-length"]],
    ["POST", "äöü", "b", "6"],
  );
});

test("a server that hangs, drips, says too much, breaks off or is away takes no more than its time", async () => {
  await using server = await startOddServer();
  const timeoutMs = 300;
  const began = performance.now();
  assert.equal(await kindOf(`${server.url}/hangs`, { timeoutMs }), "timeout");
  assert.equal(await kindOf(`${server.url}/drips`, { timeoutMs }), "timeout");
  assert.ok(performance.now() - began < 5000);
  assert.equal(await kindOf(`${server.url}/huge`), "too-large");
  assert.equal(await kindOf(`${server.url}/breaks`), "broken");
  const { url } = server;
  await server[Symbol.asyncDispose]();
  assert.equal(await kindOf(url), "unreachable");
  assert.equal(await kindOf("http://nowhere.invalid/"), "unreachable");
});

test("what is given up is given up at once", async () => {
  await using server = await startOddServer();
  const given = new AbortController();
  const asked = kindOf(`${server.url}/hangs`, { signal: given.signal });
  given.abort();
  assert.equal(await asked, "broken");
});

test("redirects are followed so far and no farther, and another server is told no secret", async () => {
  await using first = await startOddServer();
  await using second = await startOddServer();
  const headers = { Authorization: "secret" };
  assert.equal(await kindOf(`${first.url}/to//order`, { headers }), "HTTP 200");
  assert.deepEqual(
    first.received.map((each) => each.headers.authorization),
    ["secret", "secret"],
  );
  assert.equal(await kindOf(`${first.url}/to/${second.url}/order`, { headers }), "HTTP 200");
  assert.deepEqual(
    second.received.map((each) => each.headers.authorization),
    [undefined],
  );
  assert.equal(await kindOf(`${first.url}/round`), "redirects");
  assert.equal(first.received.length, 2 + 1 + 4);
  assert.equal(await kindOf(`${first.url}/to/file:///etc/passwd`), "redirects");
  assert.equal(await kindOf(`${first.url}/to//order`, { method: "POST" }), "redirects");
  assert.equal(await kindOf(`${first.url}/to//order`, { mostRedirects: 0 }), "HTTP 302");
});

test("one's own network is not reached: by address, by name, nor by a redirect", async () => {
  await using server = await startOddServer();
  const closed = webRequester(addressGuard([]));
  for (const url of [
    server.url,
    `http://localhost:${server.port}/`,
    `http://[::ffff:127.0.0.1]:${server.port}/`,
    `http://2130706433:${server.port}/`,
    "http://169.254.169.254/latest/meta-data/",
  ])
    assert.equal(await kindOf(url, {}, closed), "address-refused", url);
  assert.equal(server.received.length, 0);
  // The first server may be reached, the one that it leads to may not.
  const onlyFirst = webRequester((address) => address === "127.0.0.1");
  assert.equal(
    await kindOf(`${server.url}/to/http://127.0.0.2:${server.port}/order`, {}, onlyFirst),
    "address-refused",
  );
  assert.equal(server.received.length, 1);
});
