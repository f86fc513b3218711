// The desk as an installed app on a mobile's screen, by touch; and what the desk tells of its sound: the microphone
// before a call, its quality meanwhile, and how soon the agent sees who calls.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { dialQueue, newestCall } from "../support/floor-people.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture, waitForState } from "../support/pages.ts";
import { openAs } from "../support/sign-page-in.ts";
import { startTandem } from "../support/tandem.ts";
import { callerHz, ToneFiles } from "../support/tone-files.ts";
import { until } from "../support/until.ts";

test(
  "a call by touch at 390 × 844; the shell is kept and nothing of the API is",
  { timeout: 200_000 },
  async () => {
    using tones = new ToneFiles();
    await using tandem = await startTandem();
    const agent = await ApiClient.signIn(tandem, "1001");
    await using browser = await startChromium({
      speaks: tones.phone(700),
      viewport: { width: 390, height: 844 },
      touch: true,
    });
    await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
    const desk = await openAs(tandem, await browser.newPage(), agent, "/");
    await waitForState(desk, "phone-state", "registered");

    await desk.getByTestId("microphone-check").tap();
    await waitForState(desk, "microphone-heard", "heard");
    await picture(desk, "phone-microphone.zh-CN");
    await desk.locator(".ant-modal-close").tap();
    await desk.getByTestId("presence-menu").tap();
    await desk.getByTestId("presence-available").tap();
    await waitForState(desk, "presence-state", "available");
    await assertFits(desk, "ready");
    await picture(desk, "phone-ready.zh-CN");

    await dialQueue(caller, tandem);
    await waitForState(desk, "contact-state", "offered");
    await assertFits(desk, "offered");
    await picture(desk, "phone-offered.zh-CN");
    await desk.getByTestId("answer").tap();
    await waitForState(desk, "contact-state", "talking");
    await desk.getByTestId("live-quality").waitFor();
    await waitForState(desk, "live-quality", "good");
    await assertFits(desk, "talking");
    await assertFingers(desk);
    await picture(desk, "phone-talking.zh-CN");
    await desk.getByTestId("language-switch").tap();
    await desk.emulateMedia({ colorScheme: "dark" });
    await desk.getByTestId("hold").tap();
    await waitForState(desk, "contact-state", "on-hold");
    await desk.getByTestId("transfer-toggle").tap();
    await desk.getByTestId("transfer-panel").waitFor();
    await assertFits(desk, "transfer");
    await picture(desk, "phone-transfer-dark.en");
    await desk.getByTestId("hang-up").tap();
    await waitForState(desk, "contact-state", "wrap-up");
    await desk.getByTestId("wrap-up-disposition-resolved").tap();
    await picture(desk, "phone-wrap-up-dark.en");
    await desk.getByTestId("wrap-up-finish").tap();
    await desk.getByTestId("test-call").waitFor();
    await untilNothingLeft(tandem);
    console.log(`ring to screen pop: ${await screenPopMs(desk, await ApiClient.signIn(tandem, "admin"))} ms`);

    // Installable, and its shell opens without the network; no answer of the API was kept.
    const manifest = (await (await fetch(`${tandem.httpUrl}/desk.webmanifest`)).json()) as {
      icons: { src: string }[];
    };
    for (const { src } of manifest.icons)
      assert.equal((await fetch(`${tandem.httpUrl}${src}`)).status, 200, src);
    await desk.reload();
    await desk.getByTestId("presence-menu").waitFor();
    const kept = await until("the shell is kept", async () => {
      const paths = await keptPaths(desk);
      return paths.includes("/") && paths.some((path) => path.endsWith(".js")) && paths;
    });
    assert.deepEqual(
      kept.filter((path) => path !== "/" && !path.startsWith("/assets/")),
      [],
    );
    await desk.keyboard.press("?");
    await desk.getByTestId("key-list").waitFor();
    await picture(desk, "phone-keys-dark.en");
    assert.deepEqual(browser.problems, []);
    await desk.context().setOffline(true);
    await desk.goto(tandem.httpUrl);
    await desk.locator("#root > *").first().waitFor();
  },
);

/** Nothing is cut off at the side. */
async function assertFits(page: Page, what: string): Promise<void> {
  const [wide, room] = await page.evaluate<[number, number]>(
    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
  );
  assert.ok(wide <= room, `${what}: ${wide} px of ${room}`);
}

/** Every button of the call can be met with a finger. */
async function assertFingers(page: Page): Promise<void> {
  for (const button of await page.locator(".desk-controls button").all()) {
    const box = await button.boundingBox();
    assert.ok(
      box && box.height >= 44 && box.width >= 44,
      `${await button.textContent()}: ${JSON.stringify(box)}`,
    );
  }
}

/** From the moment at which the phone is rung to that at which the page shows who calls, by the times both noted. */
async function screenPopMs(page: Page, admin: ApiClient): Promise<number> {
  const { timeline } = await newestCall(admin, 1);
  const rung = timeline.find(({ type }) => type === "LegDialed");
  const seenAt = await page.evaluate<number>(
    `performance.timeOrigin + performance.getEntriesByName("tandem-screen-pop")[0]?.startTime`,
  );
  assert.ok(rung && Number.isFinite(seenAt), "both were noted");
  return Math.round(seenAt - Date.parse(rung.at));
}

function keptPaths(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(async () => {
    const cache = await caches.open("tandem-shell-1");
    return (await cache.keys()).map(({ url }) => new URL(url).pathname);
  })()`);
}
