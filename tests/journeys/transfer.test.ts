// A caller is handed to somebody else: at once or after asking, from the desk page and from a desk phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import type { Baresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, fetchRecording } from "../support/call-checks.ts";
import {
  choosePresence,
  dialQueue,
  newestCall,
  sipAddress,
  startDeskAgent,
} from "../support/floor-people.ts";
import { assertHears, assertHearsMusic, shareAtPage, shareHeard } from "../support/hearing.ts";
import { readLiveState } from "../support/live-state.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture, waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { until } from "../support/until.ts";

/** What the colleague says. */
const colleagueHz = 900;

const hears = (who: string, phone: Baresip, frequencyHz: number) =>
  assertHears(who, () => shareHeard(phone, 1000, frequencyHz));

const handover = (page: Page, state: string) =>
  page.locator(`[data-testid="handover"][data-state="${state}"]`).waitFor({ timeout: 15_000 });

/** Opens the transfer panel and presses a button of a colleague's row. */
async function choose(desk: Page, act: "consult" | "transfer", extension: string): Promise<void> {
  await desk.getByTestId("transfer-toggle").click();
  await desk.getByTestId(`${act}-${extension}`).click();
}

test("from the desk: a colleague who declines leaves the caller here, one who is asked first takes over and hands back", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem();
  const admin = await ApiClient.signIn(tandem, "admin");
  await using browser = await startChromium({
    speaks: tones.microphone(agentHz),
    viewport: { width: 1280, height: 720 },
  });
  await using colleague = await startDeskAgent(tandem, "1002", { speaks: tones.phone(colleagueHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  const desk = await browser.newPage();
  await desk.goto(tandem.firstUser("agent").signInUrl);
  await waitForState(desk, "phone-state", "registered");
  await desk.getByTestId("presence-menu").click();
  await desk.getByTestId("presence-available").click();
  await dialQueue(caller, tandem);
  await waitForState(desk, "contact-state", "offered");
  await desk.getByTestId("answer").click();
  await waitForState(desk, "contact-state", "talking");
  await hears("the caller hears the agent", caller, agentHz);

  // Blind, and declined: the caller hears music meanwhile, and is back.
  await desk.getByTestId("transfer-toggle").click();
  await desk.getByTestId("party-1002").waitFor();
  await picture(desk, "desk-transfer.zh-CN");
  await desk.getByTestId("transfer-1002").click();
  await colleague.phone.waitForEvent("CALL_INCOMING");
  await handover(desk, "ringing");
  await picture(desk, "desk-transfer-ringing.zh-CN");
  await assertHearsMusic(caller, agentHz);
  await colleague.phone.hangUp();
  await colleague.phone.waitForEvent("CALL_CLOSED");
  await handover(desk, "failed");
  assert.match((await desk.getByTestId("handover").textContent()) ?? "", /正在忙|拒绝了/);
  await picture(desk, "desk-transfer-failed.zh-CN");
  await hears("the caller is back with the agent", caller, agentHz);

  // Blind, and taken back while it rings.
  await choose(desk, "transfer", "1002");
  await colleague.phone.waitForEvent("CALL_INCOMING");
  await handover(desk, "ringing");
  await assertHearsMusic(caller, agentHz);
  await desk.getByTestId("withdraw-transfer").click();
  await colleague.phone.waitForEvent("CALL_CLOSED");
  await desk.getByTestId("handover").waitFor({ state: "detached" });
  await hears("the caller is back again", caller, agentHz);

  // Asked first, and then back to the caller.
  await choose(desk, "consult", "1002");
  await colleague.phone.waitForEvent("CALL_INCOMING");
  await colleague.phone.accept();
  await waitForState(desk, "consultation", "talking");
  await waitForState(desk, "contact-state", "on-hold");
  await picture(desk, "desk-consultation.zh-CN");
  await assertHearsMusic(caller, agentHz);
  await hears("the colleague hears the agent", colleague.phone, agentHz);
  await assertHears("the agent hears the colleague", () => shareAtPage(desk, colleagueHz));
  await desk.getByTestId("back-to-caller").click();
  await colleague.phone.waitForEvent("CALL_CLOSED");
  await waitForState(desk, "contact-state", "talking");
  await hears("the caller hears the agent again", caller, agentHz);

  // Asked first, and completed: caller and colleague go on without the agent.
  await desk.getByTestId("language-switch").click();
  await desk.getByTestId("transfer-toggle").click();
  await desk.getByTestId("party-1002").waitFor();
  await picture(desk, "desk-transfer.en");
  await desk.getByTestId("transfer-toggle").click();
  await desk.emulateMedia({ colorScheme: "dark" });
  await choose(desk, "consult", "1002");
  await colleague.phone.waitForEvent("CALL_INCOMING");
  await colleague.phone.accept();
  await waitForState(desk, "consultation", "talking");
  await picture(desk, "desk-consultation-dark.en");
  await desk.getByTestId("complete-transfer").click();
  await waitForState(desk, "contact-state", "wrap-up");
  await desk.getByTestId("consultation").waitFor({ state: "detached" });
  await hears("the caller hears the colleague", caller, colleagueHz);
  await hears("the colleague hears the caller", colleague.phone, callerHz);
  await desk.getByTestId("wrap-up-disposition-resolved").click();
  await desk.getByTestId("wrap-up-finish").click();
  await waitForState(desk, "presence-state", "available");

  // The colleague hands the caller back at once: the desk rings, and takes them.
  await colleague.phone.transfer(`sip:1001@${sipAddress(tandem)}`);
  await waitForState(desk, "contact-state", "offered");
  await assertHearsMusic(caller, colleagueHz);
  await desk.getByTestId("answer").click();
  await waitForState(desk, "contact-state", "talking");
  await colleague.phone.waitForEvent("CALL_CLOSED");
  await hears("the caller hears the agent who took them", caller, agentHz);
  await assertHears("the agent hears the caller", () => shareAtPage(desk, callerHz));
  await desk.getByTestId("hang-up").click();
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  await untilNothingLeft(tandem);

  const calls = await admin.callRecords(3);
  const summary = calls.find(({ ani }) => ani.endsWith("13800138000"));
  const call = await admin.callDetail(summary?.id ?? "", ({ hasRecording }) => hasRecording);
  assertAddsUp(call);
  assert.deepEqual([call.endCause, call.endedBy], ["completed", "agent"]);
  const transfers = call.timeline.filter(({ type }) => type.startsWith("Transfer"));
  assert.deepEqual(
    transfers.map(({ type, data }) => [type, data["mode"], data["target"], data["returnedTo"] ?? null]),
    [
      ["TransferStarted", "blind", "1002", null],
      ["TransferFailed", "blind", "1002", "agent"],
      ["TransferStarted", "blind", "1002", null],
      ["TransferFailed", "blind", "1002", "agent"],
      ["TransferCompleted", "attended", "1002", null],
      ["TransferStarted", "blind", "1001", null],
      ["TransferCompleted", "blind", "1001", null],
    ],
  );
  assert.equal(transfers[3]?.data["cause"], "withdrawn");
  const linked = await admin.callDetail(String(transfers[4]?.data["linkedCallId"]));
  assert.equal(linked.endCause, "transferred");
  assert.ok(linked.timeline.some(({ type, data }) => type === "LegMoved" && data["toCallId"] === call.id));
  await fetchRecording(admin, call);
  assert.deepEqual(browser.problems, []);
});

test("from a desk phone: by REFER to a colleague, to a service number, and after asking", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem();
  const admin = await ApiClient.signIn(tandem, "admin");
  await using agent = await startDeskAgent(tandem, "1001", { speaks: tones.phone(agentHz) });
  await using colleague = await startDeskAgent(tandem, "1002", { speaks: tones.phone(colleagueHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  const answer = async () => {
    await choosePresence(agent, "available");
    await dialQueue(caller, tandem);
    await agent.phone.waitForEvent("CALL_INCOMING");
    await agent.phone.accept();
    await hears("the caller hears the agent", caller, agentHz);
    await choosePresence(agent, "away");
  };

  await answer();
  await agent.phone.transfer(`sip:1002@${sipAddress(tandem)}`);
  await colleague.phone.waitForEvent("CALL_INCOMING");
  await assertHearsMusic(caller, agentHz);
  await colleague.phone.accept();
  await agent.phone.waitForEvent("CALL_CLOSED");
  await hears("the caller hears the colleague", caller, colleagueHz);
  await hears("the colleague hears the caller", colleague.phone, callerHz);
  const contact = (await readLiveState(tandem, colleague.api)).desk?.contact;
  assert.match(contact?.ani ?? "", /13800138000$/);
  assert.ok(contact?.queueName, "the queue that sent the caller is still told");
  await caller.hangUp();
  await untilNothingLeft(tandem);
  const blind = await newestCall(admin, 1);
  assertAddsUp(blind);
  assert.deepEqual([blind.endCause, blind.endedBy], ["completed", "caller"]);
  assert.deepEqual(
    blind.legs.map(({ endCause }) => endCause),
    ["hung-up-remotely", "transferred", "hung-up-locally"],
  );

  // To the service number: the caller goes through its flow again.
  await until(
    "the agent is free",
    async () => (await readLiveState(tandem, agent.api)).desk?.agent.workState !== "talking",
  );
  await finishWrapUp(agent.api, tandem);
  await finishWrapUp(colleague.api, tandem);
  await answer();
  await agent.phone.transfer(`sip:4000@${sipAddress(tandem)}`);
  await agent.phone.waitForEvent("CALL_CLOSED");
  await until("the caller is in the flow", async () => {
    const [call] = (await readLiveState(tandem, admin)).calls;
    return call?.stage === "flow";
  });
  await caller.hangUp();
  await untilNothingLeft(tandem);
  await finishWrapUp(agent.api, tandem);

  // After asking: REFER in the second call, naming the first one, as some phones do.
  await answer();
  const name = (await readLiveState(tandem, agent.api)).desk?.contact?.replaces ?? "";
  await agent.phone.hold();
  await assertHearsMusic(caller, agentHz);
  await agent.phone.dial(`sip:1002@${sipAddress(tandem)}`);
  await colleague.phone.waitForEvent("CALL_INCOMING");
  await colleague.phone.accept();
  await hears("the colleague hears the agent", colleague.phone, agentHz);
  await agent.phone.transfer(`<sip:13800138000@${sipAddress(tandem)}?Replaces=${encodeURIComponent(name)}>`);
  await hears("the caller hears the colleague", caller, colleagueHz);
  await hears("the colleague hears the caller", colleague.phone, callerHz);
  await caller.hangUp();
  await colleague.phone.waitForEvent("CALL_CLOSED");
  await untilNothingLeft(tandem);
  const records = await admin.callRecords(4);
  const details = await Promise.all(records.map(({ id }) => admin.callDetail(id)));
  const modes = details.flatMap(({ timeline }) =>
    timeline.filter(({ type }) => type === "TransferCompleted").map(({ data }) => String(data["mode"])),
  );
  assert.deepEqual(
    modes.toSorted((a, b) => a.localeCompare(b)),
    ["attended", "blind", "blind"],
  );
  for (const call of details) assertAddsUp(call);
});

/** Files what the call came to, when there is paper work left. */
async function finishWrapUp(api: ApiClient, tandem: Parameters<typeof readLiveState>[0]): Promise<void> {
  const contact = (await readLiveState(tandem, api)).desk?.contact;
  if (!contact?.endedAt) return;
  await api.call(endpoints.finishWrapUp, {
    body: { callId: contact.callId, disposition: "resolved", note: "" },
  });
}
