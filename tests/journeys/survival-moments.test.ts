// Control is killed in the moments that are hardest to go on from: a page talks while it asks a colleague, a caller is in a
// menu, a phone rings. On the wire there is no gap at all.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp } from "../support/call-checks.ts";
import { addAgent, addFlow } from "../support/configuration.ts";
import {
  choosePresence,
  dialQueue,
  dialService,
  sipAddress,
  startDeskAgent,
} from "../support/floor-people.ts";
import { assertHears, assertTalk, shareHeard } from "../support/hearing.ts";
import { watchLive } from "../support/live-watcher.ts";
import { MachineStalls } from "../support/machine-stalls.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { missingPackets, phaseJumps, toneShareOf, WireTap } from "../support/wire-tap.ts";

/** What the colleague says who is asked, the caller who is offered, and the agent who takes them. */
const [colleagueHz, offeredHz, takerHz] = [900, 1700, 700];

function secretOf(tandem: Tandem, extension: string): string {
  return tandem.firstRun().users.find(({ name }) => name === extension)?.sipSecret ?? "";
}

/** A menu before the answer, which a key takes. */
const unanswered: Parameters<typeof addFlow>[2] = {
  schema: 1,
  language: "zh-CN",
  answer: "by-node",
  start: "menu",
  nodes: {
    menu: {
      type: "menu",
      prompts: ["music-on-hold"],
      choices: { "1": "take" },
      timeoutSeconds: 60,
      retries: 0,
      otherwise: "busy",
    },
    take: { type: "answer", next: "bye" },
    busy: { type: "refuse", cause: "busy" },
    bye: { type: "hang-up" },
  },
};

