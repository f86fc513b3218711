// The media process is killed: calls go over to a fresh one within seconds, and what was lost shows as a gap.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startBaresip } from "../../peers/baresip.ts";
import type { Baresip } from "../../peers/baresip.ts";
import { heardTone, startChromium } from "../../peers/chromium.ts";
import { startLinphone } from "../../peers/linphone.ts";
import type { Linphone } from "../../peers/linphone.ts";
import { headerOf, openRawSip } from "../../peers/raw-sip.ts";
import { ApiClient } from "../../support/api-client.ts";
import { assertAddsUp, assertOneGap, fetchRecording } from "../../support/call-checks.ts";
import { addAgent, setQueues } from "../../support/configuration.ts";
import { dialQueue, sipAddress, startDeskAgent } from "../../support/floor-people.ts";
import { assertHears, assertHearsMusic, shareAtPage, shareHeard } from "../../support/hearing.ts";
import { watchLive } from "../../support/live-watcher.ts";
import { errorsIn } from "../../support/log-lines.ts";
import { MachineStalls } from "../../support/machine-stalls.ts";
import { mediaPid, untilNothingLeft } from "../../support/nothing-left.ts";
import { picture, waitForState } from "../../support/pages.ts";
import { Program } from "../../support/process.ts";
import { startTandem } from "../../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../../support/tone-files.ts";
import { slice, toneShare } from "../../support/tone.ts";
import { until } from "../../support/until.ts";
import { durationMs } from "../../support/wav.ts";
import type { Sound } from "../../support/wav.ts";

/** On a machine that starts a media process within three quarters of a second. */
const backWithinMs = 3000;
/** What two desk phones say to each other. */
const [oneHz, otherHz] = [900, 1700];

/** Milliseconds from a moment until a phone hears a tone of which it had heard nothing for a while. */
async function msUntilHeard(phone: Baresip | Linphone, hz: number, since: number): Promise<number> {
  const heard = async () => (await shareHeard(phone, 200, hz)) > 0.5;
  await until(`${phone.uri} hears ${hz} Hz`, heard, 20_000);
  return performance.now() - since;
}

/** When, in a page's sound, a tone is there for good after its gap. */
function backAtMs(sound: Sound, hz: number): number {
  let back = 0;
  for (let at = 0; at + 100 <= durationMs(sound); at += 100) {
    if (toneShare(slice(sound, at, at + 100), sound.sampleRateHz, hz) < 0.5) back = at + 100;
  }
  return back;
}

/** How long this machine takes, now, to start a media process that nobody uses. */
async function mediaStartMs(): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "tandem-idle-media-"));
  const entry = path.join(import.meta.dirname, "../../../server/src/media-host/main.ts");
  const startedAt = performance.now();
  await using program = new Program("node", [entry, "--socket", path.join(folder, "media.sock")]);
  await program.waitFor(/^media-host ready/);
  const tookMs = performance.now() - startedAt;
  await program.end();
  rmSync(folder, { recursive: true, force: true });
  return tookMs;
}

async function openDesk(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await waitForState(page, "phone-state", "registered");
  await page.getByTestId("presence-menu").click();
  await page.getByTestId("presence-available").click();
}

