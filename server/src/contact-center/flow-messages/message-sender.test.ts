import assert from "node:assert/strict";
import { test } from "node:test";
import { readConnector } from "@tandem/flows";
import type { FlowMessage } from "@tandem/flows";
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { addressGuard, webRequester } from "#platform/web-requests";
import { startOddServer } from "#platform/web-requests/testing";
import { messageSender } from "./message-sender.ts";

const [tenantId, other] = [newId<TenantId>(), newId<TenantId>()];

/** A sender whose tenant has a connector to that server, and whose clock stands. */
function sender(url: string, allowed = ["127.0.0.0/8"]) {
  let now = 0;
  const body = '{"to": {{to}}, "text": {{text}}}';
  const read = readConnector({ kind: "sms", url, secretHeaders: { Authorization: "sms" }, body });
  assert.ok(read.ok);
  const connector = { ...read.value, name: "sms", changedAt: 0, changedBy: null };
  const send = messageSender({
    clock: { now: () => now, after: () => () => {} },
    send: webRequester(addressGuard(allowed)),
    secretOf: (tenant, name) => (tenant === tenantId && name === "sms" ? "Bearer s3cret" : undefined),
    connectors: { get: (tenant, name) => (tenant === tenantId && name === "sms" ? connector : undefined) },
  });
  const content: FlowMessage = { kind: "text", connector: "sms", to: "138", text: "hello", subject: "" };
  return {
    text: (tenant = tenantId) => send({ tenantId: tenant, content, key: "key-1" }),
    tell: (address: string, more: object = {}) =>
      send({
        tenantId,
        key: "key-2",
        content: { kind: "webhook", method: "POST", url: address, headers: {}, secretHeaders: {}, ...more },
      }),
    pass: (ms: number) => void (now += ms),
  };
}

test("a text is sent through its connector, with its secret and its key; another tenant has neither", async () => {
  await using server = await startOddServer();
  const { text } = sender(`${server.url}/order`);
  assert.deepEqual(await text(), { delivered: true, outcome: "HTTP 200", isFinal: true });
  const [got] = server.received;
  assert.deepEqual(JSON.parse(got?.body ?? ""), { to: "138", text: "hello" });
  assert.deepEqual(
    [got?.headers.authorization, got?.headers["idempotency-key"], got?.headers["content-type"]],
    ["Bearer s3cret", "key-1", "application/json"],
  );
  assert.deepEqual(await text(other), { delivered: false, outcome: "no-connector", isFinal: true });
  assert.equal(server.received.length, 1);
});

test("what time or a person may cure is tried again, what blames the request is not; and no outcome tells an address", async () => {
  await using server = await startOddServer();
  const { tell } = sender(server.url);
  const outcomes = [];
  for (const path of ["error", "missing", "round", "breaks"]) {
    const attempt = await tell(`${server.url}/${path}`);
    assert.ok(attempt !== "resting");
    outcomes.push([attempt.outcome, attempt.isFinal, attempt.delivered]);
  }
  assert.deepEqual(outcomes, [
    ["HTTP 503", false, false],
    ["HTTP 404", true, false],
    ["HTTP 302", true, false],
    ["ECONNRESET", false, false],
  ]);
  assert.equal(server.received.length, 4, "the redirect was not followed");
  assert.deepEqual(await tell(server.url, { secretHeaders: { "X-Key": "gone" } }), {
    delivered: false,
    outcome: "no-secret",
    isFinal: false,
  });
  assert.deepEqual(await sender(server.url, []).tell(server.url), {
    delivered: false,
    outcome: "address-refused",
    isFinal: true,
  });
});

test("a server that fails five times running is left alone for half a minute, then one message tries it", async () => {
  await using server = await startOddServer();
  const { tell, pass } = sender(server.url);
  for (let n = 0; n < 5; n++) await tell(`${server.url}/error`);
  assert.equal(await tell(`${server.url}/order`), "resting");
  assert.equal(server.received.length, 5);
  pass(30_000);
  const [first, second] = await Promise.all([tell(`${server.url}/order`), tell(`${server.url}/order`)]);
  assert.deepEqual([first === "resting", second === "resting"], [false, true]);
  assert.notEqual(await tell(`${server.url}/order`), "resting");
});
