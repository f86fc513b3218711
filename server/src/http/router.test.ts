import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { endpoints } from "@tandem/contract";
import { newId, ok } from "@tandem/kernel";
import { createLogger } from "#platform/logging";
import type { Person } from "./person.ts";
import { Router } from "./router.ts";

const tenantId = newId<Person["tenant"]["id"]>();
const person: Person = {
  tenant: { id: tenantId, name: "", sipDomain: undefined, timeZone: "UTC", locale: "en" },
  user: {
    id: newId(),
    tenantId,
    name: "s",
    displayName: "S",
    role: "supervisor",
    locale: undefined,
    disabled: false,
  },
};

test("a handler that takes long hears that whoever asked is gone, also after it has read the body", async () => {
  const app = new Hono();
  const router = new Router({
    app,
    log: createLogger({ level: "silent" }),
    whoIs: async () => person,
    isOperator: () => false,
    sourceOf: () => "192.0.2.1",
    isSecure: () => false,
  });
  const [begun, gone] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()];
  router.add(endpoints.runWhatIf, async ({ body, signal }) => {
    signal.addEventListener("abort", () => gone.resolve());
    begun.resolve(body.day);
    await gone.promise;
    return ok({} as never);
  });
  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const leaving = new AbortController();
    const request = fetch(`http://127.0.0.1:${port}/api/v1/queues/${newId()}/what-if`, {
      method: "POST",
      headers: { "X-Tandem": "1" },
      body: JSON.stringify({ day: "2026-03-01" }),
      signal: leaving.signal,
    });
    assert.equal(await begun.promise, "2026-03-01");
    leaving.abort();
    await assert.rejects(request, { name: "AbortError" });
    await gone.promise;
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
