// A flow from the first drawing to the callers: saved, published, planned, rolled back over the API while phones call it;
// who is inside keeps the version they entered, and nobody else's flows can be seen or changed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { FlowDocumentInput } from "@tandem/flows";
import { startBaresip } from "../peers/baresip.ts";
import { ApiClient } from "../support/api-client.ts";
import { addTenant } from "../support/configuration.ts";
import { sipAddress } from "../support/floor-people.ts";
import { hears } from "../support/leave-message.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { startTandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

/** Asks for a key, and says these words. */
function documentSaying(prompt: string): FlowDocumentInput {
  return {
    schema: 1,
    language: "en",
    start: "ask",
    nodes: {
      ask: {
        type: "menu",
        prompts: ["menu-main"],
        choices: { "1": "say" },
        timeoutSeconds: 20,
        retries: 2,
        otherwise: "bye",
      },
      say: { type: "hang-up", prompts: [prompt] },
      bye: { type: "hang-up", prompts: ["goodbye"] },
    },
  };
}

test("a flow is drawn, published, planned and rolled back while callers are inside", async () => {
  const tenant = "other.example";
  let stranger = { name: "", password: "" };
  await using tandem = await startTandem({
    prepare: async (configuration) => {
      stranger = await addTenant(configuration, { name: "别家 / Other", sipDomain: tenant });
    },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  const first = documentSaying("closed");
  const { id: flowId } = await admin.call(endpoints.createFlow, {
    body: { name: "Holiday", document: first },
  });
  const params = { flowId };
  const listed = async () => {
    const { flows } = await admin.call(endpoints.listFlows);
    const flow = flows.find(({ id }) => id === flowId);
    assert.ok(flow);
    return flow;
  };
  assert.deepEqual(await listed(), {
    id: flowId,
    name: "Holiday",
    published: null,
    draftDiffers: true,
    scheduled: null,
    numbers: [],
  });
  const tooEarly = await admin.fetch(endpoints.createNumber, { body: { number: "4700", flowId } });
  assert.equal(tooEarly.status, 422, "no number leads to what is not published");

  const publish = (from: { kind: "draft"; revision: number } | { kind: "version"; version: number }) =>
    admin.call(endpoints.publishFlow, { params, body: { from } });
  assert.equal((await publish({ kind: "draft", revision: 1 })).version, 1);
  await admin.call(endpoints.createNumber, { body: { number: "4700", flowId } });
  const { published, draftDiffers, numbers } = await listed();
  assert.deepEqual([published?.version, draftDiffers, numbers], [1, false, ["4700"]]);
  assert.ok(published?.by);

  // Somebody is inside when the next version is published: they hear the words of theirs.
  const dial = `sip:4700@${sipAddress(tandem)}`;
  await using inside = await startBaresip({ user: "13800138001" });
  await inside.dial(dial);
  await inside.waitForEvent("CALL_ESTABLISHED");
  const save = (basedOn: number, document: FlowDocumentInput) =>
    admin.fetch(endpoints.saveFlowDraft, { params, body: { basedOn, document } });
  assert.equal((await save(1, documentSaying("no-input"))).status, 200);
  const stale = await save(1, documentSaying("system-error"));
  assert.equal(stale.status, 409, "who drew on an older draft is told");
  assert.match(await stale.text(), /draft-changed/);
  assert.equal((await publish({ kind: "draft", revision: 2 })).version, 2);
  await using next = await startBaresip({ user: "13800138002" });
  await next.dial(dial);
  await next.waitForEvent("CALL_ESTABLISHED");
  await inside.sendDigits("1");
  await hears(inside, "en/closed");
  await next.sendDigits("1");
  await hears(next, "en/no-input");
  await untilNothingLeft(tandem);

  // What is not fit for callers can be saved, and is not published.
  const broken = documentSaying("no-input");
  delete broken.nodes["say"];
  assert.equal((await save(2, broken)).status, 200);
  const draft = await admin.call(endpoints.getFlowDraft, { params });
  assert.deepEqual(
    draft.problems.map(({ kind, subject }) => [kind, subject]),
    [["missing-node", "say"]],
  );
  const refused = await admin.fetch(endpoints.publishFlow, {
    params,
    body: { from: { kind: "draft", revision: 3 } },
  });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /flow-has-errors/);

  // Rolled back, and another planned for in a moment; one that is planned can be called off.
  assert.equal((await publish({ kind: "version", version: 1 })).version, 1);
  assert.equal((await listed()).published?.version, 1);
  const planned = (version: number, inMs: number) =>
    admin.call(endpoints.publishFlow, {
      params,
      body: {
        from: { kind: "version", version },
        note: "from the holiday on",
        dueAt: new Date(Date.now() + inMs).toISOString(),
      },
    });
  const calledOff = await planned(1, 3_600_000);
  await admin.call(endpoints.callOffFlowPublication, { params: { flowId, publicationId: calledOff.id } });
  const soon = await planned(2, 1500);
  assert.equal((await listed()).scheduled?.version, 2);
  await until("the planned version is published", async () => (await listed()).published?.version === 2);
  const { versions, publications } = await admin.call(endpoints.getFlowHistory, { params });
  assert.deepEqual(
    versions.map(({ version }) => version),
    [2, 1],
  );
  assert.deepEqual(
    publications.map(({ version, calledOffAt, appliedAt }) => [
      version,
      calledOffAt !== null,
      appliedAt !== null,
    ]),
    [
      [1, true, false],
      [2, false, true],
      [1, false, true],
      [2, false, true],
      [1, false, true],
    ],
  );
  assert.equal(publications.find(({ id }) => id === soon.id)?.note, "from the holiday on");
  const { document } = await admin.call(endpoints.getFlowVersion, { params: { flowId, version: "1" } });
  assert.deepEqual(document, first);
  await next.dial(dial);
  await next.waitForEvent("CALL_ESTABLISHED");
  await next.sendDigits("1");
  await hears(next, "en/no-input");
  await untilNothingLeft(tandem);

  // Nobody else's.
  const foreign = new ApiClient(tandem.httpUrl);
  await foreign.call(endpoints.signIn, { body: { ...stranger, tenant } });
  assert.ok(!(await foreign.call(endpoints.listFlows)).flows.some(({ id }) => id === flowId));
  assert.equal((await foreign.fetch(endpoints.getFlowDraft, { params })).status, 404);
  assert.equal(
    (await foreign.fetch(endpoints.getFlowVersion, { params: { flowId, version: "1" } })).status,
    404,
  );
  const theirs = { params, body: { basedOn: 3, document: first } };
  assert.equal((await foreign.fetch(endpoints.saveFlowDraft, theirs)).status, 404);
  assert.equal((await foreign.fetch(endpoints.deleteFlow, { params })).status, 404);

  // A number leads to it: it stays until that leads elsewhere.
  const bound = await admin.fetch(endpoints.deleteFlow, { params });
  assert.equal(bound.status, 409);
  assert.match(await bound.text(), /4700/);
  const all = (await admin.call(endpoints.listNumbers)).numbers;
  const numberId = all.find(({ number }) => number === "4700")?.id ?? "";
  await admin.call(endpoints.deleteNumber, { params: { numberId } });
  await admin.call(endpoints.deleteFlow, { params });
  assert.ok(!(await admin.call(endpoints.listFlows)).flows.some(({ id }) => id === flowId));
});
