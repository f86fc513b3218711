// A flow that asks a server where an order is, as a caller hears it: also of servers that are slow, down, huge, that talk rubbish, or
// that lead into the company's own network.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { FlowDocumentInput } from "@tandem/flows";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { addFlow } from "../support/configuration.ts";
import { freePort } from "../support/free-ports.ts";
import { sipAddress } from "../support/floor-people.ts";
import { hears } from "../support/leave-message.ts";
import { startOddServer } from "../support/odd-server.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture } from "../support/pages.ts";
import { openAs } from "../support/sign-page-in.ts";
import { startTandem } from "../support/tandem.ts";

const byNode = ([a]: readonly unknown[], [b]: readonly unknown[]) => String(a).localeCompare(String(b));
const number = "4730";
const secret = "Bearer s3cret-of-the-shop";

type Nodes = FlowDocumentInput["nodes"];

/** A key for each of the servers; where an order is known, its state is asked. */
function flowOf(urls: Readonly<Record<string, string>>): FlowDocumentInput {
  const requests = Object.entries(urls).map(([key, url]): [string, Nodes[string]] => [
    `ask-${key}`,
    {
      type: "http-request",
      url: `${url}?key={{order}}&from={{call.from}}`,
      secretHeaders: { Authorization: "shop" },
      timeoutSeconds: 2,
      save: { state: "response.body.state", days: "response.body.days" },
      statusVariable: "status",
      prompts: ["connecting"],
      next: "known",
      otherwise: "bye",
    },
  ]);
  return {
    schema: 1,
    language: "en",
    start: "order",
    nodes: {
      order: {
        type: "collect-digits",
        prompts: ["callback-type"],
        variable: "order",
        most: 1,
        next: "which",
        otherwise: "bye",
      },
      which: {
        type: "switch",
        value: "order",
        cases: { ...Object.fromEntries(Object.keys(urls).map((key) => [key, `ask-${key}`])), "8": "who" },
        otherwise: "bye",
      },
      ...Object.fromEntries(requests),
      known: { type: "condition", when: 'state == "sent" && days < 3', next: "sent", otherwise: "bye" },
      who: {
        type: "data-table",
        table: "客户",
        key: "call.from",
        save: { level: "等级" },
        next: "gold",
        otherwise: "bye",
      },
      gold: { type: "condition", when: 'level == "gold"', next: "welcome", otherwise: "bye" },
      welcome: { type: "hang-up", prompts: ["agent-busy-goodbye"] },
      sent: { type: "hang-up", prompts: ["closed"] },
      bye: { type: "hang-up", prompts: ["system-error"] },
    },
  };
}

