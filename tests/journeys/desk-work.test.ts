// An agent's work beside speaking, as the administrator settled it: the phone answers by itself, the queue's script is
// there, and the call is filed under a leaf of the tree, with the note that it asks for.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { setQueues } from "../support/configuration.ts";
import { dialQueue, newestCall, startDeskAgent } from "../support/floor-people.ts";
import { assertHearsOnly } from "../support/hearing.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture, waitForState } from "../support/pages.ts";
import { openAs } from "../support/sign-page-in.ts";
import { startTandem } from "../support/tandem.ts";
import { callerHz, ToneFiles } from "../support/tone-files.ts";

const pageHz = 700;
const script =
  "# 问候\n您好，这里是 **客服**。\n- 核对姓名\n- [知识库](https://example.com/)\n<script>alert(1)</script>";

test(
  "the phone answers by itself, the script is shown, a leaf with its note is filed",
  { timeout: 200_000 },
  async () => {
    using tones = new ToneFiles();
    await using tandem = await startTandem({
      prepare: (configuration) => setQueues(configuration, { wrap_up_seconds: 600 }),
    });
    const admin = await ApiClient.signIn(tandem, "admin");
    const agent = await ApiClient.signIn(tandem, "1001");
    await using chromium = await startChromium({
      speaks: tones.phone(pageHz),
      viewport: { width: 1280, height: 720 },
    });
    await settle(await openAs(tandem, await chromium.newPage(), admin, "/console"));
    await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });

    const desk = await openAs(tandem, await chromium.newPage(), agent, "/");
    await waitForState(desk, "phone-state", "registered");
    await agent.call(endpoints.setPresence, { body: { presence: "available" } });
    await dialQueue(caller, tandem);
    const at = new Date(Date.now() + 6000).toISOString();
    const promised = { at, number: "13900139000", note: "报价" };
    const { id } = await agent.call(endpoints.createReminder, { body: promised });
    // Nobody presses anything.
    await desk.getByTestId("hang-up").waitFor();
    await assertHearsOnly("the caller", caller, [pageHz], [pageHz, callerHz]);
    const shown = desk.getByTestId("script");
    await shown.getByRole("heading", { name: "问候" }).waitFor();
    assert.equal(
      await shown.getByRole("link", { name: "知识库" }).getAttribute("rel"),
      "noreferrer noopener",
    );
    await shown.getByText("<script>alert(1)</script>").waitFor();

    await desk.getByTestId("wrap-up-disposition-complaint").click();
    await desk.getByTestId("wrap-up-disposition-late-delivery").click();
    await picture(desk, "desk-script.zh-CN");
    await desk.getByTestId("hang-up").click();
    await desk.getByTestId("wrap-up-finish").click();
    await desk.getByText("这个结果需要写明备注").waitFor();
    await desk.getByTestId("language-switch").click();
    await desk.emulateMedia({ colorScheme: "dark" });
    await desk.getByText("This outcome needs a note").waitFor();
    await picture(desk, "desk-note-needed-dark.en");
    await desk.getByTestId("wrap-up-note").fill("两天");
    await desk.getByTestId("wrap-up-finish").click();
    await desk.getByTestId("test-call").waitFor();

    // What the agent promised: another one by the form, and this one when its time comes, on a page read anew.
    await promise(desk);
    await desk.reload();
    await desk.getByTestId("reminder-13700137000").waitFor();
    await desk.getByTestId("reminder-due").getByText("13900139000").waitFor();
    await picture(desk, "desk-reminder-dark.en");
    const other = await ApiClient.signIn(tandem, "1002");
    const params = { reminderId: id };
    assert.equal((await other.fetch(endpoints.finishReminder, { params })).status, 404, "not another's");
    await desk.getByTestId("reminder-done").click();
    await desk.getByTestId("reminder-due").waitFor({ state: "detached" });
    const left = (await agent.call(endpoints.listReminders)).reminders.map(({ number }) => number);
    assert.deepEqual(left, ["13700137000"]);

    await untilNothingLeft(tandem);
    const call = await newestCall(admin, 1, ({ disposition }) => disposition !== null);
    assert.deepEqual([call.disposition, call.note], ["late-delivery", "两天"]);
    // Not by the API either: no branch, and no leaf without its note.
    const filed = (disposition: string) =>
      agent.fetch(endpoints.finishWrapUp, { body: { callId: call.id, disposition, note: "" } });
    assert.deepEqual([(await filed("complaint")).status, (await filed("late-delivery")).status], [422, 422]);
    assert.deepEqual(chromium.problems, []);

    // A desk phone is asked the way that desk phones know.
    await desk.close();
    await using phone = await startDeskAgent(tandem, "1002", {});
    await agent.call(endpoints.setPresence, { body: { presence: "away", reason: "break" } });
    await phone.api.call(endpoints.setPresence, { body: { presence: "available" } });
    await using second = await startBaresip({ user: "13800138001" });
    await dialQueue(second, tandem);
    await phone.phone.waitForEvent("CALL_INCOMING");
    await phone.phone.accept();
    await second.hangUp();
    await untilNothingLeft(tandem);
    const { messages } = await ladderOf(admin);
    const invite = messages.find((text) => text.startsWith("INVITE") && text.includes("X-Tandem-Call"));
    assert.match(invite ?? "", /^Call-Info: <sip:tandem>;answer-after=0\r?$/m);
    assert.match(invite ?? "", /^Alert-Info: .*info=alert-autoanswer/m);
  },
);

/** Every SIP message of the newest call, as it was sent. */
async function ladderOf(admin: ApiClient): Promise<{ messages: string[] }> {
  const { id: callId } = await newestCall(admin, 2);
  const { messages } = await admin.call(endpoints.getSignalling, { params: { callId } });
  return { messages: messages.map(({ text }) => text) };
}

/** The administrator has the queue's phones answer by themselves, writes a script and refines "complaint". */
async function settle(page: Page): Promise<void> {
  await page.locator(".console-nav").getByText("设置").click();
  await page.locator('[data-testid^="queue-rules-"]').first().click();
  await page.getByTestId("queue-auto-answer").click();
  await page.getByTestId("queue-script").fill(script);
  await picture(page, "queue-script-form.zh-CN");
  await save(page);
  await page.getByTestId("dispositions-edit").click();
  await page.getByTestId("disposition-add-3-children").click();
  const row = page.getByTestId("disposition-row-3-0");
  await row.getByLabel("中文").fill("送货迟了");
  await row.getByLabel("English").fill("Late delivery");
  await row.getByText("必须写备注").click();
  await picture(page, "dispositions-form.zh-CN");
  await save(page);
  await page.getByTestId("dispositions").getByText("送货迟了").waitFor();
}

async function promise(desk: Page): Promise<void> {
  await desk.getByTestId("reminder-add").click();
  await desk.getByTestId("reminder-number").fill("13700137000");
  await desk.locator("#at").fill("2040-01-02 09:30");
  await desk.keyboard.press("Enter");
  await picture(desk, "desk-reminder-form-dark.en");
  await desk.locator(".ant-modal-footer .ant-btn-primary").click();
  await desk.getByTestId("reminder-13700137000").waitFor();
}

async function save(page: Page): Promise<void> {
  await page.locator(".ant-modal-footer .ant-btn-primary").last().click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}
