// An agent's page is reloaded, loses its connection, or changes its network while talking: the call goes on.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startBaresip } from "../peers/baresip.ts";
import type { Baresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, fetchRecording, steadySecond } from "../support/call-checks.ts";
import { CuttableProxy } from "../support/cuttable-proxy.ts";
import { dialQueue, newestCall, sipAddress, startDeskAgent } from "../support/floor-people.ts";
import { assertHears, assertHearsMusic, shareAtPage, shareHeard } from "../support/hearing.ts";
import { MachineStalls } from "../support/machine-stalls.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture, waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { until } from "../support/until.ts";

/** What the colleague says. */
const colleagueHz = 900;

/** How long a caller may wait for an agent who reloads the page. */
const soundBackMs = 3000;

/** Opens the desk, becomes ready and answers the caller. */
async function answerAtDesk(page: Page, url: string, caller: Baresip, tandem: Tandem): Promise<void> {
  await page.goto(url);
  await waitForState(page, "phone-state", "registered");
  await page.getByTestId("presence-menu").click();
  await page.getByTestId("presence-available").click();
  await dialQueue(caller, tandem);
  await waitForState(page, "contact-state", "offered");
  await page.getByTestId("answer").click();
  await waitForState(page, "contact-state", "talking");
  await assertHears("the caller hears the agent", () => shareHeard(caller, 1000, agentHz));
}

/** Milliseconds until the caller hears the agent for half of a fifth of a second. */
async function msUntilHeard(caller: Baresip, since: number): Promise<number> {
  await until(
    "the caller hears the agent",
    async () => (await shareHeard(caller, 200, agentHz)) > 0.5,
    20_000,
  );
  return performance.now() - since;
}

test("a reloaded page has its calls again within seconds, also on hold and muted, and the record adds up", async (context) => {
  using tones = new ToneFiles();
  await using tandem = await startTandem();
  const admin = await ApiClient.signIn(tandem, "admin");
  await using browser = await startChromium({
    speaks: tones.microphone(agentHz),
    viewport: { width: 1280, height: 720 },
  });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  await using colleague = await startDeskAgent(tandem, "1002", { speaks: tones.phone(colleagueHz) });
  const desk = await browser.newPage();
  const colleagueIsHeard = async () => {
    await assertHears("the colleague hears the agent", () => shareHeard(colleague.phone, 1000, agentHz));
    await assertHears("the agent hears the colleague", () => shareAtPage(desk, colleagueHz));
  };
  await answerAtDesk(desk, tandem.firstUser("agent").signInUrl, caller, tandem);

  await using stalls = new MachineStalls();
  const reloadedAt = performance.now();
  await desk.reload();
  const backMs = await msUntilHeard(caller, reloadedAt);
  context.diagnostic(
    `heard again after ${backMs.toFixed(0)} ms, ${stalls.totalMs.toFixed(0)} ms of them stalled`,
  );
  assert.ok(backMs < soundBackMs + stalls.totalMs, `sound is back ${backMs.toFixed(0)} ms after the reload`);
  await waitForState(desk, "contact-state", "talking");
  await assertHears("the reloaded desk hears the caller", () => shareAtPage(desk, callerHz));

  // On hold it comes back on hold: the caller hears music all the time, and the desk says so.
  await desk.getByTestId("hold").click();
  await waitForState(desk, "contact-state", "on-hold");
  await desk.reload();
  await waitForState(desk, "contact-state", "on-hold");
  await until("the reloaded desk has the call", async () => desk.getByTestId("hold").isEnabled());
  await assertHearsMusic(caller, agentHz);
  await desk.getByTestId("hold").click();
  await waitForState(desk, "contact-state", "talking");
  await assertHears("the caller hears the agent again", () => shareHeard(caller, 1000, agentHz));

  // Muted it comes back muted.
  await desk.getByTestId("mute").click();
  await desk.reload();
  await desk.locator('[data-testid="mute"][aria-pressed="true"]').waitFor({ timeout: 15_000 });
  assert.ok((await shareHeard(caller, 1000, agentHz)) < 0.05, "a muted agent stays unheard");
  await desk.getByTestId("mute").click();
  await assertHears("the caller hears the agent", () => shareHeard(caller, 1000, agentHz));

  // Who is asked meanwhile is there again as well, and the caller waits with music as before.
  await desk.getByTestId("transfer-toggle").click();
  await desk.getByTestId("consult-1002").click();
  await colleague.phone.waitForEvent("CALL_INCOMING");
  await colleague.phone.accept();
  await waitForState(desk, "consultation", "talking");
  await desk.reload();
  await waitForState(desk, "consultation", "talking");
  await waitForState(desk, "contact-state", "on-hold");
  await colleagueIsHeard();
  await until("the caller's line is here as well", async () => desk.getByTestId("hold").isEnabled());
  await picture(desk, "desk-consultation-back.zh-CN");
  await desk.getByTestId("back-to-caller").click();
  await colleague.phone.waitForEvent("CALL_CLOSED");
  await waitForState(desk, "contact-state", "talking");

  await desk.getByTestId("hang-up").click();
  await waitForState(desk, "contact-state", "wrap-up");
  await desk.getByTestId("wrap-up-disposition-resolved").click();
  await desk.getByTestId("wrap-up-finish").click();
  await caller.waitForEvent("CALL_CLOSED", 15_000);

  // A call past all queues, where no caller is.
  await colleague.phone.dial(`sip:1001@${sipAddress(tandem)}`);
  await desk.getByTestId("answer").click();
  await colleague.phone.waitForEvent("CALL_ESTABLISHED");
  await desk.reload();
  await waitForState(desk, "contact-state", "talking");
  await colleagueIsHeard();
  await desk.getByTestId("hang-up").click();
  await colleague.phone.waitForEvent("CALL_CLOSED");
  await untilNothingLeft(tandem);
  await assertOwnCalls(admin);
  const [inbound] = await admin.callRecords(1, ({ direction }) => direction === "inbound");
  const call = await admin.callDetail(
    inbound?.id ?? "",
    ({ disposition, hasRecording }) => disposition !== null && hasRecording,
  );
  assertAddsUp(call);
  assert.equal(call.endCause, "completed");
  assert.deepEqual(call.legs.map(({ kind, endCause }) => [kind, endCause]).slice(0, 5), [
    ["caller", "hung-up-locally"],
    ["agent", "replaced"],
    ["agent", "replaced"],
    ["agent", "replaced"],
    ["agent", "replaced"],
  ]);
  assert.equal(call.legs.length, 6);
  const replaced = call.timeline.filter(({ type }) => type === "LegReplaced");
  assert.equal(replaced.length, 4);
  const recording = await fetchRecording(admin, call);
  steadySecond(recording, callerHz, agentHz);
});

