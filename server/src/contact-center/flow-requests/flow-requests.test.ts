import assert from "node:assert/strict";
import { test } from "node:test";
import type { FlowRequest } from "@tandem/flows";
import { newId, systemClock } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { addressGuard, webRequester } from "#platform/web-requests";
import { startOddServer } from "#platform/web-requests/testing";
import { FlowRequests } from "./flow-requests.ts";

const [tenantId, other] = [newId<TenantId>(), newId<TenantId>()];
const secrets: Readonly<Record<string, string>> = { [`${tenantId} crm`]: "Bearer abc" };

function requests(mayReach = addressGuard(["127.0.0.0/8"])) {
  const flowRequests = new FlowRequests({
    clock: systemClock,
    send: webRequester(mayReach),
    secretOf: (tenant, name) => secrets[`${tenant} ${name}`],
  });
  return (url: string, more: Partial<FlowRequest> = {}, tenant = tenantId) => {
    const plain = { method: "GET", headers: {}, secretHeaders: {}, timeoutSeconds: 2, retries: 0 } as const;
    return flowRequests.ask({
      tenantId: tenant,
      request: { ...plain, url, ...more },
      idempotencyKey: "call-1",
      signal: new AbortController().signal,
    });
  };
}

test("secrets are put in where they are sent, and a tenant has none of another's", async () => {
  await using server = await startOddServer();
  const ask = requests();
  const secretHeaders = { Authorization: "crm" };
  const answered = await ask(`${server.url}/order`, { method: "POST", body: "{}", secretHeaders });
  assert.deepEqual(answered, { status: 200, failure: null, body: { state: "sent", days: 2 } });
  const headers = server.received[0]?.headers;
  assert.deepEqual(
    [headers?.authorization, headers?.["content-type"], headers?.["idempotency-key"]],
    ["Bearer abc", "application/json", "call-1"],
  );
  assert.deepEqual(await ask(`${server.url}/order`, { secretHeaders }, other), {
    status: null,
    failure: "a secret is missing",
  });
  assert.equal(server.received.length, 1);
});

test("whatever a server does, there is an outcome in time, and it names neither secret nor address", async () => {
  await using server = await startOddServer();
  const ask = requests();
  const outcomes = [];
  for (const path of ["text", "rubbish", "huge", "breaks", "missing", "error"])
    outcomes.push(await ask(`${server.url}/${path}`));
  assert.deepEqual(
    outcomes.map(({ status, failure }) => [status, failure]),
    [
      [200, null],
      [200, "says JSON, and is none"],
      [null, "more than 65536 bytes"],
      [null, "ECONNRESET"],
      [404, null],
      [503, null],
    ],
  );
  const began = performance.now();
  assert.equal((await ask(`${server.url}/hangs`, { timeoutSeconds: 1, retries: 3 })).failure, "timeout");
  assert.ok(performance.now() - began < 5000, "the time is that of all tries together");
  assert.equal((await requests(addressGuard([]))(server.url)).failure, "private address refused");
});

test("what may be done twice is tried again, what may not is only while nobody has received it", async () => {
  await using server = await startOddServer();
  const ask = requests();
  assert.equal((await ask(`${server.url}/nth/3/order`, { retries: 2 })).status, 200);
  assert.equal(server.received.length, 3);
  assert.equal((await ask(`${server.url}/error`, { retries: 1 })).status, 503);
  assert.equal(server.received.length, 5);
  assert.equal((await ask(`${server.url}/breaks`, { method: "POST", retries: 3 })).status, null);
  assert.equal(server.received.length, 6);
});

test("a server that fails again and again is left alone, for this tenant", async () => {
  await using server = await startOddServer();
  const ask = requests();
  for (let n = 0; n < 5; n++) await ask(`${server.url}/error`);
  assert.equal((await ask(`${server.url}/order`)).failure, "left alone after many failures");
  assert.equal(server.received.length, 5);
  assert.equal((await ask(`${server.url}/order`, {}, other)).status, 200);
});
