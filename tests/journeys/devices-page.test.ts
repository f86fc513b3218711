// An administrator looks after people's devices on the console: adds each kind, sees what is registered, reorders.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { sipAddress } from "../support/floor-people.ts";
import { picture } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";

/** Resolves when nothing has moved for ten frames: a theme is changed in several renders. */
const stillness = `new Promise((resolve) => {
  let still = 0;
  const look = () => {
    const moving = document.getAnimations().some((each) => each.effect?.getTiming().iterations !== Infinity);
    still = moving ? 0 : still + 1;
    if (still < 10) requestAnimationFrame(look); else resolve();
  };
  look();
})`;

/** A picture once nothing moves any more. */
async function settledPicture(page: Page, name: string): Promise<void> {
  await page.evaluate(stillness);
  await picture(page, name);
}

/** The page on a light and on a dark ground, for a person to look at. */
async function pictures(page: Page, name: string): Promise<void> {
  await settledPicture(page, `${name}.zh-CN`);
  await page.emulateMedia({ colorScheme: "dark" });
  await settledPicture(page, `${name}-dark.zh-CN`);
  await page.emulateMedia({ colorScheme: "light" });
}

test("an administrator adds, reorders and switches devices", { timeout: 300_000 }, async () => {
  await using tandem = await startTandem();
  await using browser = await startChromium({ viewport: { width: 1280, height: 800 } });
  await using phone = await startBaresip({
    user: "1001",
    password: tandem.firstUser("agent").sipSecret ?? "",
    registrar: sipAddress(tandem),
  });
  assert.ok(phone.uri);
  const page = await browser.newPage();
  const admin = tandem.firstUser("admin");
  await page.goto(admin.signInUrl);
  await page.getByRole("menuitem", { name: "设备" }).click();
  const card = page.getByTestId("person-1001");
  await card.locator('[data-testid="device-desk-phone"][data-state="online"]').waitFor();
  await card.getByText("baresip", { exact: false }).waitFor();

  // A phone that fetches its settings.
  await card.getByRole("button", { name: "添加设备" }).click();
  await pictures(page, "devices-kinds");
  await page.getByTestId("choose-provisioned").click();
  await page.getByLabel("MAC 地址").fill("00:15:65");
  await page.getByLabel("名称").fill("前台 T46S");
  await page.locator(".ant-modal-footer button").last().click();
  await page.getByText("请输入 12 位十六进制数").waitFor();
  await pictures(page, "devices-settings");
  await page.getByLabel("MAC 地址").fill("00:15:65:aa:bb:cc");
  await page.locator(".ant-modal-footer button").last().click();
  const url = (await page.getByTestId("secret-url").textContent()) ?? "";
  assert.match(url, /\/provisioning\/[\w-]{43}\/$/);
  await pictures(page, "devices-secret");
  await page.getByTestId("secret-noted").click();
  await card.locator('[data-testid="device-desk-phone"][data-state="waits-for-phone"]').waitFor();

  // Its keys go as tones: the setting is kept.
  const edit = async (more: string, item: string) => {
    await page.getByRole("button", { name: more }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await edit("“前台 T46S”的更多操作", "修改");
  await page.getByLabel("按键方式").click();
  await page.getByTitle("带内音").click();
  await pictures(page, "device-edit");
  await page.locator(".ant-modal-footer button").last().click();
  await page.locator(".ant-modal").waitFor({ state: "hidden" });
  await edit("“前台 T46S”的更多操作", "修改");
  await page.locator(".ant-modal").getByTitle("带内音").waitFor();
  await page.locator(".ant-modal-footer button").first().click();

  // A mobile, while no trunk takes outgoing calls.
  await card.getByRole("button", { name: "添加设备" }).click();
  await page.getByTestId("choose-mobile").click();
  await page.getByLabel("手机号码").fill("138 0013 8000");
  await page.locator(".ant-modal-footer button").last().click();
  await card.locator('[data-testid="device-mobile"][data-state="no-trunk"]').waitFor();

  // A phone set up by hand.
  await card.getByRole("button", { name: "添加设备" }).click();
  await page.getByTestId("choose-by-hand").click();
  await page.locator(".ant-modal-footer button").last().click();
  await page.getByTestId("secret-password").waitFor();
  await pictures(page, "devices-account");
  await page.getByTestId("secret-noted").click();

  // In turn, the desk phone first; the browser switched off.
  await card.getByText("依次响铃").click();
  const rows = card.locator(".devices-row");
  await rows.nth(0).and(page.getByTestId("device-browser")).waitFor();
  await rows.nth(1).getByRole("button", { name: "提前" }).click();
  await rows.nth(0).and(page.getByTestId("device-desk-phone")).waitFor();
  await card.getByTestId("device-browser").getByRole("switch").click();
  await card.locator('[data-testid="device-browser"][data-state="off"]').waitFor();
  await card.getByText("响 15 秒").first().waitFor();
  await pictures(page, "devices");

  await page.getByRole("button", { name: "“前台 T46S”的更多操作" }).click();
  await page.getByText("移除").click();
  await page.locator(".ant-modal-confirm-btns .ant-btn-dangerous").click();
  await card.getByText("前台 T46S").waitFor({ state: "detached" });

  await page.getByTestId("language-switch").click();
  await page.getByRole("heading", { name: "Devices" }).waitFor();
  await settledPicture(page, "devices.en");
  await page.getByRole("button", { name: "More for “Desk phone”" }).first().click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await settledPicture(page, "device-edit.en");
  await page.locator(".ant-modal-footer button").first().click();
  await card.getByRole("button", { name: "Add device" }).click();
  await settledPicture(page, "devices-kinds.en");
  await page.getByTestId("choose-by-hand").click();
  await page.locator(".ant-modal-footer button").last().click();
  await page.getByTestId("secret-password").waitFor();
  await settledPicture(page, "devices-account.en");
  assert.deepEqual(browser.problems, []);
});