/** Both calls between the agents: each has the leg of either side, and the one that a reloaded page replaced. */
async function assertOwnCalls(admin: ApiClient): Promise<void> {
  const summaries = await admin.callRecords(2, ({ direction }) => direction === "internal");
  const calls = await Promise.all(summaries.map(({ id }) => admin.callDetail(id)));
  for (const call of calls) {
    assertAddsUp(call);
    assert.equal(call.legs.length, 3);
    assert.equal(call.legs.filter(({ endCause }) => endCause === "replaced").length, 1);
  }
  const ends = calls.map(({ ani, dnis, endCause, endedBy }) => `${ani} ${dnis} ${endCause} ${endedBy}`);
  assert.deepEqual(
    ends.toSorted((a, b) => a.localeCompare(b)),
    ["1001 1002 completed agent", "1002 1001 completed callee"],
  );
}

test("a connection that is lost for half a minute leaves the call alone; another network is found by an ICE restart", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem();
  const admin = await ApiClient.signIn(tandem, "admin");
  await using proxy = await CuttableProxy.open(tandem.ports.http);
  await using browser = await startChromium({
    speaks: tones.microphone(agentHz),
    viewport: { width: 1280, height: 720 },
  });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  const desk = await browser.newPage();
  // What the page agreed on, to see that it agreed anew.
  await desk.addInitScript(`
    const Native = RTCPeerConnection;
    globalThis.connections = [];
    globalThis.RTCPeerConnection = class extends Native {
      constructor(...options) { super(...options); globalThis.connections.push(this); }
    };`);
  const ufrag = () =>
    desk.evaluate<string>(`/a=ice-ufrag:(\\S+)/.exec(connections.at(-1).remoteDescription.sdp)[1]`);
  const url = tandem.firstUser("agent").signInUrl.replace(String(tandem.ports.http), String(proxy.port));
  await answerAtDesk(desk, url, caller, tandem);

  const before = await ufrag();
  proxy.cut();
  await waitForState(desk, "phone-state", "lost");
  await picture(desk, "desk-line-lost.zh-CN");
  const cutAt = performance.now();
  while (performance.now() - cutAt < 30_000) {
    assert.ok((await shareHeard(caller, 2000, agentHz)) > 0.8, "the caller hears the agent without the line");
  }
  assert.ok((await shareAtPage(desk, callerHz)) > 0.8, "the agent hears the caller without the line");
  proxy.mend();
  await waitForState(desk, "phone-state", "registered");
  await until("the page agreed with the server again", async () => (await ufrag()) !== before);
  await assertHears("the caller hears the agent", () => shareHeard(caller, 1000, agentHz));

  const second = await ufrag();
  await desk.evaluate(`dispatchEvent(new Event("online"))`);
  await until("the page restarted ICE", async () => (await ufrag()) !== second);
  await assertHears("the caller hears the agent over the new way", () => shareHeard(caller, 1000, agentHz));
  await assertHears("the agent hears the caller over the new way", () => shareAtPage(desk, callerHz));

  // The server reaches the page where it is now: what the caller does comes at once.
  await caller.hangUp();
  await waitForState(desk, "contact-state", "wrap-up");
  await untilNothingLeft(tandem);
  const call = await newestCall(admin, 1);
  assertAddsUp(call);
  assert.deepEqual([call.endCause, call.endedBy, call.legs.length], ["completed", "caller", 2]);
});
