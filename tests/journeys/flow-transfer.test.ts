// Flows that put their callers through, to a person, a number outside, another flow, and lead them through one that several share; judged by
// what both sides hear.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { FlowDocumentInput } from "@tandem/flows";
import { startBaresip } from "../peers/baresip.ts";
import { startSipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp } from "../support/call-checks.ts";
import { addFlow } from "../support/configuration.ts";
import type { Configuration } from "../support/configuration.ts";
import { choosePresence, newestCall, sipAddress, startDeskAgent } from "../support/floor-people.ts";
import { freePort } from "../support/free-ports.ts";
import { assertHears, shareHeard } from "../support/hearing.ts";
import { hears } from "../support/leave-message.ts";
import { readLiveState } from "../support/live-state.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { tone } from "../support/tone.ts";

const number = "4750";
const outside = "02155556666";
/** What somebody outside says. */
const outsideHz = 900;

/** Asks for a key in Chinese, and returns with it. */
const asking: FlowDocumentInput = {
  schema: 1,
  language: "en",
  start: "speak",
  nodes: {
    speak: { type: "language", speaks: "zh-CN", next: "ask" },
    ask: {
      type: "collect-digits",
      prompts: ["callback-type"],
      variable: "pin",
      most: 1,
      next: "back",
      otherwise: "back",
    },
    back: { type: "return" },
  },
};

const greeting: FlowDocumentInput = {
  schema: 1,
  language: "en",
  start: "bye",
  nodes: { bye: { type: "hang-up", prompts: ["closed"] } },
};

async function addFlows(configuration: Configuration): Promise<void> {
  const shared = await addFlow(configuration, "4751", asking);
  const other = await addFlow(configuration, "4752", greeting);
  const { database, tenantId } = configuration;
  const agents = await database.withTenant(tenantId, (trx) =>
    trx.selectFrom("agents").where("tenant_id", "=", tenantId).select(["id", "extension"]).execute(),
  );
  const queue = await database.withTenant(tenantId, (trx) =>
    trx.selectFrom("queues").where("tenant_id", "=", tenantId).select("id").executeTakeFirstOrThrow(),
  );
  const queueId = queue.id;
  const agentId = (extension: string) => agents.find((agent) => agent.extension === extension)?.id ?? "";
  await addFlow(configuration, number, {
    schema: 1,
    language: "en",
    start: "which",
    nodes: {
      which: {
        type: "menu",
        prompts: ["callback-type"],
        choices: { "1": "li", "2": "away", "3": "outside", "4": "shared", "5": "tag" },
        otherwise: "sorry",
      },
      li: { type: "transfer-person", agentId: agentId("1001"), unavailable: "sorry" },
      away: { type: "transfer-person", agentId: agentId("1002"), unavailable: "sorry" },
      outside: {
        type: "transfer-number",
        number: "{{call.from == '' ? '' : '" + outside + "'}}",
        unavailable: "sorry",
      },
      shared: {
        type: "sub-flow",
        flowId: shared,
        arguments: { from: "call.from" },
        results: { key: "pin" },
        next: "seven",
        unavailable: "sorry",
      },
      seven: { type: "condition", when: 'key == "7"', next: "other", otherwise: "sorry" },
      other: { type: "transfer-flow", flowId: other, unavailable: "sorry" },
      tag: { type: "tag-call", tags: { "Order no.": "4 * 7", caller: "call.from" }, next: "first" },
      first: { type: "priority", steps: 5, next: "queue" },
      queue: { type: "queue", queueId, next: "sorry", unavailable: "sorry" },
      sorry: { type: "hang-up", prompts: ["system-error"] },
    },
  });
}

