// The first call of a newcomer, as each person lives it: a caller on a real SIP phone, an agent on the desk
// page in a real browser, an administrator on the console.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecordingSegment } from "@tandem/contract";
import type { Page } from "playwright-core";
import { startBaresip } from "../peers/baresip.ts";
import type { Baresip } from "../peers/baresip.ts";
import { heardTone, startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import {
  assertAddsUp,
  assertSides,
  containsPrompt,
  fetchRecording,
  toneEndMs,
} from "../support/call-checks.ts";
import { MachineStalls } from "../support/machine-stalls.ts";
import { picture, waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { slice, tonePresentMs } from "../support/tone.ts";
import { durationMs } from "../support/wav.ts";
import type { Sound } from "../support/wav.ts";

/** What the caller hears from now on for a while. */
async function listen(caller: Baresip, ms: number): Promise<{ sound: Sound; fromMs: number; toMs: number }> {
  const fromMs = durationMs(await caller.waitHeard(1));
  const sound = await caller.waitHeard(fromMs + ms);
  return { sound, fromMs, toMs: durationMs(sound) };
}

/** Share of the time, from now on for a while, in which the caller hears a tone. */
async function shareHeard(caller: Baresip, ms: number, frequencyHz: number): Promise<number> {
  const { sound, fromMs, toMs } = await listen(caller, ms);
  return presence(sound, fromMs, toMs, frequencyHz);
}

/** Share of the time between two moments in which a tone is there. */
function presence(sound: Sound, fromMs: number, toMs: number, frequencyHz: number): number {
  return tonePresentMs(slice(sound, fromMs, toMs), sound.sampleRateHz, frequencyHz) / (toMs - fromMs);
}

/** Clicks, and says when the page saw it: the driver's own way there takes tens of milliseconds. */
async function clickAt(page: Page, testId: string): Promise<number> {
  await page.evaluate(`
    document.querySelector('[data-testid="${testId}"]').addEventListener(
      "click", () => { globalThis.clickedAt = Date.now(); }, { once: true, capture: true })`);
  await page.getByTestId(testId).click();
  return page.evaluate<number>("globalThis.clickedAt");
}

/** Asks again and again, for ten seconds, until a tone is there in more than 80 % of what is heard. */
async function assertHears(who: string, share: () => Promise<number>): Promise<void> {
  const shares: number[] = [];
  for (const until = Date.now() + 10_000; Date.now() < until;) {
    shares.push(await share());
    if ((shares.at(-1) as number) > 0.8) return;
  }
  assert.fail(`${who}: only ${shares.map((each) => `${Math.round(each * 100)} %`).join(", ")}`);
}

async function shareAtDesk(desk: Page): Promise<number> {
  return presence(await heardTone(desk, 2500), 1000, 2500, callerHz);
}

/** Neither side is in the recording's pause, and it is as long as it was; `stalledMs`: the machine stood still in it. */
function assertPauseIsSilent(
  recording: Sound,
  segments: readonly RecordingSegment[],
  stalledMs: number,
): void {
  const paused = segments.findIndex((segment) => segment.paused);
  const [fromMs, toMs] = [segments[paused]?.atMs ?? 0, segments[paused + 1]?.atMs ?? 0];
  assert.ok(toMs - fromMs > 1400, JSON.stringify(segments));
  // Control and media know of it some milliseconds apart, and more when one of them stands still.
  const apartMs = 100 + Math.min(stalledMs, 400);
  for (const [side, frequencyHz] of [callerHz, agentHz].entries()) {
    const sound = slice(recording, fromMs + apartMs, toMs - apartMs, side);
    assert.ok(tonePresentMs(sound, recording.sampleRateHz, frequencyHz) < 50, `side ${side} is in the pause`);
  }
}

test("a caller reaches an agent's browser, both hear each other, and the console shows and plays the call", async (context) => {
  using tones = new ToneFiles();
  await using tandem = await startTandem({
    fromNothing: true,
    env: { TANDEM_BROWSER_CODECS: "opus,PCMA,PCMU,G722" },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  await using browser = await startChromium({
    speaks: tones.microphone(agentHz),
    viewport: { width: 1280, height: 720 },
  });

  // The agent opens the one-time link and becomes ready.
  const desk = await browser.newPage();
  await desk.goto(tandem.firstUser("agent").signInUrl);
  await waitForState(desk, "phone-state", "registered");
  assert.doesNotMatch(desk.url(), /sign-in=/, "the token leaves the address bar");
  await picture(desk, "desk-empty.zh-CN");
  await desk.getByTestId("presence-menu").click();
  await desk.getByTestId("presence-available").click();
  await waitForState(desk, "presence-state", "available");

  // The caller dials, hears the welcome, presses 1, and hears music until the agent answers.
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  await caller.dial(`sip:4000@127.0.0.1:${tandem.ports.sip}`);
  await caller.waitForEvent("CALL_ESTABLISHED");
  await caller.waitHeard(5000);
  await caller.sendDigits("1");
  await waitForState(desk, "contact-state", "offered");
  assert.match((await desk.getByTestId("contact-number").textContent()) ?? "", /138\s?0013\s?8000/);
  await picture(desk, "desk-ringing.zh-CN");
  await listen(caller, 4000);
  await using stalls = new MachineStalls();
  await desk.getByTestId("answer").click();
  await waitForState(desk, "contact-state", "talking");

  // Each hears the other's tone.
  await assertHears("the agent hears the caller", () => shareAtDesk(desk));
  await assertHears("the caller hears the agent", () => shareHeard(caller, 1500, agentHz));
  await picture(desk, "desk-talking.zh-CN");

  // On hold the caller hears music, not the agent.
  await desk.getByTestId("hold").click();
  await waitForState(desk, "contact-state", "on-hold");
  await listen(caller, 300);
  assert.ok((await shareHeard(caller, 1500, agentHz)) < 0.05, "the caller does not hear the agent on hold");
  await picture(desk, "desk-hold.zh-CN");
  await desk.getByTestId("hold").click();
  await waitForState(desk, "contact-state", "talking");
  await listen(caller, 500);
  await assertHears("the caller hears the agent again", () => shareHeard(caller, 1000, agentHz));

  // While a card number is said the recording is silent; the two go on speaking.
  const stalledBeforeMs = stalls.totalMs;
  await desk.locator('[data-testid="pause-recording"][aria-pressed="false"]').click();
  await desk.locator('[data-testid="pause-recording"][aria-pressed="true"]').waitFor();
  await picture(desk, "desk-recording-paused.zh-CN");
  await listen(caller, 1500);
  await desk.getByTestId("pause-recording").click();
  await desk.locator('[data-testid="pause-recording"][aria-pressed="false"]').waitFor();
  const stalledInPauseMs = stalls.totalMs - stalledBeforeMs;
  await listen(caller, 500);

  // Both fall silent at known times, then the agent hangs up and files what the call came to.
  const callerSilentAt = Date.now();
  await caller.command("mute");
  await listen(caller, 500);
  const agentSilentAt = await clickAt(desk, "mute");
  await listen(caller, 500);
  await desk.getByTestId("hang-up").click();
  await waitForState(desk, "contact-state", "wrap-up");
  await caller.waitForEvent("CALL_CLOSED", 15_000);
  await desk.getByTestId("wrap-up-disposition-resolved").click();
  await desk.getByTestId("wrap-up-note").fill("咨询营业时间");
  await picture(desk, "desk-wrap-up.zh-CN");
  await desk.getByTestId("wrap-up-finish").click();
  await desk.getByTestId("contact-state").waitFor({ state: "detached" });

  const heard = await caller.waitHeard(1);
  assert.ok(containsPrompt(heard, "zh-CN/welcome"), "the caller heard the welcome");
  assert.ok(containsPrompt(heard, "zh-CN/connecting"), "the caller heard that an agent is rung");

  const [summary] = await admin.callRecords(1);
  assert.ok(summary);
  const call = await admin.callDetail(
    summary.id,
    ({ disposition, hasRecording, wrapUpMs }) => disposition !== null && hasRecording && wrapUpMs !== null,
  );
  assertAddsUp(call);
  assert.deepEqual(
    call.legs.map((leg) => [leg.kind, leg.codec]),
    [
      ["caller", "PCMA"],
      ["agent", "opus"],
    ],
  );
  assert.equal(call.endCause, "completed");
  assert.equal(call.endedBy, "agent");
  assert.equal(call.note, "咨询营业时间");
  assert.ok(call.holdMs > 1500 && call.talkMs > 3000 && call.waitMs > 3000);
  const recording = await fetchRecording(admin, call);
  assertSides(recording, callerHz, agentHz);
  assertPauseIsSilent(recording, call.recordings[0]?.segments ?? [], stalledInPauseMs);
  const apart = toneEndMs(recording, 1, agentHz) - toneEndMs(recording, 0, callerHz);
  const outOfStepMs = apart - (agentSilentAt - callerSilentAt);
  context.diagnostic(`${outOfStepMs.toFixed(0)} ms out of step, ${stalls.totalMs.toFixed(0)} ms stalled`);
  assert.ok(Math.abs(outOfStepMs) <= 40 + stalls.totalMs, `the sides are ${outOfStepMs} ms out of step`);

  // The administrator finds the call on the console and plays it.
  const console = await browser.newPage();
  await console.goto(tandem.firstUser("admin").signInUrl);
  await console.locator("[data-testid^='live-queue-']").first().waitFor();
  await picture(console, "console-live.zh-CN");
  const consoleUrl = `${tandem.httpUrl.replace("127.0.0.1", "localhost")}/console`;
  await console.goto(`${consoleUrl}/calls`);
  await console.getByTestId(`call-row-${call.id}`).click();
  await console.getByTestId("call-timeline").waitFor();
  await console.locator('.t-player[data-state="ready"]').waitFor({ timeout: 15_000 });
  await console.getByTestId("recording-play").click();
  await console.getByText(/^0:0[12] \/ 0:/).waitFor({ timeout: 5000 });
  assert.ok((await console.getByTestId("recording-segments").locator("li").count()) >= 3);
  await picture(console, "console-call.zh-CN");
  for (const page of ["calls", "setup", "system"]) {
    await console.goto(`${consoleUrl}/${page}`);
    await console.waitForLoadState("networkidle");
    await picture(console, `console-${page}.zh-CN`);
  }
  await console.goto(`${consoleUrl}/calls/${call.id}`);
  await console.getByTestId("language-switch").click();
  await console.locator('.t-player[data-state="ready"]').waitFor({ timeout: 15_000 });
  await picture(console, "console-call.en");
  await desk.getByTestId("language-switch").click();
  await picture(desk, "desk-empty.en");
  assert.deepEqual(browser.problems, []);
});
