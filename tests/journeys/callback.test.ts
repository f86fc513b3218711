// A callback keeps its place: of two who wait, the first asks by key to be called back and hangs up; control dies and comes
// back; then an agent comes free, and the first is called before the second is served. Judged by sound.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { startSipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertSides, fetchRecording } from "../support/call-checks.ts";
import { choosePresence, dialQueue, startDeskAgent } from "../support/floor-people.ts";
import { freePort } from "../support/free-ports.ts";
import { assertHears, shareHeard } from "../support/hearing.ts";
import { hears } from "../support/leave-message.ts";
import { watchLive } from "../support/live-watcher.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { tone } from "../support/tone.ts";
import { until } from "../support/until.ts";

/** What the first caller says, once called back. */
const firstHz = 900;
const [firstNumber, secondNumber] = ["13800138000", "13900139000"];

test("callback keeps its place: over a restart of control, and before whoever waits behind", async () => {
  using tones = new ToneFiles();
  using folder = new DisposableStack();
  const directory = folder.adopt(mkdtempSync(path.join(tmpdir(), "tandem-callback-")), (name) =>
    rmSync(name, { recursive: true, force: true }),
  );
  const dataDir = path.join(directory, "data");
  await using killed = await startTandem({ dataDir });
  const admin = await ApiClient.signIn(killed, "admin");
  using floor = await watchLive(killed, admin);
  await using first = await startBaresip({ user: firstNumber, speaks: tones.phone(callerHz) });
  await using second = await startBaresip({ user: secondNumber, speaks: tones.phone(callerHz) });
  const sipPort = await freePort();
  // The first caller's phone behind a carrier.
  await using carrier = await startSipp({
    scenario: "uas-carrier",
    sipPort,
    ringMs: 300,
    talkMs: 60_000,
    says: { speech: tone({ frequencyHz: firstHz, durationMs: 1000 }) },
  });
  await carrier.listening();
  await admin.call(endpoints.createTrunk, {
    body: {
      name: "carrier",
      servers: [{ uri: `sip:127.0.0.1:${sipPort}`, priority: 1 }],
      optionsIntervalSeconds: 0,
    },
  });
  const { queues } = await admin.call(endpoints.getSetup);
  const queueId = queues[0]?.id ?? "";
  await admin.call(endpoints.setQueueRouting, {
    params: { queueId },
    body: {
      strategy: "longest-idle",
      priority: 0,
      serviceLevelSeconds: 20,
      skills: [],
      callback: { key: "2" },
    },
  });

  await dialQueue(first, killed);
  await floor.until("the first waits", (state) => state.queues[0]?.waiting === 1);
  await dialQueue(second, killed);
  await floor.until("both wait", (state) => state.queues[0]?.waiting === 2);
  await first.sendDigits("2");
  await hears(first, "zh-CN/callback-number");
  // Another number: one of ours is refused, and then the own one is typed.
  await first.sendDigits("2");
  await hears(first, "zh-CN/callback-type");
  await first.sendDigits("1001#");
  await hears(first, "zh-CN/callback-internal");
  await first.sendDigits(`${firstNumber}#`);
  await hears(first, "zh-CN/callback-kept");
  await first.waitForEvent("CALL_CLOSED", 20_000);
  await floor.until(
    "one waits on the line, one to be called back",
    (state) => state.queues[0]?.waiting === 1 && state.queues[0]?.callbacks === 1,
  );
  const { callbacks: open } = await admin.call(endpoints.listCallbacks);
  assert.deepEqual(
    open.map(({ number, state }) => [number, state]),
    [[firstNumber, "waiting"]],
  );
  await lookAtConsole(killed.firstUser("admin").signInUrl);
  killed.killControl();

  await using tandem = await startTandem({ dataDir, ports: killed.ports });
  using again = await watchLive(tandem, admin);
  await again.until(
    "the place is kept",
    (state) => state.queues[0]?.waiting === 1 && state.queues[0]?.callbacks === 1,
  );
  // At the same ports; only the first start told the passwords.
  await using agent = await startDeskAgent(killed, "1001", { speaks: tones.phone(agentHz) });
  await choosePresence(agent, "available");
  await agent.phone.waitForEvent("CALL_INCOMING", 90_000);
  await again.agentAs("1001", { workState: "offered" });
  await agent.phone.accept();
  await assertHears("the agent hears who was called back", () => shareHeard(agent.phone, 1000, firstHz));
  await again.until("the second waits still", (state) => state.queues[0]?.waiting === 1);
  const { callbacks: ended } = await admin.call(endpoints.listCallbacks, { query: { state: "ended" } });
  assert.deepEqual(
    ended.map(({ number, state, attempts }) => [number, state, attempts.map(({ outcome }) => outcome)]),
    [[firstNumber, "reached", ["reached"]]],
  );
  await agent.phone.hangUp();
  await agent.api.call(endpoints.finishWrapUp, {
    body: { callId: ended[0]?.attempts[0]?.callId ?? "", disposition: "resolved", note: "" },
  });
  await agent.phone.waitForEvent("CALL_INCOMING", 30_000);
  await agent.phone.accept();
  await assertHears("then the second is served", () => shareHeard(second, 1000, agentHz));
  await second.hangUp();
  await untilNothingLeft(tandem);

  const calledBack = await admin.callDetail(
    ended[0]?.attempts[0]?.callId ?? "",
    ({ hasRecording }) => hasRecording,
  );
  assertSides(await fetchRecording(admin, calledBack), firstHz, agentHz);
  const asked = await until("both calls of the request are written", async () => {
    const params = { callId: open[0]?.requestCallId ?? "" };
    const { callbacks } = await admin.call(endpoints.listCallbacksOfCall, { params });
    return callbacks[0]?.state === "reached" ? callbacks[0] : undefined;
  });
  const request = await admin.callDetail(asked.requestCallId);
  assert.deepEqual(
    request.timeline.flatMap(({ type, data }) =>
      type === "ContactFlowedOut" || type === "ContactAbandoned" ? [[type, data["because"]]] : [],
    ),
    [["ContactFlowedOut", "callback-asked"]],
    "who asks for a callback has not given up",
  );
  const { rows } = await admin.call(endpoints.getCallbackReport, {
    query: { from: new Date(0).toISOString(), to: new Date(Date.now() + 60_000).toISOString() },
  });
  assert.deepEqual(
    rows.map(({ requested, reached, failed }) => [requested, reached, failed]),
    [[1, 1, 0]],
  );
});

/** The list of who is to be called back, in both languages, light and dark. */
async function lookAtConsole(signInUrl: string): Promise<void> {
  await using chromium = await startChromium();
  const page = await chromium.newPage();
  await page.goto(signInUrl);
  await page.locator(".console-nav").getByText("回呼").click();
  await page.getByTestId("callback-cancel").waitFor();
  assert.ok(await page.getByText(firstNumber).isVisible());
  await picture(page, "callbacks-zh");
  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByText("In line", { exact: true }).waitFor();
  await picture(page, "callbacks-en-dark");
  assert.deepEqual(chromium.problems, []);
}
