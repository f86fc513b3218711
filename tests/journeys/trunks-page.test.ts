// An administrator makes a trunk on the console, sees what is wrong with it in words, mends it, and binds a number
// to it; in both languages, light and dark.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startChromium } from "../peers/chromium.ts";
import { picture } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";

const badge = (page: Page, name: string, state: string) =>
  page.locator(`[data-testid="trunk-${name}"][data-state="${state}"]`).waitFor({ timeout: 30_000 });

test("a trunk is made, is refused with a cure, shows its cause live, and takes a number", async () => {
  await using tandem = await startTandem();
  const silent = createSocket("udp4").bind(0, "127.0.0.1");
  await once(silent, "listening");
  using cleanUp = new DisposableStack();
  cleanUp.defer(() => void silent.close());
  await using chromium = await startChromium();
  const page = await chromium.newPage();
  await page.goto(tandem.firstUser("admin").signInUrl);
  await page.locator(".console-nav").waitFor({ timeout: 30_000 });
  await page.locator(".console-nav").getByText("中继与号码").click();
  await badge(page, "本机 / This machine", "unknown");

  await page.getByTestId("trunk-add").click();
  await page.locator("#name").fill("Carrier");
  await page.getByTestId("trunk-save").click();
  await page.getByTestId("trunk-problem").waitFor();
  assert.match(await page.getByTestId("trunk-problem").innerText(), /请填写正确的服务器/);
  await page.locator("#servers").fill(`sip:127.0.0.1:${tandem.ports.sip}`);
  await picture(page, "trunk-form-zh");
  await page.locator(".ant-collapse-header").click();
  await page.locator("#numbersOut").waitFor();
  await page.getByTestId("trunk-save").click();
  // Its server is ourselves.
  await badge(page, "Carrier", "loop");
  await picture(page, "trunks-zh");

  await page.getByTestId("language-switch").click();
  await page.emulateMedia({ colorScheme: "dark" });
  const row = page.locator("tr", { hasText: "Carrier" });
  await row.getByRole("button", { name: "Change" }).click();
  await page.locator("#servers").fill(`sip:127.0.0.1:${silent.address().port}\nsip:carrier.invalid`);
  await page.locator(".ant-collapse-header").click();
  await page.locator("#country").scrollIntoViewIfNeeded();
  await picture(page, "trunk-form-en-dark");
  await page.getByTestId("trunk-save").click();
  await page.getByText("host not found: carrier.invalid").first().waitFor({ timeout: 60_000 });
  await picture(page, "trunks-en-dark");

  await page.getByTestId("number-add").click();
  await page.locator("#number").fill("+86 21 5555 0000");
  await page.getByRole("button", { name: "Save" }).last().click();
  await page.getByText("+862155550000").waitFor();
  await row.getByRole("button", { name: "Delete" }).click();
  await picture(page, "trunk-delete-en-dark");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await row.waitFor({ state: "detached" });
  assert.deepEqual(
    chromium.problems.filter((problem) => !problem.includes("422")),
    [],
  );
});