test(
  "a consultation, a menu and a phone that rings go on in the next process",
  { timeout: 170_000 },
  async (context) => {
    using tones = new ToneFiles();
    using folder = new DisposableStack();
    const directory = folder.adopt(mkdtempSync(path.join(tmpdir(), "tandem-moments-")), (name) =>
      rmSync(name, { recursive: true, force: true }),
    );
    const dataDir = path.join(directory, "data");
    await using killed = await startTandem({
      dataDir,
      prepare: async (set) => {
        await addAgent(set, "1003");
        await addFlow(set, "4103", unanswered);
      },
    });
    const admin = await ApiClient.signIn(killed, "admin");
    using floor = await watchLive(killed, admin);
    await using browser = await startChromium({ speaks: tones.microphone(agentHz) });
    await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
    await using inMenu = await startBaresip({ user: "13800138001" });
    await using colleague = await startDeskAgent(killed, "1002", { speaks: tones.phone(colleagueHz) });
    await using early = await startBaresip({ user: "13800138002" });
    await using offered = await startBaresip({ user: "13800138003", speaks: tones.phone(offeredHz) });
    const account = { user: "1003", password: secretOf(killed, "1003"), registrar: sipAddress(killed) };
    // It will not register again in this test.
    await using rung = await startBaresip({ ...account, registerSeconds: 600 });
    const desk = await browser.newPage();
    await desk.goto(killed.firstUser("agent").signInUrl);
    await waitForState(desk, "phone-state", "registered");
    await desk.getByTestId("presence-menu").click();
    await desk.getByTestId("presence-available").click();
    await dialQueue(caller, killed);
    await waitForState(desk, "contact-state", "offered");
    await desk.getByTestId("answer").click();
    await waitForState(desk, "contact-state", "talking");
    await desk.getByTestId("transfer-toggle").click();
    await desk.getByTestId("consult-1002").click();
    await colleague.phone.waitForEvent("CALL_INCOMING");
    await colleague.phone.accept();
    await waitForState(desk, "consultation", "talking");
    await assertHears("the colleague", () => shareHeard(colleague.phone, 1000, agentHz));
    await dialService(inMenu, killed);
    await early.dial(`sip:4103@${sipAddress(killed)}`);
    await early.waitHeard(500);
    await choosePresence({ api: await ApiClient.signIn(killed, "1003") }, "available");
    await dialQueue(offered, killed);
    await rung.waitForEvent("CALL_INCOMING");
    await floor.until("five calls are there", ({ calls }) => calls.length === 5);

    await using tap = await WireTap.open(killed.ports.rtpFirst, killed.ports.rtpFirst + 399);
    await using stalls = new MachineStalls();
    killed.killControl();
    await using tandem = await startTandem({ dataDir, ports: killed.ports });
    await waitForState(desk, "phone-state", "registered");

    // What the page said all the while went out packet by packet, and its tone never jumped.
    const spoken = tap.streams().filter(({ packets }) => packets.length > 50);
    const fromPage = spoken.find((stream) => toneShareOf(stream, agentHz) > 0.8);
    assert.ok(fromPage, `${spoken.length} streams, and none has the page's tone`);
    const jumps = phaseJumps(fromPage, agentHz);
    const about = `${fromPage.packets.length} packets, ${jumps} jumps, ${Math.round(stalls.totalMs)} ms stalled`;
    context.diagnostic(about);
    for (const stream of spoken)
      assert.equal(missingPackets(stream), 0, `a gap on the way to ${stream.toPort}`);
    // A browser that was stopped has nothing to say for that time.
    assert.ok(jumps <= Math.ceil(stalls.totalMs / 20), about);

    // The phone that rang is told, and its caller is the first in the line still, before one whose key came later.
    await rung.waitForEvent("CALL_CLOSED", 15_000);
    using newFloor = await watchLive(tandem, admin);
    await newFloor.until("one waits still", ({ queues }) => queues[0]?.waiting === 1);
    await inMenu.sendDigits("1");
    await newFloor.until("two wait", ({ queues, calls }) => queues[0]?.waiting === 2 && calls.length === 5);
    // A phone is known again with its next registration: this one makes it now.
    await using taker = await startBaresip({ ...account, speaks: tones.phone(takerHz) });
    await taker.waitForEvent("CALL_INCOMING", 15_000);
    await taker.accept();
    await assertTalk(
      { name: "who was offered", phone: offered, hz: offeredHz },
      { name: "who takes them", phone: taker, hz: takerHz },
    );
    await offered.hangUp();
    await taker.waitForEvent("CALL_CLOSED", 15_000);
    await inMenu.hangUp();

    // Who was not answered yet hears the menu from its beginning, and is answered by a key.
    await early.sendDigits("1");
    await early.waitForEvent("CALL_ESTABLISHED", 15_000);
    await early.waitForEvent("CALL_CLOSED", 15_000);

    // The colleague who was asked gets the caller.
    await waitForState(desk, "consultation", "talking");
    await desk.getByTestId("complete-transfer").click();
    await waitForState(desk, "contact-state", "wrap-up");
    await assertTalk(
      { name: "the caller", phone: caller, hz: callerHz },
      { name: "the colleague", phone: colleague.phone, hz: colleagueHz },
    );
    await caller.hangUp();
    await colleague.phone.waitForEvent("CALL_CLOSED", 15_000);
    await untilNothingLeft(tandem);

    const calls = await admin.callRecords(6);
    const details = await Promise.all(calls.map(({ id }) => admin.callDetail(id)));
    for (const call of details) assertAddsUp(call);
    const causes = (number: string) =>
      details.filter(({ ani }) => ani === number).map(({ endCause }) => endCause);
    assert.deepEqual(causes("13800138003"), ["completed"]);
    assert.deepEqual(causes("13800138002").toSorted(), ["flow-ended", "system-restart"]);
    const transferred = details.find(({ ani }) => ani === "13800138000");
    const modes = transferred?.timeline.filter(({ type }) => type === "TransferCompleted");
    assert.deepEqual(
      modes?.map(({ data }) => data["mode"]),
      ["attended"],
    );
  },
);