test("a caller hears where the order is, and the other way in time whatever the server does", async () => {
  await using shop = await startOddServer();
  const down = await freePort();
  const flow = flowOf({
    "1": `${shop.url}/order`,
    "2": `${shop.url}/hangs`,
    "3": `http://127.0.0.1:${down}/`,
    "4": `${shop.url}/huge`,
    "5": `${shop.url}/rubbish`,
    "6": `${shop.url}/to/http://127.0.0.2:${shop.port}/order`,
    "7": `http://127.0.0.2:${shop.port}/order`,
  });
  await using tandem = await startTandem({
    prepare: (configuration) => addFlow(configuration, number, flow),
    env: { TANDEM_WEBHOOK_ALLOWED: "127.0.0.1" },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  const problems = async () =>
    (await admin.call(endpoints.checkFlow, { body: { document: { ...flow } } })).problems;
  assert.equal((await problems()).filter(({ kind }) => kind === "unknown-secret").length, 7);
  await admin.call(endpoints.setSecret, { params: { name: "shop" }, body: { value: secret } });
  // Who is a customer is brought as a file, as a spreadsheet program writes it.
  assert.deepEqual(
    (await problems()).map(({ kind, subject }) => [kind, subject]),
    [["unknown-table", "客户"]],
  );
  await using chromium = await startChromium();
  const page = await openAs(tandem, await chromium.newPage(), admin, "/console/flows");
  const csv = "\uFEFF号码,姓名,等级\r\n13800138000,李,gold\r\n13900139000,王,silver\r\n";
  const file = { name: "客户.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
  await page.getByTestId("data-tables").locator('input[type="file"]').first().setInputFiles(file);
  await page.getByText("“客户”已有 2 行").waitFor();
  await page.getByTestId("secrets").getByText("shop").waitFor();
  await picture(page, "flows-tables-zh");
  assert.deepEqual(await problems(), []);
  const again = await admin.fetch(endpoints.getDataTable, { params: { name: "客户" } });
  assert.equal(await again.text(), csv.slice(1), "what was brought is what is given back");
  const { secrets } = await admin.call(endpoints.listSecrets, {});
  assert.deepEqual(
    secrets.map(({ name, flows }) => [name, flows]),
    [["shop", [`flow of ${number}`]]],
  );
  const inUse = await admin.fetch(endpoints.deleteSecret, { params: { name: "shop" } });
  assert.equal(inUse.status, 409);

  await using caller = await startBaresip({ user: "13800138000" });
  const call = async (key: string, prompt: string) => {
    await caller.dial(`sip:${number}@${sipAddress(tandem)}`);
    await caller.waitForEvent("CALL_ESTABLISHED");
    await caller.sendDigits(key);
    await hears(caller, `en/${prompt}`);
    await caller.waitForEvent("CALL_CLOSED", 20_000);
  };
  await call("1", "closed");
  const [asked] = shop.received;
  assert.equal(asked?.path, "/order?key=1&from=13800138000");
  assert.equal(asked?.headers.authorization, secret);
  await call("8", "agent-busy-goodbye");
  for (const key of ["2", "3", "4", "5", "6", "7"]) await call(key, "system-error");
  await untilNothingLeft(tandem);

  const records = await admin.callRecords(8);
  const outcomes = await Promise.all(
    records.map(async ({ id }) => {
      const detail = await admin.callDetail(id);
      const { data } = detail.timeline.find(({ type }) => type === "FlowRequestEnded") ?? {};
      return [data?.["node"], data?.["status"], data?.["failure"], data?.["durationMs"]] as const;
    }),
  );
  assert.deepEqual(
    outcomes
      .flatMap(([node, status, failure]) => (node === undefined ? [] : [[node, status, failure]]))
      .toSorted(byNode),
    [
      ["ask-1", 200, null],
      ["ask-2", null, "timeout"],
      ["ask-3", null, "ECONNREFUSED"],
      ["ask-4", null, "more than 65536 bytes"],
      ["ask-5", 200, "says JSON, and is none"],
      ["ask-6", null, "private address refused"],
      ["ask-7", null, "private address refused"],
    ],
  );
  const { flows } = await admin.call(endpoints.listFlows, {});
  const { nodes } = await admin.call(endpoints.getFlowInsight, {
    params: { flowId: flows.find(({ name }) => name === `flow of ${number}`)?.id ?? "" },
    query: {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
    },
  });
  assert.deepEqual(
    nodes.filter(({ errors }) => errors > 0).map(({ node }) => node),
    ["ask-2", "ask-3", "ask-4", "ask-5", "ask-6", "ask-7"],
  );
  const waited = Number(outcomes.find(([node]) => node === "ask-2")?.[3]);
  assert.ok(waited >= 1900 && waited < 4000, `${waited} ms`);
  // Neither the last redirect nor its address was followed: seven calls, five of them to this server, one of them tried again.
  assert.deepEqual(
    shop.received
      .map(({ path }) => path.split("?")[0]?.replace(/http.*/, ""))
      .filter((path) => path !== "/hangs"),
    ["/order", "/huge", "/rubbish", "/to/"],
  );
  const told = [
    tandem.logLines.join("\n"),
    JSON.stringify(await Promise.all(records.map(({ id }) => admin.callDetail(id)))),
  ];
  for (const text of told) assert.doesNotMatch(text, /s3cret/);
});
