// A recording moves to an object store, plays from there, is held and deleted; who looks after the node sees what is wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { CallDetail } from "@tandem/contract";
import type { Page } from "playwright-core";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { choosePresence, dialQueue, sipAddress, startDeskAgent } from "../support/floor-people.ts";
import { watchLive } from "../support/live-watcher.ts";
import { picture } from "../support/pages.ts";
import { startS3Server } from "../support/s3-server.ts";
import { freeTandemPorts, startTandem } from "../support/tandem.ts";
import { callerHz, ToneFiles } from "../support/tone-files.ts";

/** The page in both looks and both languages, for a person to look at. */
async function pictures(page: Page, name: string): Promise<void> {
  for (const language of ["zh-CN", "en"]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 400)))");
      await picture(page, `${name}.${language}-${colorScheme}`);
    }
    await page.getByTestId("language-switch").click();
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** What the page is told of a call, changed on its way. */
async function tellPage(page: Page, callId: string, change: (call: CallDetail) => void): Promise<void> {
  await page.route(`**/api/v1/calls/${callId}`, async (route) => {
    const response = await route.fetch();
    const call = (await response.json()) as CallDetail;
    change(call);
    await route.fulfill({ response, json: call });
  });
}

test("a recording moves to the store, plays from there, and ends as its tenant wishes", async () => {
  await using s3 = await startS3Server();
  using tones = new ToneFiles();
  const ports = await freeTandemPorts();
  const { endpoint, bucket, accessKeyId, secretAccessKey } = s3.settings;
  await using tandem = await startTandem({
    ports,
    env: {
      TANDEM_RECORDING_STORE: "s3",
      TANDEM_S3_ENDPOINT: endpoint,
      TANDEM_S3_BUCKET: bucket,
      TANDEM_S3_PREFIX: "tandem",
      TANDEM_S3_ACCESS_KEY_ID: accessKeyId,
      TANDEM_S3_SECRET_ACCESS_KEY: secretAccessKey,
      // Two legs, and not one more.
      TANDEM_RTP_PORTS: `${ports.rtpFirst}-${ports.rtpFirst + 3}`,
      TANDEM_MEDIA_WORKERS: "1",
    },
  });
  tandem.expectErrors(/no RTP port is free/);
  const admin = await ApiClient.signIn(tandem, "admin");
  using floor = await watchLive(tandem, admin);
  await using agent = await startDeskAgent(tandem, "1001", { answers: "auto" });
  await choosePresence(agent, "available");
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  await dialQueue(caller, tandem);
  const { id: callId } = await floor.callAt("talking", 30_000);
  await using another = await startBaresip({ user: "13800138001" });
  await another.dial(`sip:4000@${sipAddress(tandem)}`);
  const closed = await another.waitForEvent("CALL_CLOSED");
  assert.match(JSON.stringify(closed), /503/);
  const usedUp = await floor.until("ports are missed", ({ alarms }) => alarms[0]);
  assert.deepEqual([usedUp.kind, usedUp.count], ["ports-used-up", 1]);
  // Something to see of the waveform.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await caller.hangUp();

  // The refused call has a record as well.
  await admin.callRecords(2);
  const call = await admin.callDetail(callId, ({ recordings }) => recordings[0]?.storedIn === "s3");
  const [recording] = call.recordings;
  assert.ok(recording);
  const audio = (range: string) =>
    fetch(`${tandem.httpUrl}${recording.audioUrl}`, { headers: { Cookie: admin.cookie, Range: range } });
  const part = await audio("bytes=1000-8999");
  assert.deepEqual([part.status, (await part.arrayBuffer()).byteLength], [206, 8000]);
  await s3.away();
  assert.equal((await audio("bytes=0-99")).status, 503);
  await s3.back();

  await using browser = await startChromium({ viewport: { width: 1280, height: 900 } });
  const page = await browser.newPage();
  await page.goto(tandem.firstUser("admin").signInUrl);
  await page.getByTestId("language-switch").waitFor();
  await page.getByRole("navigation").waitFor();
  const callUrl = new URL(`/console/calls/${call.id}`, page.url()).href;
  await page.goto(callUrl);
  await page.locator('.t-player[data-state="ready"]').waitFor();
  await page.getByTestId("alarm-ports-used-up").waitFor();
  await pictures(page, "recording-call");
  await page.getByRole("button", { name: "锁定保留" }).click();
  await page.getByTestId("recording-held").waitFor();
  assert.ok(await page.getByRole("button", { name: "删除录音" }).isDisabled());
  assert.equal(
    (await admin.fetch(endpoints.deleteRecording, { params: { recordingId: recording.id } })).status,
    409,
  );
  await tellPage(page, call.id, (told) => {
    const [first] = told.recordings;
    if (first)
      told.recordings = [
        { ...first, incompleteFromMs: 1500 },
        { ...first, id: crypto.randomUUID(), state: "locked" },
      ];
  });
  await page.reload();
  await page.getByTestId("recording-incomplete").waitFor();
  await page.locator('.t-player[data-state="ready"]').waitFor();
  await pictures(page, "recording-locked");
  await page.unrouteAll();
  await page.reload();
  await page.getByRole("button", { name: "取消锁定" }).click();
  await page.getByRole("button", { name: "删除录音" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除录音" }).click();
  await page.getByText("密钥和文件已销毁", { exact: false }).waitFor();
  await page.getByText("录音已永久删除").first().waitFor();
  await pictures(page, "recording-deleted");
  assert.equal((await audio("bytes=0-99")).status, 410);
  const { timeline } = await admin.callDetail(callId, (each) =>
    each.timeline.some(({ type }) => type === "RecordingDeleted"),
  );
  assert.ok(timeline.every(({ data }) => !("wrappedKey" in data)));

  await page.goto(new URL("/console/security", page.url()).href);
  const policy = page.getByTestId("recording-policy");
  await policy.getByRole("spinbutton").fill("0");
  await policy.getByText("请输入 1 到 36500", { exact: false }).waitFor();
  await policy.scrollIntoViewIfNeeded();
  await pictures(page, "recording-policy");
  await policy.getByRole("spinbutton").fill("30");
  await policy.getByRole("button").last().click();
  await page.getByRole("dialog").getByText("30 天以前", { exact: false }).waitFor();
  await picture(page, "recording-policy-shorter");
  await page.getByRole("dialog").getByRole("button").last().click();
  await page.getByText("已保存").waitFor();
  assert.equal((await admin.call(endpoints.getRecordingPolicy)).keepDays, 30);
  assert.deepEqual([...browser.problems], []);
});