test(
  "talks, music and recordings go over to a fresh media process within seconds",
  { timeout: 150_000 },
  async (context) => {
    using tones = new ToneFiles();
    await using tandem = await startTandem({
      prepare: async (set) => {
        await setQueues(set, { wrap_up_seconds: 60 });
        await addAgent(set, "1003");
      },
    });
    tandem.expectErrors(/the media process died/);
    const admin = await ApiClient.signIn(tandem, "admin");
    using floor = await watchLive(tandem, admin);
    await using browser = await startChromium({ speaks: tones.microphone(agentHz) });
    await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
    await using waiting = await startBaresip({ user: "13800138001" });
    // One of them wants nothing but encrypted sound.
    await using one = await startLinphone({
      user: "1002",
      password: tandem.firstRun().users.find(({ name }) => name === "1002")?.sipSecret ?? "",
      registrar: `127.0.0.1:${tandem.ports.sips}`,
      transport: "tls",
      authorityFile: `${tandem.dataDir}/tls/self-signed.crt.pem`,
      mediaEncryption: "srtp-mand",
      speaks: tones.phone(oneHz),
    });
    await using other = await startDeskAgent(tandem, "1003", { speaks: tones.phone(otherHz) });
    using stubborn = await openRawSip({ over: "udp", from: "127.0.0.1", toPort: tandem.ports.sip });
    const desk = await browser.newPage();
    await openDesk(desk, tandem.firstUser("agent").signInUrl);
    await dialQueue(caller, tandem);
    await waitForState(desk, "contact-state", "offered");
    await desk.getByTestId("answer").click();
    await waitForState(desk, "contact-state", "talking");
    const talkingSince = Date.now();
    await other.phone.dial(`sip:1002@${sipAddress(tandem)}`);
    await one.waitForEvent("incoming");
    one.accept();
    await one.waitForEvent("talking");
    await dialQueue(waiting, tandem);
    await floor.until("one waits", ({ queues }) => queues[0]?.waiting === 1);
    await assertHearsMusic(waiting, agentHz);
    const inFlow = await stubborn.call(`sip:4000@${sipAddress(tandem)}`);
    await assertHears("the caller", () => shareHeard(caller, 1000, agentHz));
    await assertHears("the desk", () => shareAtPage(desk, callerHz));
    await assertHears("one", () => shareHeard(one, 1000, otherHz));

    const startMs = await mediaStartMs();
    await using stalls = new MachineStalls();
    const doomedPid = await mediaPid(admin);
    const atDesk = heardTone(desk, 8000);
    const listeningSince = performance.now();
    process.kill(doomedPid, "SIGKILL");
    const killedAt = performance.now();
    await floor.until("pages say so", ({ system }) => system.reason === "media-unavailable");
    await picture(desk, "media-unavailable.zh-CN");
    // Who does not want to go over is told why the call ends.
    const offered = await stubborn.waitFor(inFlow, /^INVITE /);
    stubborn.refuse(offered, 488);
    const backMs = await Promise.all([
      msUntilHeard(caller, agentHz, killedAt),
      msUntilHeard(one, otherHz, killedAt),
      msUntilHeard(other.phone, oneHz, killedAt),
    ]);
    const deskBackMs = backAtMs(await atDesk, callerHz) - (killedAt - listeningSince);
    const all = [...backMs, deskBackMs].map((ms) => Math.round(ms));
    const allowedMs = Math.max(backWithinMs, 3 * startMs + 1000) + stalls.totalMs;
    context.diagnostic(
      `heard again after ${all.join(", ")} ms, ${Math.round(stalls.totalMs)} ms of them stalled; allowed ${Math.round(allowedMs)}`,
    );
    for (const ms of all) assert.ok(ms < allowedMs, `heard again after ${ms} ms`);
    const goodbye = await stubborn.waitFor(inFlow, /^BYE /);
    stubborn.accept(goodbye);
    assert.equal(headerOf(goodbye, "Reason"), 'Q.850;cause=41;text="Temporary failure"');
    assert.notEqual(await mediaPid(admin), doomedPid);
    await floor.until("pages say that it is over", ({ system }) => system.state === "ok");
    await assertHearsMusic(waiting, agentHz);
    await floor.until("one waits still", ({ queues }) => queues[0]?.waiting === 1);

    // Hold, keys and hang-up work as before.
    await desk.getByTestId("hold").click();
    await waitForState(desk, "contact-state", "on-hold");
    await assertHearsMusic(caller, agentHz);
    await desk.getByTestId("hold").click();
    await waitForState(desk, "contact-state", "talking");
    await assertHears("the caller", () => shareHeard(caller, 1000, agentHz));
    one.hangUp();
    await other.phone.waitForEvent("CALL_CLOSED");
    await waiting.hangUp();
    await caller.hangUp();
    const talkedMs = Date.now() - talkingSince;
    await waitForState(desk, "contact-state", "wrap-up");

    const calls = await admin.callRecords(4);
    const talked = await admin.callDetail(
      calls.find(({ ani }) => ani === "13800138000")?.id ?? "",
      ({ hasRecording }) => hasRecording,
    );
    assertAddsUp(talked);
    assert.deepEqual([talked.endCause, talked.endedBy], ["completed", "caller"]);
    const told = talked.timeline.filter(({ type }) => /Restarted|Restored|Continued/.test(type));
    assert.deepEqual(told.map(({ type }) => type).toSorted(), [
      "MediaRestarted",
      "RecordingContinued",
      "SoundRestored",
      "SoundRestored",
    ]);
    const recording = await fetchRecording(admin, talked);
    assert.ok(
      Math.abs(durationMs(recording) - talkedMs) < 1500,
      `${durationMs(recording)} of ${talkedMs} ms`,
    );
    assertOneGap(talked, recording, callerHz, agentHz);
    const known = new Set(["13800138000", "13800138001", "1003"]);
    const refused = await admin.callDetail(calls.find(({ ani }) => !known.has(ani))?.id ?? "");
    assert.deepEqual([refused.endCause, refused.endedBy], ["media-lost", "system"]);
    await desk.getByTestId("wrap-up-disposition-resolved").click();
    await desk.getByTestId("wrap-up-finish").click();
    const page = await browser.newPage();
    await page.goto(tandem.firstUser("admin").signInUrl);
    await page.getByTestId("language-switch").waitFor();
    await page.goto(new URL(`/console/calls/${talked.id}`, page.url()).href);
    await page.getByText("录音中断", { exact: true }).waitFor();
    await picture(page, "call-gap.zh-CN");
    await page.getByTestId("language-switch").click();
    await page.getByText("Gap", { exact: true }).waitFor();
    await picture(page, "call-gap.en");

    // The next call is as any other.
    await dialQueue(caller, tandem);
    await waitForState(desk, "contact-state", "offered");
    await desk.getByTestId("answer").click();
    await assertHears("the caller", () => shareHeard(caller, 1000, agentHz));
    await caller.hangUp();
    await untilNothingLeft(tandem);
    assert.equal(errorsIn(tandem.logLines).length, 1, errorsIn(tandem.logLines).join("\n"));
  },
);
