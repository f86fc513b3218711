// A figure of a queue crosses its limit: the wallboard and every page of the console show it, and people are told by mail
// and webhook; when it is good again, all of them learn that too.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { startHookServer, startMailServer } from "../support/alarm-servers.ts";
import { ApiClient } from "../support/api-client.ts";
import { dialQueue } from "../support/floor-people.ts";
import { watchLive } from "../support/live-watcher.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture } from "../support/pages.ts";
import { openAs } from "../support/sign-page-in.ts";
import { startTandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

test("a crossed limit is seen on every page, told by mail and signed webhook, and cleared when it is good again", async () => {
  await using mail = await startMailServer();
  await using hook = await startHookServer(204);
  await using tandem = await startTandem({
    env: {
      TANDEM_SMTP_URL: mail.url,
      TANDEM_MAIL_FROM: "tandem@example.com",
      TANDEM_WEBHOOK_ALLOWED: "127.0.0.0/8,::1",
      NODE_EXTRA_CA_CERTS: hook.certificateFile,
    },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  const agent = await ApiClient.signIn(tandem, "1001");
  assert.equal((await agent.fetch(endpoints.listAlarmRecipients, {})).status, 403);
  using floor = await watchLive(tandem, admin);
  await using chromium = await startChromium();
  const page = await openAs(tandem, await chromium.newPage(), admin, "/console/queues");

  await addRecipient(page, "邮件", "boss@example.com");
  await addRecipient(page, "Webhook", hook.url);
  const secret = await page.getByTestId("recipient-secret").innerText();
  for (const button of await page.getByTestId("recipient-test").all()) await button.click();
  await page.locator('[data-testid="alarm-recipients"] [data-state="delivered"]').nth(1).waitFor();
  assert.deepEqual([mail.mails.length, hook.hooks.length], [1, 1]);
  await page.getByTestId("alarm-recipients").scrollIntoViewIfNeeded();
  await picture(page, "alarm-recipients-zh");
  await page.reload();
  await page.getByTestId("recipient-test").first().waitFor();
  assert.equal(await page.getByTestId("recipient-secret").count(), 0, "a secret is shown once");

  await page.goto(`${tandem.httpUrl}/console/wallboard`);
  await page.getByTestId("wall-limits").first().click();
  for (const place of [0, 1]) await page.getByTestId(`wall-limit-waiting-${place}`).fill("1");
  await page.getByTestId("wall-limit-longestSeconds-0").fill("3000");
  await page.getByTestId("wall-limit-longestSeconds-1").fill("3000");
  await page.getByTestId("wall-limit-hold").fill("1");
  await picture(page, "alarm-limits-zh");
  await page.locator(".ant-modal-footer .ant-btn-primary").click();
  await floor.until("the thresholds are taken over", ({ queues }) => queues[0]?.thresholds.holdSeconds === 1);

  await using caller = await startBaresip({ user: "13800138000" });
  await dialQueue(caller, tandem);
  await page.locator('.wall-figure[data-state="alarm"]').first().waitFor();
  await page.goto(`${tandem.httpUrl}/console/queues`);
  await page.getByTestId("queue-alarms").getByText("等待人数").waitFor();
  await until("both are told that it was raised", () => told(mail.mails, hook.hooks, "raised"));
  await caller.hangUp();
  await page.getByTestId("queue-alarms").waitFor({ state: "detached" });
  await until("both are told that it is over", () => told(mail.mails, hook.hooks, "cleared"));

  for (const { headers, body } of hook.hooks) {
    const signed = createHmac("sha256", secret).update(`${String(headers["x-tandem-timestamp"])}.${body}`);
    assert.equal(headers["x-tandem-signature"], `sha256=${signed.digest("hex")}`);
  }
  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByTestId("alarm-recipients").getByText("cleared").first().waitFor();
  await page.getByTestId("alarm-recipients").scrollIntoViewIfNeeded();
  await picture(page, "alarm-recipients-en-dark");
  for (const text of [secret, mail.password])
    assert.ok(!tandem.logLines.some((line) => line.includes(text)), "no secret is in the log");
  await untilNothingLeft(tandem);
  assert.deepEqual(chromium.problems, []);
});

async function addRecipient(page: Page, kind: string, address: string): Promise<void> {
  const rows = page.getByTestId("recipient-test");
  const card = page.getByTestId("alarm-recipients");
  await card.waitFor();
  const before = await rows.count();
  await page.getByTestId("recipient-kind").click();
  await page.locator(".ant-select-item-option", { hasText: kind }).click();
  await page.locator("#recipient-address").fill(address);
  await page.getByTestId("recipient-add").click();
  await rows.nth(before).waitFor();
}

/** Of the number who wait, at both levels: the webhook has the level of an alarm, as the mail. */
function told(
  mails: readonly { readonly text: string }[],
  hooks: readonly { readonly body: string }[],
  kind: "raised" | "cleared",
): boolean {
  const events = hooks.map(({ body }) => JSON.parse(body) as { kind: string; figure: string; level: string });
  const count = mails.length - 1;
  const wanted = kind === "raised" ? 1 : 2;
  return (
    count >= wanted &&
    events.some((event) => event.kind === kind && event.figure === "waiting" && event.level === "alarm")
  );
}
