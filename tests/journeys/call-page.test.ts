// A visitor calls from the public page in one browser, an agent answers on the desk in another.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { heardTone, startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, assertSides, fetchRecording } from "../support/call-checks.ts";
import { picture, waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { slice, tonePresentMs } from "../support/tone.ts";

/** A tone is there in more than 80 % of what a page plays, within eight tries of a second and a half. */
async function assertHears(page: Page, frequencyHz: number): Promise<void> {
  let presentMs = 0;
  for (let tries = 0; tries < 8 && presentMs <= 1200; tries++) {
    const heard = await heardTone(page, 2500);
    presentMs = tonePresentMs(slice(heard, 1000, 2500), heard.sampleRateHz, frequencyHz);
  }
  assert.ok(presentMs > 1200, `${frequencyHz} Hz is heard for ${presentMs} ms of 1500`);
}

test("a visitor's browser rings number 4000 and speaks with an agent's browser", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem();
  const admin = await ApiClient.signIn(tandem, "admin");
  const viewport = { width: 1280, height: 720 };
  await using agentBrowser = await startChromium({ speaks: tones.microphone(agentHz), viewport });
  await using visitorBrowser = await startChromium({ speaks: tones.microphone(callerHz), viewport });

  const desk = await agentBrowser.newPage();
  await desk.goto(tandem.firstUser("agent").signInUrl);
  await waitForState(desk, "phone-state", "registered");
  await desk.getByTestId("presence-menu").click();
  await desk.getByTestId("presence-available").click();
  await waitForState(desk, "presence-state", "available");

  const visitor = await visitorBrowser.newPage();
  await visitor.goto(`${tandem.httpUrl.replace("127.0.0.1", "localhost")}/call`);
  await waitForState(visitor, "call-state", "idle");
  await picture(visitor, "call-page-idle.zh-CN");
  await visitor.getByTestId("call-start").click();
  await waitForState(visitor, "call-state", "in-call");
  await visitor.getByTestId("call-keypad").click();
  await visitor.getByTestId("keypad-1").click();
  await picture(visitor, "call-page-in-call.zh-CN");

  await waitForState(desk, "contact-state", "offered");
  await desk.keyboard.press("Enter");
  await waitForState(desk, "contact-state", "talking");
  await assertHears(desk, callerHz);
  await assertHears(visitor, agentHz);

  await visitor.getByTestId("call-hang-up").click();
  await waitForState(desk, "contact-state", "wrap-up");
  await waitForState(visitor, "call-state", "ended");
  await picture(visitor, "call-page-ended.zh-CN");

  const [summary] = await admin.callRecords(1);
  assert.ok(summary);
  const call = await admin.callDetail(summary.id, ({ hasRecording }) => hasRecording);
  assertAddsUp(call);
  assert.deepEqual([call.ani, call.endCause, call.endedBy], ["web", "completed", "caller"]);
  const recording = await fetchRecording(admin, call);
  assertSides(recording, callerHz, agentHz);
  assert.deepEqual([...agentBrowser.problems, ...visitorBrowser.problems], []);
});
