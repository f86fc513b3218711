// An administrator gives agents skills and has a queue ask for one, on the console and while the system runs: the next caller goes
// to who knows enough, whoever has been idle longer, and the call's page says why. In both languages, light and dark.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { choosePresence, dialQueue, newestCall, startDeskAgent } from "../support/floor-people.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";

test("a queue asks for a skill: refused while nobody has it, and then who has it is rung", async () => {
  await using tandem = await startTandem();
  const admin = await ApiClient.signIn(tandem, "admin");
  await using idle = await startDeskAgent(tandem, "1001");
  await using skilled = await startDeskAgent(tandem, "1002");
  await using caller = await startBaresip({ user: "13800138000" });
  for (const agent of [idle, skilled]) await choosePresence(agent, "available");
  await using chromium = await startChromium();
  const page = await chromium.newPage();
  await page.goto(tandem.firstUser("admin").signInUrl);
  await page.locator(".console-nav").getByText("队列").click();

  await page.locator("#skill-name").fill("英语");
  await page.getByTestId("skill-add").click();
  const change = page.locator('[data-testid^="routing-queue-"]').first();
  await change.click();
  await page.getByTestId("skill-row-add").click();
  await save(page);
  await page.getByTestId("routing-problem").getByText("队列里没有坐席具备所要求的技能").waitFor();
  await picture(page, "routing-form-zh");
  await page.keyboard.press("Escape");
  await page.getByTestId("routing-agent-1002").click();
  await page.getByTestId("skill-row-add").last().click();
  await save(page);
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await picture(page, "routing-zh");

  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await change.click();
  await page.getByTestId("skill-row-add").click();
  await picture(page, "routing-form-en-dark");
  await save(page);
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByText("≥ 5").waitFor();
  await showQueueSettings(page, change);
  await picture(page, "routing-en-dark");

  await dialQueue(caller, tandem);
  await skilled.phone.waitForEvent("CALL_INCOMING");
  await skilled.phone.accept();
  await skilled.phone.waitForEvent("CALL_ESTABLISHED");
  await caller.hangUp();
  await untilNothingLeft(tandem);
  const { id, timeline } = await newestCall(admin, 1);
  const offers = timeline.filter(({ type }) => type === "OfferExplained").map(({ data }) => data["why"]);
  assert.deepEqual(offers, [{ ...explained, waitedMs: (offers[0] as typeof explained).waitedMs }]);
  await page.goto(new URL(`/console/calls/${id}`, page.url()).href);
  await page.getByText(/Why [^:]*: longest idle; 1 free with the skills/).waitFor();
  await picture(page, "routing-why-en-dark");

  const { skills } = await admin.call(endpoints.getRouting);
  await admin.call(endpoints.deleteSkill, { params: { skillId: skills[0]?.id ?? "" } });
  const { queues } = await admin.call(endpoints.getRouting);
  assert.deepEqual(queues.find(({ overflow }) => overflow.length > 0)?.skills, []);
  assert.deepEqual(
    chromium.problems.filter((problem) => !problem.includes("422")),
    [],
  );
});

/** Business hours, a listed number, overflow, and a second queue that comes and goes. */
async function showQueueSettings(page: Page, change: Locator): Promise<void> {
  await page.getByTestId("hours-add").click();
  await page.locator("#hours-name").fill("Office");
  await page.getByTestId("hours-sat").fill("9:00-12:00, 11:00-13:00");
  await page.getByTestId("exception-add").click();
  await page.getByLabel("From").fill("2026-10-01");
  await page.getByLabel("Until").fill("2026-10-07");
  await save(page);
  await page.getByTestId("hours-problem").getByText("two spans of a day overlap").waitFor();
  await page.getByTestId("hours-sat").fill("9:00-12:00");
  // The seven days of October are there already.
  await page.getByTestId("holidays-china").click();
  await page.getByLabel("From").nth(12).waitFor();
  assert.equal(await page.getByLabel("From").count(), 13);
  await picture(page, "hours-form-en-dark");
  await save(page);
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByTestId("business-hours").getByText("Saturday: 09:00-12:00").waitFor();
  await page.locator("#listed-number").fill("13900000000");
  await page.getByTestId("listed-add").click();
  await page.getByTestId("listed-numbers").getByText("priority +5").waitFor();

  await change.click();
  for (const [tab, name] of [
    ["Order and target", "order"],
    ["While waiting", "announcements"],
    ["Hours and overflow", "overflow"],
  ] as const) {
    await page.getByRole("tab", { name: tab }).click();
    if (name === "overflow") for (let n = 0; n < 2; n++) await page.getByTestId("overflow-add").click();
    await picture(page, `queue-form-${name}-en-dark`);
  }
  await save(page);
  await page.getByTestId("routing-problem").getByText("this one never counts").waitFor();
  await page.getByTestId("overflow-1").getByRole("button", { name: "Remove" }).click();
  await save(page);
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByText("rules: 1").waitFor();

  await page.getByTestId("queue-add").click();
  await page.locator("#queue-name").fill("Second");
  await save(page);
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByTestId("remove-Second").click();
  await page.getByTestId("queue-use").getByText("0 callers wait").waitFor();
  await picture(page, "queue-remove-en-dark");
  await save(page);
  await page.getByTestId("remove-Second").waitFor({ state: "hidden" });
  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "light" });
  await picture(page, "queues-page-zh");
  await change.click();
  await page.getByRole("tab", { name: "营业时间与溢出" }).click();
  await picture(page, "queue-form-overflow-zh");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
}

async function save(page: Page): Promise<void> {
  await page.locator(".ant-modal-footer .ant-btn-primary").last().click();
}

const explained = {
  trigger: "contact-came",
  strategy: "longest-idle",
  waitedMs: 0,
  free: 1,
  nextAgents: [],
  passedOver: { offDuty: 0, notReady: 0, busy: 0, resting: 0, unskilled: 1 },
  nextContacts: [],
};