test("a caller is put through to a person, a number and a flow, and led through one that several share", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem({ prepare: addFlows });
  const admin = await ApiClient.signIn(tandem, "admin");
  await using li = await startDeskAgent(tandem, "1001", { speaks: tones.phone(agentHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  const sipPort = await freePort();
  await using carrier = await startSipp({
    scenario: "uas-carrier",
    sipPort,
    ringMs: 300,
    talkMs: 60_000,
    says: { speech: tone({ frequencyHz: outsideHz, durationMs: 1000 }) },
  });
  await carrier.listening();
  const servers = [{ uri: `sip:127.0.0.1:${sipPort}`, priority: 1 }];
  await admin.call(endpoints.createTrunk, { body: { name: "carrier", servers, optionsIntervalSeconds: 0 } });
  const call = async (key: string) => {
    await caller.dial(`sip:${number}@${sipAddress(tandem)}`);
    await caller.waitForEvent("CALL_ESTABLISHED");
    await caller.sendDigits(key);
  };

  await call("1");
  await li.phone.waitForEvent("CALL_INCOMING", 15_000);
  await li.phone.accept();
  await assertHears("the caller hears the person", () => shareHeard(caller, 1000, agentHz));
  await assertHears("the person hears the caller", () => shareHeard(li.phone, 1000, callerHz));
  await li.phone.hangUp();
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  const talked = await newestCall(admin, 1);
  assertAddsUp(talked);
  assert.equal(talked.endCause, "completed");

  // Nobody's phone is there.
  await call("2");
  await hears(caller, "en/system-error");
  await caller.waitForEvent("CALL_CLOSED", 20_000);

  await call("3");
  await assertHears("the caller hears the number outside", () => shareHeard(caller, 1000, outsideHz));
  await caller.hangUp();
  await caller.waitForEvent("CALL_CLOSED");

  // The shared flow speaks Chinese, and so does what comes after it.
  await call("4");
  await hears(caller, "zh-CN/callback-type");
  await caller.sendDigits("7");
  await hears(caller, "zh-CN/closed");
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  // Who takes the call sees what the flow has noted, also when it is over; and the call is found by it.
  await choosePresence(li, "available");
  await call("5");
  await li.phone.waitForEvent("CALL_INCOMING", 15_000);
  await li.phone.accept();
  await assertHears("the caller hears the agent", () => shareHeard(caller, 1000, agentHz));
  const tags = { "Order no.": "28", caller: "13800138000" };
  assert.deepEqual((await readLiveState(tandem, li.api)).desk?.contact?.tags, tags);
  await caller.hangUp();
  await caller.waitForEvent("CALL_CLOSED");
  assert.deepEqual((await readLiveState(tandem, li.api)).desk?.contact?.tags, tags);
  await untilNothingLeft(tandem);
  const tagged = await newestCall(admin, 5);
  assert.deepEqual(tagged.tags, tags);
  const found = async (tag: string) =>
    (await admin.call(endpoints.listCalls, { query: { tag } })).calls.map(({ id }) => id);
  assert.deepEqual([await found("Order no.:28"), await found("Order no.:2")], [[tagged.id], []]);

  const records = await admin.callRecords(5);
  const shared = await admin.callDetail(records[1]?.id ?? "");
  const way = shared.timeline.flatMap(({ type, data }) =>
    ["FlowStarted", "FlowReturned", "FlowNodeEntered"].includes(type)
      ? [data["node"] ?? data["flowName"]]
      : [],
  );
  assert.deepEqual(way, [
    `flow of ${number}`,
    "which",
    "shared",
    "flow of 4751",
    "speak",
    "ask",
    "back",
    "shared",
    "seven",
    "other",
    "flow of 4752",
    "bye",
  ]);
  const { flows } = await admin.call(endpoints.listFlows, {});
  const own = flows.find(({ name }) => name === `flow of ${number}`);
  const insight = await admin.call(endpoints.getFlowInsight, {
    params: { flowId: own?.id ?? "" },
    query: {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
    },
  });
  assert.deepEqual(
    insight.ways.find(({ node }) => node === "shared"),
    { node: "shared", to: "seven", digit: null, count: 1 },
  );
});
