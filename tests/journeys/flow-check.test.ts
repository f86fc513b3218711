// What is wrong with a flow's document, asked over the API: by the queues and prompts that the tenant really has.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { FlowDocumentInput } from "@tandem/flows";
import { ApiClient } from "../support/api-client.ts";
import { addAgent, addTenant } from "../support/configuration.ts";
import { startTandem } from "../support/tandem.ts";

test("an administrator is told what is wrong with a flow, by what their own tenant has", async () => {
  const tenant = "other.example";
  let stranger = { name: "", password: "" };
  await using tandem = await startTandem({
    prepare: async (configuration) => {
      await addAgent(configuration, "1003", "supervisor");
      stranger = await addTenant(configuration, { name: "别家 / Other", sipDomain: tenant });
    },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  const { queues, flows } = await admin.call(endpoints.getSetup);
  const [queue] = queues;
  const [first] = flows;
  assert.ok(queue && first);
  const published = { document: first.document };
  const { problems: ofFirst } = await admin.call(endpoints.checkFlow, { body: published });
  assert.deepEqual(ofFirst, [], "the flow that a first start makes is without fault");

  const nodes: FlowDocumentInput["nodes"] = {
    hello: { type: "play", prompts: ["tone-busy", "welcome", "not-recorded"], next: "service" },
    service: { type: "queue", queueId: queue.id, next: "bye", unavailable: "nowhere" },
    bye: { type: "hang-up", prompts: ["goodbye"] },
  };
  const body = { document: { schema: 1, language: "en", start: "hello", nodes } };
  const found = (await admin.call(endpoints.checkFlow, { body })).problems;
  const error = { severity: "error" } as const;
  const own = [
    { ...error, kind: "missing-node", nodeId: "service", way: "unavailable", subject: "nowhere" },
    { ...error, kind: "missing-prompt", nodeId: "hello", subject: "not-recorded" },
  ];
  assert.deepEqual(found, own);

  const foreign = new ApiClient(tandem.httpUrl);
  await foreign.call(endpoints.signIn, { body: { ...stranger, tenant } });
  const { problems } = await foreign.call(endpoints.checkFlow, { body });
  const unknown = { ...error, kind: "unknown-queue", nodeId: "service", subject: queue.id };
  assert.deepEqual(problems, [...own, unknown], "another tenant's queue is none");

  const supervisor = await ApiClient.signIn(tandem, "1003");
  assert.equal((await supervisor.fetch(endpoints.checkFlow, { body })).status, 403);
  assert.ok("properties" in (await supervisor.call(endpoints.getFlowDocumentSchema)));
  const refused = await admin.fetch(endpoints.checkFlow, { body: { document: { schema: 1, nodes: {} } } });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /language: .*start: /);
});
