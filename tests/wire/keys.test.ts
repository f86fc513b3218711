// Keys through the whole system between phones that tell them in different forms: telephone events on one side of a
// bridge, tones or SIP INFO on the other, both ways.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { TrunkInput } from "@tandem/contract";
import { keyOfEvent, ToneDetector, tonesOfEvent } from "@tandem/media/testing";
import { startBaresip } from "../peers/baresip.ts";
import type { Baresip } from "../peers/baresip.ts";
import { startSipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { freePort, freePorts } from "../support/free-ports.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";
import { channel, writeWav } from "../support/wav.ts";

/** Ten, some of them twice in a row. */
const codes = [1, 1, 5, 9, 9, 0, 10, 11, 4, 8];
const digits = codes.map((code) => keyOfEvent(code)).join("");

let tandem: Tandem;
let admin: ApiClient;
let phone: Baresip;
const folder = mkdtempSync(path.join(tmpdir(), "tandem-keys-"));

before(async () => {
  tandem = await startTandem();
  admin = await ApiClient.signIn(tandem, "admin");
  phone = await startBaresip({
    user: "1001",
    password: tandem.firstUser("agent").sipSecret ?? "",
    registrar: `127.0.0.1:${tandem.ports.sip}`,
  });
});

after(async () => {
  await phone?.[Symbol.asyncDispose]();
  await tandem?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Calls a number over a new trunk to this port whose keys go in this form. */
async function callOut(number: string, sipPort: number, dtmf: TrunkInput["dtmf"]): Promise<void> {
  await admin.call(endpoints.createTrunk, {
    body: {
      name: `carrier of ${number}`,
      servers: [{ uri: `sip:127.0.0.1:${sipPort}`, priority: 1 }],
      optionsIntervalSeconds: 0,
      numbersOut: "as-dialled",
      prefixes: [`+86${number.slice(1)}`],
      callerId: { rule: "fixed", number: "+862166660000" },
      dtmf,
    },
  });
  await phone.dial(`sip:${number}@127.0.0.1:${tandem.ports.sip}`);
  await phone.waitForEvent("CALL_ESTABLISHED");
}

/** The keys that the phone was told as events in its latest call. */
function toldTo(from: number): string {
  const told = phone.events.slice(from).filter(({ type }) => type === "CALL_DTMF_START");
  return told.map(({ param }) => param).join("");
}

function keysIn(sound: Int16Array): string {
  let found = "";
  const detector = new ToneDetector({ keyDown: (code) => void (found += keyOfEvent(code)), keyUp: () => {} });
  detector.push(sound, sound.length);
  return found;
}

/** A file in which the keys are dialled after two seconds: 60 ms on, 60 ms off. */
function dialledKeys(): string {
  const samples = new Int16Array(8000 * 20);
  codes.forEach((code, index) => {
    const [rowHz, columnHz] = tonesOfEvent(code);
    for (let i = 0; i < 480; i++) {
      const turn = (2 * Math.PI * i) / 8000;
      samples[16_000 + index * 960 + i] = 7000 * (Math.sin(turn * rowHz) + Math.sin(turn * columnHz));
    }
  });
  const file = path.join(folder, "keys.wav");
  writeWav(file, { sampleRateHz: 8000, channels: [samples] });
  return file;
}

/** Resolves when the phone was told the ten keys as events. */
async function assertTold(from: number): Promise<void> {
  await until("ten keys as events", () => toldTo(from).length >= codes.length, 20_000);
  assert.equal(toldTo(from), digits);
}

/** Resolves when somebody has heard the ten keys as tones. */
async function assertHeardAsTones(somebody: Baresip): Promise<void> {
  const heard = () => {
    const sound = somebody.heard();
    return sound === undefined ? "" : keysIn(channel(sound));
  };
  await until("ten keys as tones", () => heard().length >= codes.length, 20_000);
  assert.equal(heard(), digits);
}

/** Ten keys each way with a carrier that knows SIP INFO and no events. */
async function assertInfoBothWays(number: string, dtmf: TrunkInput["dtmf"]): Promise<void> {
  const sipPort = await freePort();
  await using carrier = await startSipp({
    scenario: "uas-info",
    sipPort,
    keys: { sent: digits, expected: digits },
  });
  const earlier = phone.events.length;
  await callOut(number, sipPort, dtmf);
  await assertTold(earlier);
  await phone.sendDigits(digits);
  await phone.waitForEvent("CALL_CLOSED", 20_000);
  const { successful, failed, errors } = await carrier.outcome();
  assert.deepEqual({ successful, failed, errors }, { successful: 1, failed: 0, errors: "" });
}

test("a carrier with tones in the sound: a phone's events become tones, and its tones events", async () => {
  const sipPort = await freePorts(2);
  await using carrier = await startBaresip({
    user: "02155551001",
    sipPort,
    answers: "auto",
    speaks: dialledKeys(),
  });
  const earlier = phone.events.length;
  await callOut("02155551001", sipPort, "in-band");
  await assertTold(earlier);
  await phone.sendDigits(digits);
  await assertHeardAsTones(carrier);
  const sound = phone.heard();
  assert.ok(sound);
  assert.equal(keysIn(channel(sound)), "", "what became an event is no tone any more");
  await phone.hangUp();
  await phone.waitForEvent("CALL_CLOSED");
});

test("a carrier with SIP INFO: events become INFO in their order, and INFO events", async () => {
  await assertInfoBothWays("02155551002", "info");
});

test("a desk phone set to tones in the sound: rung or calling, its tones become events, and events its tones", async () => {
  const { people } = await admin.call(endpoints.listDevices);
  const device = people
    .find(({ extension }) => extension === "1002")
    ?.devices.find(({ kind }) => kind === "desk-phone");
  assert.equal(device?.dtmf, "auto");
  const params = { deviceId: device.id };
  const changed = await admin.call(endpoints.updateDevice, { params, body: { dtmf: "in-band" } });
  assert.equal(changed.device.dtmf, "in-band");
  const registrar = `127.0.0.1:${tandem.ports.sip}`;
  const password = tandem.firstRun().users.find(({ name }) => name === "1002")?.sipSecret ?? "";
  const account = { user: "1002", password, registrar, speaks: dialledKeys() };
  await using colleague = await startBaresip({ ...account, answers: "auto" });
  const earlier = phone.events.length;
  await phone.dial(`sip:1002@${registrar}`);
  await phone.waitForEvent("CALL_ESTABLISHED");
  await assertTold(earlier);
  await phone.sendDigits(digits);
  await assertHeardAsTones(colleague);
  await phone.hangUp();
  await phone.waitForEvent("CALL_CLOSED");

  const later = phone.events.length;
  await colleague.dial(`sip:1001@${registrar}`);
  await phone.waitForEvent("CALL_INCOMING");
  await phone.accept();
  await assertTold(later);
  await colleague.hangUp();
  await phone.waitForEvent("CALL_CLOSED");
});

test("a carrier that is not told: without events it is heard for tones, and its INFO is answered in kind", async () => {
  await assertInfoBothWays("02155551003", "auto");
});
