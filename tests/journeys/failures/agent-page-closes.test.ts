// The agent's page goes away, while the phone rings and while talking: the caller is never left in silence for long.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startBaresip } from "../../peers/baresip.ts";
import type { Baresip } from "../../peers/baresip.ts";
import { heardTone, startChromium } from "../../peers/chromium.ts";
import { ApiClient } from "../../support/api-client.ts";
import { assertAddsUp } from "../../support/call-checks.ts";
import { setQueues } from "../../support/configuration.ts";
import { choosePresence, dialQueue, startDeskAgent } from "../../support/floor-people.ts";
import { watchLive } from "../../support/live-watcher.ts";
import { untilNothingLeft } from "../../support/nothing-left.ts";
import { startTandem } from "../../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../../support/tone-files.ts";
import { levelDbfs, slice, toneShare } from "../../support/tone.ts";
import { until } from "../../support/until.ts";
import { durationMs } from "../../support/wav.ts";

/** How long a page that was closed has to come back before the caller is given to somebody else. */
const graceMs = 30_000;
/** Softer than any prompt or music, louder than what an empty line carries. */
const silenceDbfs = -60;

const phoneRateHz = 8000;

const stateOf = (page: Page, testId: string, value: string) =>
  page.locator(`[data-testid="${testId}"][data-state="${value}"]`).waitFor({ timeout: 15_000 });

/** Resolves when a second of what the caller hears, beginning now, is as wanted. */
async function untilHeard(
  caller: Baresip,
  what: string,
  wanted: (second: Int16Array) => boolean,
): Promise<void> {
  await until(`the caller hears ${what}`, async () => {
    const fromMs = durationMs(await caller.waitHeard(1));
    return wanted(slice(await caller.waitHeard(fromMs + 1000), fromMs, fromMs + 1000));
  });
}

const isMusic = (second: Int16Array): boolean => levelDbfs(second) > silenceDbfs && !isAgent(second);

/** Chromium's own sound processing lets a pure tone through in bursts of a quarter of a second: one is enough. */
function isAgent(second: Int16Array): boolean {
  const part = phoneRateHz / 10;
  return Array.from({ length: 10 }, (_, n) => second.subarray(n * part, (n + 1) * part)).some(
    (samples) => levelDbfs(samples) > silenceDbfs && toneShare(samples, phoneRateHz, agentHz) > 0.9,
  );
}

test("the caller goes to another agent when the page closes while it rings, and comes back to the head of the queue when it is closed for good while talking", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem({ prepare: (set) => setQueues(set, { wrap_up_seconds: 0 }) });
  const admin = await ApiClient.signIn(tandem, "admin");
  using floor = await watchLive(tandem, admin);
  await using browser = await startChromium({ speaks: tones.microphone(agentHz) });
  await using other = await startDeskAgent(tandem, "1002", { speaks: tones.phone(agentHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  const desk = await browser.newPage();
  await desk.goto(tandem.firstUser("agent").signInUrl);
  await stateOf(desk, "phone-state", "registered");
  await desk.getByTestId("presence-menu").click();
  await desk.getByTestId("presence-available").click();
  await dialQueue(caller, tandem);
  await stateOf(desk, "contact-state", "offered");

  // Closed while it rings, and nobody else is there: the caller keeps waiting with music.
  const context = desk.context();
  await desk.close();
  await floor.agentAs("1001", { reachable: false, workState: "idle" });
  await floor.callAt("waiting");
  await untilHeard(caller, "music", isMusic);
  // As soon as another agent is there, that one is rung, and declines.
  await choosePresence(other, "available");
  await other.phone.waitForEvent("CALL_INCOMING");
  await choosePresence(other, "away");
  await other.phone.hangUp();

  // The agent opens the page again, still signed in and still available, and is offered the caller.
  const again = await context.newPage();
  await again.goto(`${tandem.httpUrl.replace("127.0.0.1", "localhost")}/`);
  await stateOf(again, "contact-state", "offered");
  await again.getByTestId("answer").click();
  await stateOf(again, "contact-state", "talking");
  await untilHeard(caller, "the agent", isAgent);

  await until("the agent hears the caller", async () => {
    const heard = await heardTone(again, 1000);
    return toneShare(slice(heard, 0, 1000), heard.sampleRateHz, callerHz) > 0.9;
  });

  // Closed for good while talking: the caller hears music, and after the grace time another agent answers.
  const call = await floor.callAt("talking");
  await choosePresence(other, "available");
  await again.close();
  await floor.agentAs("1001", { reachable: false }, 5000);
  await untilHeard(caller, "music again", isMusic);
  await other.phone.waitForEvent("CALL_INCOMING", graceMs + 5000);
  await floor.agentAs("1001", { workState: "idle" });
  await other.phone.accept();
  await floor.callAt("talking");
  await untilHeard(caller, "the other agent", isAgent);
  await caller.hangUp();
  await untilNothingLeft(tandem);

  const record = await admin.callDetail(call.id);
  assertAddsUp(record);
  const returned = record.timeline
    .filter(({ type }) => type === "ContactReturned")
    .map(({ data }) => data["reason"]);
  assert.deepEqual(returned, ["phone-lost"]);
  assert.deepEqual([record.endCause, record.endedBy], ["completed", "caller"]);
});
