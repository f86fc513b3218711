// One person with a browser and two desk phones: ringing together and in turn, answered elsewhere, a colleague's
// lamp, and a phone that sets itself up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { PersonDevices } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import type { Baresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { startLamp } from "../peers/lamp.ts";
import { ApiClient } from "../support/api-client.ts";
import { addTenant, setQueues } from "../support/configuration.ts";
import { dialQueue, sipAddress } from "../support/floor-people.ts";
import { waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { slice, tonePresentMs } from "../support/tone.ts";
import { until } from "../support/until.ts";
import { durationMs } from "../support/wav.ts";

const ringing = /<state>early<\/state>/;
const speaking = /<state>confirmed<\/state>/;
const dark = /state="full"[^>]*><\/dialog-info>|state="full"[^>]*>\s*<\/dialog-info>/;

async function assertHears(who: Baresip, frequencyHz: number): Promise<void> {
  const from = durationMs(await who.waitHeard(1));
  const heard = await who.waitHeard(from + 3000);
  const part = slice(heard, from + 1500, from + 3000);
  assert.ok(tonePresentMs(part, heard.sampleRateHz, frequencyHz) > 900, `${who.uri} hears ${frequencyHz} Hz`);
}

async function personOf(admin: ApiClient, extension: string): Promise<PersonDevices> {
  const { people } = await admin.call(endpoints.listDevices);
  const person = people.find((each) => each.extension === extension);
  assert.ok(person);
  return person;
}

async function registered(admin: ApiClient, deviceId: string): Promise<PersonDevices["devices"][number]> {
  return until("the device is registered", async () => {
    const { people } = await admin.call(endpoints.listDevices);
    const device = people.flatMap(({ devices }) => devices).find(({ id }) => id === deviceId);
    return device?.registered.length ? device : undefined;
  });
}

function secretOf(tandem: Tandem, extension: string): string {
  return tandem.firstRun().users.find(({ name }) => name === extension)?.sipSecret ?? "";
}

test("one person's devices", { timeout: 400_000 }, async (context) => {
  using tones = new ToneFiles();
  let stranger = { name: "", password: "" };
  await using tandem = await startTandem({
    prepare: async (configuration) => {
      await setQueues(configuration, { offer_timeout_seconds: 60, wrap_up_seconds: 0 });
      stranger = await addTenant(configuration, { name: "Other", sipDomain: "other.example" });
    },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  const [li, wang] = [await personOf(admin, "1001"), await personOf(admin, "1002")];

  const added = await admin.call(endpoints.createDevice, {
    body: { kind: "desk-phone", agentId: li.agentId, name: "Kitchen" },
  });
  assert.ok(added.secret.kind === "account");
  const account = added.secret;
  const registrar = sipAddress(tandem);
  await using browser = await startChromium({ viewport: { width: 1280, height: 720 } });
  const desk = await browser.newPage();
  await desk.goto(tandem.firstUser("agent").signInUrl);
  await waitForState(desk, "phone-state", "registered");
  await using office = await startBaresip({
    user: "1001",
    password: secretOf(tandem, "1001"),
    registrar,
    speaks: tones.phone(agentHz),
  });
  await using kitchen = await startBaresip({
    user: account.username,
    password: account.password,
    registrar,
    speaks: tones.phone(agentHz),
  });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  using lamp = await startLamp({
    sipPort: tandem.ports.sip,
    extension: "1001",
    username: "1002",
    password: secretOf(tandem, "1002"),
  });
  await desk.getByTestId("presence-menu").click();
  await desk.getByTestId("presence-available").click();
  await waitForState(desk, "presence-state", "available");

  await context.test("what is registered is shown with its address and program", async () => {
    const device = await registered(admin, added.device.id);
    assert.match(device.registered[0]?.userAgent ?? "", /baresip/);
    assert.equal(device.registered[0]?.address, "127.0.0.1");
    assert.equal(device.registered[0]?.transport, "udp");
    const person = await personOf(admin, "1001");
    assert.deepEqual(
      person.devices.map(({ kind, name }) => [kind, name]),
      [
        ["browser", ""],
        ["desk-phone", ""],
        ["desk-phone", "Kitchen"],
      ],
    );
  });

  await context.test(
    "together: all ring, one answers, the others stop; the colleague's lamp follows",
    async () => {
      assert.equal(lamp.status, 200);
      await lamp.shows(dark);
      await dialQueue(caller, tandem);
      await Promise.all([
        office.waitForEvent("CALL_INCOMING", 20_000),
        kitchen.waitForEvent("CALL_INCOMING", 20_000),
      ]);
      await waitForState(desk, "contact-state", "offered");
      await lamp.shows(ringing);
      await kitchen.accept();
      await kitchen.waitForEvent("CALL_ESTABLISHED");
      await office.waitForEvent("CALL_CLOSED");
      await waitForState(desk, "contact-state", "talking");
      await lamp.shows(speaking);
      await assertHears(caller, agentHz);
      await assertHears(kitchen, callerHz);
      await kitchen.hangUp();
      await caller.waitForEvent("CALL_CLOSED", 20_000);
      await lamp.shows(dark);
      const [summary] = await admin.callRecords(1);
      const call = await admin.callDetail(summary?.id ?? "", ({ hasRecording }) => hasRecording);
      const agentLegs = call.legs.filter(({ kind }) => kind === "agent");
      assert.equal(agentLegs.length, 1, "all phones together are one leg");
      assert.match(agentLegs[0]?.address ?? "", new RegExp(account.username), "the one that was answered");
    },
  );

  await context.test("in turn: the next rings when the first had its time, or is busy", async () => {
    const { devices } = await personOf(admin, "1001");
    const [browserDevice, officeDevice, kitchenDevice] = devices;
    assert.ok(browserDevice && officeDevice && kitchenDevice);
    await admin.call(endpoints.updateDevice, {
      params: { deviceId: kitchenDevice.id },
      body: { ringSeconds: 5 },
    });
    const order = [kitchenDevice.id, officeDevice.id, browserDevice.id];
    const ring = await admin.call(endpoints.setRing, {
      params: { agentId: li.agentId },
      body: { strategy: "in-turn", order },
    });
    assert.deepEqual(
      ring.devices.map(({ id }) => id),
      order,
    );
    await dialQueue(caller, tandem);
    await kitchen.waitForEvent("CALL_INCOMING", 20_000);
    const began = performance.now();
    assert.equal(
      office.events.filter(({ type }) => type === "CALL_INCOMING").length,
      1,
      "only of the call before",
    );
    await office.waitForEvent("CALL_INCOMING", 20_000);
    const waited = performance.now() - began;
    assert.ok(waited > 3500, `the second phone rang after ${waited} ms`);
    await kitchen.waitForEvent("CALL_CLOSED");
    // Busy (486): the browser is next at once.
    await office.hangUp();
    await waitForState(desk, "contact-state", "offered");
    await until("the desk's own phone rings", () => desk.getByTestId("answer").isEnabled(), 15_000);
    await desk.keyboard.press("Enter");
    await waitForState(desk, "contact-state", "talking");
    await caller.hangUp();
    await waitForState(desk, "presence-state", "available");
  });

  await context.test("a colleague who dials the extension rings the same devices", async () => {
    await admin.call(endpoints.setRing, {
      params: { agentId: li.agentId },
      body: { strategy: "together", order: (await personOf(admin, "1001")).devices.map(({ id }) => id) },
    });
    await using colleague = await startBaresip({
      user: "1002",
      password: secretOf(tandem, "1002"),
      registrar,
      speaks: tones.phone(callerHz),
    });
    await colleague.dial(`sip:1001@${registrar}`);
    await kitchen.waitForEvent("CALL_INCOMING", 20_000);
    await office.waitForEvent("CALL_INCOMING", 20_000);
    await office.accept();
    await colleague.waitForEvent("CALL_ESTABLISHED");
    await kitchen.waitForEvent("CALL_CLOSED");
    await assertHears(colleague, agentHz);
    await lamp.shows(speaking);
    await colleague.hangUp();
    await office.waitForEvent("CALL_CLOSED");
    await lamp.shows(dark);
  });

  await context.test("the own extension, dialled from another own device, is busy", async () => {
    await office.dial(`sip:1001@${registrar}`);
    const closed = await office.waitForEvent("CALL_CLOSED");
    assert.match(closed.param ?? "", /486/);
  });

  await context.test(
    "lamps are for colleagues with a password: nobody else learns that an extension exists",
    async () => {
      const watch = (extension: string, password: string) =>
        startLamp({ sipPort: tandem.ports.sip, extension, username: "1002", password });
      using wrong = await watch("1001", "wrong");
      assert.equal(wrong.status, 401);
      using unknown = await watch("1999", secretOf(tandem, "1002"));
      assert.equal(unknown.status, 404);
      const theirs = new ApiClient(tandem.httpUrl);
      const { name, password } = stranger;
      await theirs.call(endpoints.signIn, { body: { name, password, tenant: "other.example" } });
      const { people } = await theirs.call(endpoints.listDevices);
      assert.deepEqual(people, []);
      const foreign = await theirs.fetch(endpoints.renewDeviceSecret, {
        params: { deviceId: added.device.id },
      });
      assert.equal(foreign.status, 404);
      const add = { kind: "mobile", agentId: li.agentId, mobileNumber: "13800138000" } as const;
      assert.equal((await theirs.fetch(endpoints.createDevice, { body: add })).status, 404);
    },
  );

  await context.test("a phone fetches its settings, and works with what it was told", async () => {
    const body = {
      kind: "desk-phone",
      agentId: wang.agentId,
      provisioning: { make: "yealink", mac: "00:15:65:AA:BB:CC" },
    } as const;
    const { secret, device } = await admin.call(endpoints.createDevice, { body });
    assert.ok(secret.kind === "provisioning");
    const { url, username, password } = secret;
    assert.equal(
      (await admin.fetch(endpoints.createDevice, { body })).status,
      409,
      "one phone a MAC address",
    );
    const userAgent = "Yealink SIP-T46S 66.86.0.15 00:15:65:aa:bb:cc";
    const get = (file: string, given = password, agent = userAgent) =>
      fetch(`${url}${file}`, {
        headers: {
          "User-Agent": agent,
          ...(given && { Authorization: `Basic ${Buffer.from(`${username}:${given}`).toString("base64")}` }),
        },
      });
    const bare = await get("001565aabbcc.cfg", "");
    assert.equal(bare.status, 401);
    assert.match(bare.headers.get("WWW-Authenticate") ?? "", /^Basic realm=/);
    assert.equal((await get("001565aabbcc.cfg", "guessed")).status, 401);
    assert.equal((await get("001565000001.cfg")).status, 404);
    assert.equal(
      (await get("001565aabbcc.cfg", password, "Yealink SIP-T46S 66.86.0.15 00:15:65:00:00:01")).status,
      403,
    );
    const common = await get("y000000000000.cfg");
    assert.equal(common.status, 200);
    assert.match(await common.text(), /^#!version:1\.0\.0\.1\n/);
    const own = await get("001565aabbcc.cfg");
    assert.equal(own.headers.get("Cache-Control"), "no-store");
    const settings = new Map(
      [...(await own.text()).matchAll(/^(\S+) = (.*)$/gm)].map((match) => [match[1], match[2]]),
    );
    assert.equal(settings.get("account.1.user_name"), "1002");
    assert.equal(settings.get("linekey.2.value"), "1001");
    await using phone = await startBaresip({
      user: settings.get("account.1.auth_name") ?? "",
      password: settings.get("account.1.password") ?? "",
      registrar: `${settings.get("account.1.sip_server.1.address")}:${settings.get("account.1.sip_server.1.port")}`,
    });
    assert.match(phone.uri, /1002-/);
    const shown = await registered(admin, device.id);
    assert.equal(shown.provisioning?.lastFetchedBy, userAgent);
    assert.equal(shown.provisioning?.fetchesFrom, "127.0.0.1");
    assert.equal(shown.provisioning?.openUntil, null);
    const log = tandem.logLines.join("\n");
    assert.ok(!log.includes(url.split("/").at(-2) ?? ""), "the secret is in no log line");
    assert.ok(!log.includes(password));
    const renewed = await admin.call(endpoints.renewDeviceSecret, { params: { deviceId: device.id } });
    assert.equal(renewed.secret.kind, "provisioning");
    assert.equal((await get("001565aabbcc.cfg")).status, 404, "the former address is worth nothing");
    const statuses = new Set<number>();
    for (let tries = 0; tries < 30; tries++) statuses.add((await get("001565aabbcc.cfg")).status);
    assert.deepEqual([...statuses], [404, 429], "who guesses is slowed down");
    await admin.call(endpoints.deleteDevice, { params: { deviceId: device.id } });
    const browserId = wang.devices.find(({ kind }) => kind === "browser")?.id ?? "";
    assert.equal(
      (await admin.fetch(endpoints.deleteDevice, { params: { deviceId: browserId } })).status,
      409,
    );
  });
  assert.deepEqual(browser.problems, []);
});
