// Somebody who asked for it at a node of a flow is called back: in vain while an agent is kept free, then by a queue that rings
// the agent first. Control dies while it rings there, then nobody takes it, then a machine does, then a person. Judged by sound,
// and by what the desk says.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, assertSides, fetchRecording } from "../support/call-checks.ts";
import { addFlow, setQueues } from "../support/configuration.ts";
import type { Configuration } from "../support/configuration.ts";
import { sipAddress } from "../support/floor-people.ts";
import { freePorts } from "../support/free-ports.ts";
import { assertHears, shareAtPage, shareHeard } from "../support/hearing.ts";
import { hears } from "../support/leave-message.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture, waitForState } from "../support/pages.ts";
import { openAs } from "../support/sign-page-in.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { until } from "../support/until.ts";

const callerNumber = "13800138000";
/** GF 002: the ringing tone of Chinese networks, one second of five. */
const ringback = { hz: 450, periodMs: 5000, share: 0.2 };

test("agent first: rung as for a caller, hears it ring, is told why nobody came, and speaks with who answers", async () => {
  using tones = new ToneFiles();
  using folder = new DisposableStack();
  const directory = folder.adopt(mkdtempSync(path.join(tmpdir(), "tandem-callback-")), (name) =>
    rmSync(name, { recursive: true, force: true }),
  );
  const dataDir = path.join(directory, "data");
  await using killed = await startTandem({ dataDir, prepare });
  const admin = await ApiClient.signIn(killed, "admin");
  const agent = await ApiClient.signIn(killed, "1001");
  const sipPort = await freePorts(2);
  await using caller = await startBaresip({ user: callerNumber, sipPort, speaks: tones.phone(callerHz) });
  await using chromium = await startChromium({
    speaks: tones.microphone(agentHz),
    viewport: { width: 1280, height: 800 },
  });
  await settle(admin, sipPort);

  await caller.dial(`sip:4001@${sipAddress(killed)}`);
  await caller.waitForEvent("CALL_ESTABLISHED");
  await hears(caller, "zh-CN/callback-number");
  await caller.sendDigits("1");
  await hears(caller, "zh-CN/callback-kept");
  await caller.waitForEvent("CALL_CLOSED", 20_000);

  const desk = await openAs(killed, await chromium.newPage(), agent, "/");
  await waitForState(desk, "phone-state", "registered");
  await agent.call(endpoints.setPresence, { body: { presence: "available" } });
  await caller.waitForEvent("CALL_INCOMING", 20_000);
  await desk.getByTestId("kept-free").waitFor();
  await picture(desk, "desk-kept-free.zh-CN");
  const page = await openAs(killed, await chromium.newPage(), admin, "/console/wallboard");
  await lookAtFloor(page);
  await ringAgentsFirst(admin, page);
  await caller.hangUp();

  await waitForState(desk, "outbound", "own-phone");
  await desk.getByTestId("contact-callback").waitFor();
  assert.equal(await desk.getByTestId("contact-number").textContent(), callerNumber);
  await picture(desk, "desk-callback-offered.zh-CN");
  await desk.getByTestId("answer").click();
  await caller.waitForEvent("CALL_INCOMING", 20_000);
  await waitForState(desk, "outbound", "ringing");
  const ringing = () => shareAtPage(desk, ringback.hz, ringback.periodMs);
  await assertHears("the agent hears it ring", ringing, ringback.share * 0.7);
  await picture(desk, "desk-callback-ringing.zh-CN");

  killed.killControl();
  await using tandem = await startTandem({ dataDir, ports: killed.ports });
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  await wrapUp(desk);
  await desk.getByTestId("language-switch").click();
  await desk.emulateMedia({ colorScheme: "dark" });

  // From the same place: nobody takes it.
  await answerAtDesk(desk);
  await caller.waitForEvent("CALL_INCOMING", 20_000);
  await caller.hangUp();
  await waitForState(desk, "outbound", "failed");
  const words = await desk.getByTestId("outbound").textContent();
  assert.match(words ?? "", /13800138000 was not reached: (?:busy|declined)/);
  await picture(desk, "desk-callback-failed-dark.en");
  await wrapUp(desk);
  const { callbacks: open } = await admin.call(endpoints.listCallbacks);
  assert.deepEqual(
    open.map(({ state, attempts }) => [state, attempts.map(({ outcome }) => outcome)]),
    [["waiting", ["missed", "restarted", "missed"]]],
  );

  await answerAtDesk(desk);
  await caller.waitForEvent("CALL_INCOMING", 20_000);
  await caller.accept();
  await assertHears("the desk hears who was called back", () => shareAtPage(desk, callerHz));
  await assertHears("who was called back hears the agent", () => shareHeard(caller, 1000, agentHz));
  await waitForState(desk, "contact-state", "talking");
  await picture(desk, "desk-callback-talking-dark.en");

  // It was a machine, after all.
  const before = (await admin.call(endpoints.listCallbacks, { query: { state: "ended" } })).callbacks[0];
  assert.equal(before?.state, "reached");
  await desk.getByTestId("machine").click();
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  await desk.getByTestId("machine").waitFor({ state: "detached" });
  await wrapUp(desk);
  await answerAtDesk(desk);
  await caller.waitForEvent("CALL_INCOMING", 20_000);
  await caller.accept();
  await desk.getByTestId("machine").waitFor();
  await caller.hangUp();
  await wrapUp(desk);
  await untilNothingLeft(tandem);

  const { callbacks: ended } = await admin.call(endpoints.listCallbacks, { query: { state: "ended" } });
  assert.deepEqual(
    ended.map(({ state, attempts }) => [state, attempts.map(({ outcome }) => outcome)]),
    [["reached", ["missed", "restarted", "missed", "machine", "reached"]]],
  );
  await assertRecords(admin, before?.attempts.at(-1)?.callId ?? "");
  assert.deepEqual(chromium.problems.filter(isOwn), []);
});

