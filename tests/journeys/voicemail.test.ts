// Voicemail: a caller speaks after the beep, another one says nothing; the agent's desk counts, plays and settles the
// messages, and the phone of the person is told of theirs. In both languages, light and dark.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import type { VoicemailView } from "@tandem/contract";
import type { Baresip } from "../peers/baresip.ts";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { startLamp } from "../peers/lamp.ts";
import { startSipp } from "../peers/sipp.ts";
import type { Sipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { addFlow } from "../support/configuration.ts";
import type { Configuration } from "../support/configuration.ts";
import { newestCall, sipAddress } from "../support/floor-people.ts";
import { freePort } from "../support/free-ports.ts";
import { assertHears, shareAtPage } from "../support/hearing.ts";
import { hears, speakAfterBeep } from "../support/leave-message.ts";
import { picture, waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { levelDbfs, slice, tone, tonePresentMs } from "../support/tone.ts";
import { until } from "../support/until.ts";
import { durationMs, parseWav } from "../support/wav.ts";

/** The number of the queue's mailbox, and of the person's. */
const [queueNumber, personNumber] = ["4011", "4012"];

test("what callers say after the beep is counted, heard and settled; an empty message is none", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem({ prepare: addMailboxes });
  const admin = await ApiClient.signIn(tandem, "admin");
  const [li, wang] = [await ApiClient.signIn(tandem, "1001"), await ApiClient.signIn(tandem, "1002")];
  const password = tandem.firstUser("agent").sipSecret ?? "";
  const watched = { sipPort: tandem.ports.sip, extension: "1001", username: "1001", password };
  using lamp = await startLamp({ ...watched, event: "message-summary" });
  await lamp.shows(/Voice-Message: 0\/0/);
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  await using silent = await startBaresip({ user: "13900139000" });

  await dial(tandem, caller, queueNumber);
  await hears(caller, "zh-CN/voicemail-greeting");
  await speakAfterBeep(caller, 3000);
  await caller.sendDigits("#");
  await hears(caller, "zh-CN/voicemail-thanks");
  await caller.waitForEvent("CALL_CLOSED", 15_000);
  await dial(tandem, silent, queueNumber);
  await speakAfterBeep(silent, 2000);
  await silent.hangUp();
  await dial(tandem, caller, personNumber);
  await speakAfterBeep(caller, 2000);
  await caller.hangUp();

  await lamp.shows(/Messages-Waiting: yes\r\n(?:.*\r\n)*Voice-Message: 1\/0/);
  const messages = await until("both messages are there", async () => {
    const { voicemails } = await li.call(endpoints.listVoicemails);
    return voicemails.length === 2 ? voicemails : undefined;
  });
  assert.deepEqual(messages.map(whose), ["13800138000 person new", "13800138000 queue new"]);
  for (const message of messages) await assertSaid(li, message);
  const others = await wang.call(endpoints.listVoicemails);
  assert.deepEqual(others.voicemails.map(whose), ["13800138000 queue new"]);
  const params = { voicemailId: messages[0]?.id ?? "" };
  assert.equal((await wang.fetch(endpoints.getVoicemailAudio, { params })).status, 404);
  const settled = await wang.fetch(endpoints.setVoicemailState, { params, body: { state: "done" } });
  assert.equal(settled.status, 404);
  const { endCause, recordings } = await newestCall(admin, 3, (call) => call.recordings.length > 0);
  assert.deepEqual([endCause, recordings.length], ["completed", 1]);

  await using chromium = await startChromium({ speaks: tones.microphone(callerHz) });
  const desk = await chromium.newPage();
  await desk.goto(tandem.firstUser("agent").signInUrl);
  {
    await using carrier = await startCarrier(admin);
    assert.ok(carrier.uri);
    await settleAtDesk(desk);
    await returnByClick(desk);
  }
  await lamp.shows(/Voice-Message: 0\/0/);
  await until("the returned message is done", async () => {
    const { voicemails } = await wang.call(endpoints.listVoicemails, { query: { state: "done" } });
    return voicemails.some((message) => whose(message) === "13800138000 queue done");
  });
  const returned = await newestCall(admin, 4, ({ direction }) => direction === "outbound");
  assert.deepEqual([returned.ani, returned.dnis, returned.endCause], ["1001", "13800138000", "completed"]);
  await leaveForColleague(tandem, { called: li, desk, speaks: tones.phone(callerHz) });
  await lamp.shows(/Voice-Message: 1\/0/);
  const { voicemails } = await li.call(endpoints.listVoicemails);
  assert.deepEqual(voicemails.map(whose), ["1002 person new"]);
  const console = await chromium.newPage();
  await console.goto(tandem.firstUser("admin").signInUrl);
  await lookAtConsole(console);
  assert.deepEqual(chromium.problems, []);
});

async function addMailboxes(configuration: Configuration): Promise<void> {
  const { database, tenantId } = configuration;
  const [queue, agent] = await database.withTenant(tenantId, async (trx) => [
    await trx.selectFrom("queues").where("tenant_id", "=", tenantId).select("id").executeTakeFirst(),
    await trx.selectFrom("agents").where("extension", "=", "1001").select("id").executeTakeFirst(),
  ]);
  const flow = (mailbox: { queueId?: string; agentId?: string }): Parameters<typeof addFlow>[2] => ({
    schema: 1,
    language: "zh-CN",
    start: "leave",
    nodes: {
      leave: { type: "voicemail", ...mailbox, next: "bye" },
      bye: { type: "hang-up" },
    },
  });
  await addFlow(configuration, queueNumber, flow({ queueId: queue?.id ?? "" }));
  await addFlow(configuration, personNumber, flow({ agentId: agent?.id ?? "" }));
}

const whose = ({ ani, mailbox, state }: VoicemailView) => `${ani} ${mailbox.kind} ${state}`;

async function dial(tandem: Tandem, caller: Baresip, number: string): Promise<void> {
  await caller.dial(`sip:${number}@${sipAddress(tandem)}`);
  await caller.waitForEvent("CALL_ESTABLISHED");
}

/** The caller alone is in it, on the left, all through what is shown as said. */
async function assertSaid(client: ApiClient, { id, speechMs, audioUrl }: VoicemailView): Promise<void> {
  const response = await client.fetch(endpoints.getVoicemailAudio, { params: { voicemailId: id } });
  assert.equal(response.status, 200);
  const sound = parseWav(Buffer.from(await response.arrayBuffer()));
  const [from, to] = (/#t=([\d.]+),([\d.]+)$/.exec(audioUrl ?? "") ?? [])
    .slice(1)
    .map((s) => Number(s) * 1000);
  assert.equal((to ?? 0) - (from ?? 0), speechMs);
  const said = tonePresentMs(slice(sound, from ?? 0, to ?? 0, 0), sound.sampleRateHz, callerHz);
  assert.ok(said > 1200 && said > speechMs * 0.7, `${said} of ${speechMs} ms`);
  assert.ok(levelDbfs(slice(sound, 0, durationMs(sound), 1)) < -60, "nobody is on the right");
}

/** Two are counted; the queue's is heard, the person's settled. */
async function settleAtDesk(desk: Page): Promise<void> {
  await waitForState(desk, "messages-button", "2");
  await desk.getByTestId("messages-button").click();
  const messages = desk.getByTestId("message");
  await messages.nth(1).waitFor();
  await picture(desk, "voicemail-desk-zh");
  await messages
    .nth(1)
    .getByTestId("message-audio")
    .evaluate((audio) => (audio as unknown as { play(): Promise<void> }).play());
  await waitForState(desk, "messages-button", "1");
  await messages.first().getByTestId("message-done").click();
  await waitForState(desk, "messages-button", "0");
  await desk.keyboard.press("Escape");
  await desk.getByTestId("language-switch").click();
  await desk.emulateMedia({ colorScheme: "dark" });
  await desk.getByTestId("messages-button").click();
  await desk.getByText("Heard", { exact: true }).waitFor();
  await picture(desk, "voicemail-desk-en-dark");
}

/** The caller's phone behind a carrier: it answers, and speaks. */
async function startCarrier(admin: ApiClient): Promise<Sipp> {
  const sipPort = await freePort();
  const says = { speech: tone({ frequencyHz: agentHz, durationMs: 1000 }) };
  const sipp = await startSipp({ scenario: "uas-carrier", talkMs: 20_000, ringMs: 1500, sipPort, says });
  const body = {
    name: "carrier",
    servers: [{ uri: `sip:127.0.0.1:${sipPort}` }],
    optionsIntervalSeconds: 0,
    callerId: { rule: "fixed", number: "+862166660000" },
  } as const;
  await admin.call(endpoints.createTrunk, { body: { ...body, servers: [...body.servers] } });
  return sipp;
}

/** One press: the desk's own phone rings, and then the two hear each other. */
async function returnByClick(desk: Page): Promise<void> {
  await desk.getByTestId("message-return").click();
  await desk.getByTestId("answer").click();
  await assertHears("the desk hears whom it called back", () => shareAtPage(desk, agentHz));
  await picture(desk, "voicemail-return-en-dark");
  await desk.getByTestId("hang-up").click();
}

/** The person wants messages of colleagues whom they do not answer, and does not answer one. */
async function leaveForColleague(
  tandem: Tandem,
  { called, desk, speaks }: { readonly called: ApiClient; readonly desk: Page; readonly speaks: string },
): Promise<void> {
  await desk.getByTestId("mailbox-unanswered").click();
  await until("the setting is stored", async () => {
    const { unansweredAfterSeconds } = await called.call(endpoints.getMailbox);
    return unansweredAfterSeconds === 15;
  });
  await called.call(endpoints.setMailbox, { body: { unansweredAfterSeconds: 5 } });
  const secret = tandem.firstRun().users.find(({ name }) => name === "1002")?.sipSecret ?? "";
  await using colleague = await startBaresip({
    user: "1002",
    password: secret,
    registrar: sipAddress(tandem),
    speaks,
  });
  await colleague.dial(`sip:1001@${sipAddress(tandem)}`);
  await colleague.waitForEvent("CALL_ESTABLISHED", 20_000);
  await hears(colleague, "zh-CN/voicemail-greeting");
  await speakAfterBeep(colleague, 2000);
  await colleague.hangUp();
}

async function lookAtConsole(console: Page): Promise<void> {
  await console.locator(".console-nav").getByText("语音信箱").click();
  await console.getByText("没有待处理的留言").waitFor();
  await console.getByText("已处理", { exact: true }).first().click();
  await console.getByText("处理", { exact: false }).nth(2).waitFor();
  await picture(console, "voicemail-console-zh");
  await console.getByTestId("language-switch").click();
  await console.emulateMedia({ colorScheme: "dark" });
  await console.getByText("See the call").waitFor();
  await picture(console, "voicemail-console-en-dark");
}
