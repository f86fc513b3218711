// An agent calls out from the desk: with a number of their choice, for a queue, and to somebody who declines.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, assertSides, fetchRecording } from "../support/call-checks.ts";
import { setQueues } from "../support/configuration.ts";
import { dialQueue } from "../support/floor-people.ts";
import { freePorts } from "../support/free-ports.ts";
import { assertHears, shareAtPage, shareHeard } from "../support/hearing.ts";
import { watchLive } from "../support/live-watcher.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture, waitForState } from "../support/pages.ts";
import { openAs } from "../support/sign-page-in.ts";
import { startTandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";

const outsideNumber = "13900139000";

test("from the desk: a call for a queue with a chosen number, then one that is declined", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem({
    prepare: async (configuration) => setQueues(configuration, { wrap_up_seconds: 600 }),
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  const agent = await ApiClient.signIn(tandem, "1001");
  using floor = await watchLive(tandem, admin);
  const sipPort = await freePorts(2);
  await using outside = await startBaresip({ user: outsideNumber, sipPort, speaks: tones.phone(callerHz) });
  await using caller = await startBaresip({ user: "13800138000" });
  await using chromium = await startChromium({
    speaks: tones.microphone(agentHz),
    viewport: { width: 1280, height: 800 },
  });
  await addLines(admin, sipPort);
  const desk = await chromium.newPage();
  await desk.goto(tandem.firstUser("agent").signInUrl);
  await waitForState(desk, "phone-state", "registered");
  await agent.call(endpoints.setPresence, { body: { presence: "available" } });

  // Typed, with the last digit pressed; the number to show and the queue are chosen.
  await desk.getByTestId("dial-number").fill("139-0013-900");
  await desk.locator(".desk-dial .t-key").filter({ hasText: "0" }).click();
  await choose(desk, "dial-shown", "+862155550000");
  await choose(desk, "dial-queue", "客服 / Service");
  await picture(desk, "desk-dial.zh-CN");
  await desk.getByTestId("dial-call").click();
  const { peeruri } = await outside.waitForEvent("CALL_INCOMING", 20_000);
  assert.match(peeruri ?? "", /02155550000@/, "what is seen outside");
  await waitForState(desk, "outbound", "ringing");
  await picture(desk, "desk-call-out-ringing.zh-CN");
  await outside.accept();
  await desk.getByTestId("outbound").waitFor({ state: "detached" });
  await assertHears("the desk hears whom it called", () => shareAtPage(desk, callerHz));
  await assertHears("who is called hears the agent", () => shareHeard(outside, 1000, agentHz));

  // Whoever comes meanwhile waits: nobody is free.
  await floor.agentAs("1001", { workState: "talking", presence: "available" });
  await dialQueue(caller, tandem);
  await floor.until("a caller waits", ({ queues }) => queues.find(({ waiting }) => waiting === 1));
  await desk.getByTestId("contact-queue").getByText("客服 / Service").waitFor();
  await picture(desk, "desk-call-out.zh-CN");
  await outside.hangUp();
  await waitForState(desk, "contact-state", "wrap-up");
  await caller.hangUp();
  await desk.getByTestId("wrap-up-disposition-resolved").click();
  await desk.getByTestId("wrap-up-finish").click();
  await floor.agentAs("1001", { workState: "idle" });
  const [record] = await admin.callRecords(1, ({ direction }) => direction === "outbound");
  const call = await admin.callDetail(
    record?.id ?? "",
    ({ disposition, recordings }) => disposition !== null && recordings.length > 0,
  );
  assertAddsUp(call);
  assert.deepEqual(
    [call.ani, call.dnis, call.queueName, call.disposition, call.endedBy],
    ["1001", "13900139000", "客服 / Service", "resolved", "callee"],
  );
  const placed = call.timeline.find(({ type }) => type === "OutboundCallPlaced");
  assert.equal(placed?.data["shownNumber"], "+862155550000");
  assertSides(await fetchRecording(admin, call), callerHz, agentHz);

  // For no queue, from the list of recent numbers, and declined: said in words, and nothing to wrap up.
  await desk.getByTestId("language-switch").click();
  await desk.emulateMedia({ colorScheme: "dark" });
  await desk.getByTestId(`recent-${outsideNumber}`).click();
  await desk.getByTestId("dial-call").click();
  await outside.waitForEvent("CALL_INCOMING", 20_000);
  await outside.hangUp();
  await waitForState(desk, "outbound", "failed");
  const words = await desk.getByTestId("outbound").textContent();
  assert.match(words ?? "", /13900139000 was not reached: (?:busy|declined)/);
  await floor.agentAs("1001", { workState: "idle" });
  await picture(desk, "desk-call-out-failed-dark.en");

  await assertReported(admin, call.startedAt);
  await lookAtReports(await openAs(tandem, await chromium.newPage(), admin, "/console"));
  await restrict(admin, agent);
  await untilNothingLeft(tandem);
  assert.deepEqual(
    chromium.problems.filter((problem) => !/422/.test(problem)),
    [],
  );
});

/** A comma with as many quotation marks behind it as there are pairs. */
const outsideQuotes = /,(?=(?:[^"]*"[^"]*")*[^"]*$)/;

/** Two calls out, one of them answered and on behalf of a queue: by agent, by queue, and in the file. */
async function assertReported(admin: ApiClient, startedAt: string): Promise<void> {
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date(startedAt));
  const period = { firstDay: day, lastDay: day, interval: "period" } as const;
  const rowsBy = async (by: "agent" | "queue") =>
    (await admin.call(endpoints.getReport, { query: { ...period, by } })).rows.filter(
      ({ outboundAttempts }) => outboundAttempts > 0,
    );
  const [agentRow] = await until("both calls are counted", async () => {
    const rows = await rowsBy("agent");
    return rows[0]?.outboundAttempts === 2 && rows;
  });
  assert.deepEqual([agentRow?.outboundConnected, (agentRow?.outboundTalkMs ?? 0) > 1000], [1, true]);
  assert.deepEqual(
    (await rowsBy("queue")).map((row) => [row.name, row.outboundAttempts, row.outboundTalkMs]),
    [["客服 / Service", 1, agentRow?.outboundTalkMs]],
  );
  const query = { ...period, by: "agent", format: "csv", locale: "en" } as const;
  const [titles = [], row = []] = (await (await admin.fetch(endpoints.exportReport, { query })).text())
    .split("\r\n")
    .map((line) => line.split(outsideQuotes));
  assert.deepEqual([row[titles.indexOf("Called out")], row[titles.indexOf("of them connected")]], ["2", "1"]);
}

/** The columns of calls out, by agent and by queue, in both languages, light and dark. */
async function lookAtReports(page: Page): Promise<void> {
  const open = (by: string) =>
    page.goto(new URL(`/console/reports?interval=period&by=${by}`, page.url()).href);
  await open("agent");
  const titles = page.getByTestId("report-table").locator("th");
  await titles.getByText("呼出通话").waitFor();
  await picture(page, "reports-call-out-agent.zh-CN");
  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await open("queue");
  const column = titles.getByText("Outbound talk");
  await column.waitFor();
  await column.scrollIntoViewIfNeeded();
  await picture(page, "reports-call-out-queue-dark.en");
}

/** A line outside that shows what the agent wants, and a number of the tenant. */
async function addLines(admin: ApiClient, sipPort: number): Promise<void> {
  const { flows } = await admin.call(endpoints.getSetup);
  const number = { number: "+862155550000", trunkId: null, flowId: flows[0]?.id ?? "" };
  await admin.call(endpoints.createNumber, { body: number });
  await admin.call(endpoints.createTrunk, {
    body: {
      name: "carrier",
      servers: [{ uri: `sip:127.0.0.1:${sipPort}` }],
      optionsIntervalSeconds: 0,
      callerId: { rule: "from-agent", number: "+862166660000" },
      numbersOut: "national",
    },
  });
}

async function choose(page: Page, testId: string, text: string): Promise<void> {
  await page.getByTestId(testId).click();
  const options = page.locator(".ant-select-dropdown:visible .ant-select-item-option-content");
  await options.getByText(text, { exact: true }).click();
}

/** An administrator settles which numbers the agent may show; others, and what is no number, are refused. */
async function restrict(admin: ApiClient, agent: ApiClient): Promise<void> {
  const { people } = await admin.call(endpoints.listPeople);
  const params = { personId: people.find(({ name }) => name === "1001")?.id ?? "" };
  await admin.call(endpoints.updatePerson, { params, body: { shownNumbers: ["4000"] } });
  const { numbers, queues } = await agent.call(endpoints.getOutboundChoices);
  assert.deepEqual([numbers, queues.map(({ name }) => name)], [["4000"], ["客服 / Service"]]);
  const bodies = [
    { number: outsideNumber, shownNumber: "+862155550000" },
    { number: "1002" },
    { number: "小李" },
    { number: outsideNumber, queueId: params.personId },
  ];
  const answers = await Promise.all(bodies.map((body) => agent.fetch(endpoints.placeCall, { body })));
  const reasons = await Promise.all(answers.map(async (each) => (await each.json()) as { reason?: string }));
  assert.deepEqual(
    reasons.map(({ reason }) => reason),
    ["not-shown", "not-callable", "not-callable", "not-served"],
  );
  const gone = await admin.fetch(endpoints.updatePerson, { params, body: { shownNumbers: ["5000"] } });
  assert.equal(gone.status, 422);
}