/** What a page says of a server that was killed is no defect of the page. */
const isOwn = (problem: string) => !/ERR_CONNECTION_REFUSED|WebSocket connection/.test(problem);

/** A number that leads to nothing but the question. */
async function prepare(configuration: Configuration): Promise<void> {
  const { database, tenantId } = configuration;
  await setQueues(configuration, { wrap_up_seconds: 600 });
  const queue = await database.withTenant(tenantId, (trx) =>
    trx.selectFrom("queues").where("tenant_id", "=", tenantId).select("id").executeTakeFirstOrThrow(),
  );
  await addFlow(configuration, "4001", {
    schema: 1,
    language: "zh-CN",
    answer: "at-start",
    start: "ask",
    nodes: {
      ask: { type: "callback", queueId: queue.id, next: "bye", otherwise: "bye" },
      bye: { type: "hang-up", prompts: ["goodbye"] },
    },
  });
}

/** A line outside, and a queue that calls often. */
async function settle(admin: ApiClient, sipPort: number): Promise<void> {
  await admin.call(endpoints.createTrunk, {
    body: {
      name: "carrier",
      servers: [{ uri: `sip:127.0.0.1:${sipPort}` }],
      optionsIntervalSeconds: 0,
      numbersOut: "national",
    },
  });
  const { queues } = await admin.call(endpoints.getSetup);
  await admin.call(endpoints.setQueueRouting, {
    params: { queueId: queues[0]?.id ?? "" },
    body: {
      strategy: "longest-idle",
      priority: 0,
      serviceLevelSeconds: 20,
      skills: [],
      callback: { attempts: 5, gapSeconds: 5, ringSeconds: 120 },
    },
  });
}

/** The agent who is kept free is not among the idle ones. */
async function lookAtFloor(page: Page): Promise<void> {
  const count = (kind: string) => page.getByTestId(`wall-agents-${kind}`).locator("b").textContent();
  await page.getByTestId("wall-agents-reserved").waitFor();
  assert.deepEqual([await count("reserved"), await count("ready")], ["1", "0"]);
  await picture(page, "wallboard-reserved.zh-CN");
  await page.goto(new URL("/console", page.url()).href);
  await page.getByText(`正在回呼 ${callerNumber}`).waitFor();
  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByText(`${callerNumber} is being called back`).waitFor();
  await picture(page, "live-reserved-dark.en");
  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "light" });
}

/** As the administrator chooses it in the queue's form. */
async function ringAgentsFirst(admin: ApiClient, page: Page): Promise<void> {
  await page.locator(".console-nav").getByText("队列").click();
  await page.locator('[data-testid^="routing-queue-"]').first().click();
  await page.getByRole("tab", { name: "回呼" }).click();
  await page.getByTestId("callback-first-agent").click();
  await picture(page, "queue-callback.zh-CN");
  await page.locator(".ant-modal-footer .ant-btn-primary").click();
  await until("the queue rings agents first", async () => {
    const routing = await admin.call(endpoints.getRouting);
    return routing.queues[0]?.callback.first === "agent";
  });
  await page.reload();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByTestId("language-switch").click();
  await page.locator('[data-testid^="routing-queue-"]').first().click();
  await page.getByRole("tab", { name: "Callback" }).click();
  await picture(page, "queue-callback-dark.en");
  await page.close();
}

async function answerAtDesk(desk: Page): Promise<void> {
  await waitForState(desk, "contact-state", "offered");
  await desk.getByTestId("answer").click();
}

async function wrapUp(desk: Page): Promise<void> {
  await waitForState(desk, "contact-state", "wrap-up");
  await desk.getByTestId("wrap-up-disposition-resolved").click();
  await desk.getByTestId("wrap-up-finish").click();
}

/** The call is one of the queue and of its agent, answered without a wait; the two before are of nobody. */
async function assertRecords(admin: ApiClient, callId: string): Promise<void> {
  const call = await admin.callDetail(callId, ({ hasRecording }) => hasRecording);
  assertAddsUp(call);
  assert.deepEqual(
    [call.queueName, call.agentName !== null, call.dnis],
    ["客服 / Service", true, callerNumber],
  );
  assertSides(await fetchRecording(admin, call), callerHz, agentHz);
  const inShanghai = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai", dateStyle: "short" });
  const day = inShanghai.format(new Date(call.startedAt));
  const query = { firstDay: day, lastDay: day, interval: "period", by: "queue" } as const;
  const { rows } = await until("the callback is counted", async () => {
    const report = await admin.call(endpoints.getReport, { query });
    return report.rows.some(({ handled }) => handled === 2) && report;
  });
  assert.deepEqual(
    rows.map(({ offered, answered, longestWaitMs }) => [offered, answered, longestWaitMs < 1000]),
    [[2, 2, true]],
  );
}
