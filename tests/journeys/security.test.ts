// The security page: a scanner and a guesser of passwords are kept out and shown with why and until when, a person
// bans and frees, and a tenant dials where it may and nowhere else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startChromium } from "../peers/chromium.ts";
import { openRawSip, silentOffer } from "../peers/raw-sip.ts";
import { ApiClient } from "../support/api-client.ts";
import { setTrunkAddresses } from "../support/configuration.ts";
import { picture } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

const scanner = "127.0.0.30";
const guesser = "127.0.0.31";

test("strangers are kept out, and the console shows it", { timeout: 170_000 }, async () => {
  await using tandem = await startTandem({ prepare: (set) => setTrunkAddresses(set, ["127.0.0.1"]) });
  const admin = await ApiClient.signIn(tandem, "admin");
  await scan(tandem);
  await guess(tandem);
  const { bans } = await admin.call(endpoints.getNodeSecurity);
  assert.deepEqual(
    bans.map(({ source, reason }) => [source, reason]),
    [
      [guesser, "wrong-password"],
      [scanner, "scanner"],
    ],
  );
  const refused = await dial(tandem, "0085212345678");
  assert.equal(refused, 403);

  await using browser = await startChromium({ viewport: { width: 1440, height: 1500 } });
  const page = await browser.newPage();
  await page.goto(tandem.firstUser("admin").signInUrl);
  await page.locator("[data-testid^='live-queue-']").first().waitFor();
  await page.goto(`${tandem.httpUrl.replace("127.0.0.1", "localhost")}/console/security`);
  const rows = page.getByTestId("bans").locator("tbody tr.ant-table-row");
  await rows.first().waitFor();
  assert.equal(await rows.count(), 2);
  const facts = page.getByTestId("tenant-facts");
  const shown = async (text: string) => (await facts.innerText()).includes(text);
  await until(
    "the tenant's facts",
    async () => (await shown("1001")) && (await shown("0085212345678")),
    40_000,
  );
  await picture(page, "console-security.zh-CN");

  await page.getByTestId("unban").first().click();
  await page.locator(".ant-popconfirm .ant-btn-primary").click();
  await until("the guesser is free", async () => (await rows.count()) === 1);
  await page.locator("#address").fill("2001:db8:1:2::7");
  await page.getByTestId("ban").click();
  const first = () => rows.first().innerText();
  await until("the address is banned", async () => (await first()).includes("2001:db8:1:2::/64"));

  const { limits } = await admin.call(endpoints.getDiallingLimits);
  const allowedPrefixes = [...limits.allowedPrefixes, "+852"];
  await admin.call(endpoints.setDiallingLimits, { body: { ...limits, allowedPrefixes } });
  assert.notEqual(await dial(tandem, "0085212345678"), 403, "allowed now, though no trunk leads there");
  assert.equal(await dial(tandem, "0088212345678"), 403);

  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByTestId("language-switch").click();
  await page.getByRole("heading", { name: "Banned sources" }).waitFor();
  await picture(page, "console-security-dark.en");
});

/** One message of a tool that only scans: no answer. */
async function scan(tandem: Tandem): Promise<void> {
  using peer = await openRawSip({ over: "udp", from: scanner, toPort: tandem.ports.sip });
  peer.request("OPTIONS", `sip:100@127.0.0.1:${tandem.ports.sip}`, {
    headers: ["User-Agent: friendly-scanner"],
  });
  peer.request("REGISTER", "sip:127.0.0.1");
  await new Promise((resolve) => setImmediate(resolve));
}

/** Tries passwords for extension 1001 until nobody answers any more. */
async function guess(tandem: Tandem): Promise<void> {
  using peer = await openRawSip({ over: "udp", from: guesser, toPort: tandem.ports.sip });
  const registrarUri = `sip:127.0.0.1:${tandem.ports.sip}`;
  for (let count = 0; count < 8; count++) {
    const who = { username: "1001", password: `guess${count}`, from: "1001@tandem", to: "<sip:1001@tandem>" };
    assert.equal(await peer.requestAs("REGISTER", registrarUri, who), 401);
  }
  const before = peer.received.length;
  const last = { username: "1001", password: "guess8", from: "1001@tandem", to: "<sip:1001@tandem>" };
  await assert.rejects(
    peer.requestAs("REGISTER", registrarUri, last).then(() => peer.requestAs("REGISTER", registrarUri, last)),
  );
  assert.ok(peer.received.length - before <= 4, "then there is silence");
}

/** What agent 1001 is answered who dials this. */
async function dial(tandem: Tandem, number: string): Promise<number> {
  using phone = await openRawSip({ over: "udp", from: "127.0.0.40", toPort: tandem.ports.sip });
  const who = { username: "1001", password: tandem.firstUser("agent").sipSecret ?? "", from: "1001@tandem" };
  // Awaited here: the phone closes with this function.
  return await phone.requestAs("INVITE", `sip:${number}@tandem`, { ...who, body: silentOffer });
}
