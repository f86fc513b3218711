// A caller is parked at the desk and picked up from a phone, parked there and picked up at the desk, comes back to whoever
// parked them when nobody does, and waits on while control is killed and started again.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp } from "../support/call-checks.ts";
import { setQueues } from "../support/configuration.ts";
import { dialQueue, sipAddress, startDeskAgent } from "../support/floor-people.ts";
import type { DeskAgent } from "../support/floor-people.ts";
import { assertHears, assertHearsMusic, assertTalk, shareAtPage, shareHeard } from "../support/hearing.ts";
import { watchLive } from "../support/live-watcher.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture, waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";

const colleagueHz = 900;
const parked = ["CallParked", "ParkedCallPickedUp"];

test("a caller is parked and picked up, by phone and at the desk, rung back, and kept over a restart", async () => {
  using tones = new ToneFiles();
  using folder = new DisposableStack();
  const directory = folder.adopt(mkdtempSync(path.join(tmpdir(), "tandem-park-")), (name) =>
    rmSync(name, { recursive: true, force: true }),
  );
  const dataDir = path.join(directory, "data");
  await using killed = await startTandem({
    dataDir,
    // Who parks a caller has nothing to wrap up.
    prepare: async (configuration) => setQueues(configuration, { wrap_up_seconds: 600 }),
  });
  const admin = await ApiClient.signIn(killed, "admin");
  const agent = await ApiClient.signIn(killed, "1001");
  using floor = await watchLive(killed, admin);
  const startColleague = () => startDeskAgent(killed, "1002", { speaks: tones.phone(colleagueHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  const talkWith = ({ phone }: DeskAgent) =>
    assertTalk(
      { name: "the caller", phone: caller, hz: callerHz },
      { name: "the colleague", phone, hz: colleagueHz },
    );
  const parkedAt = (place: string) =>
    floor.until(`the caller is at ${place}`, ({ parked: [first] }) => first?.place === place && first);
  const dialPlace = ({ phone }: DeskAgent, place: string) => phone.dial(`sip:${place}@${sipAddress(killed)}`);
  {
    await using colleague = await startColleague();
    await using chromium = await startChromium({
      speaks: tones.microphone(agentHz),
      viewport: { width: 1280, height: 760 },
    });
    const desk = await chromium.newPage();
    await desk.goto(killed.firstUser("agent").signInUrl);
    await waitForState(desk, "phone-state", "registered");
    await agent.call(endpoints.setPresence, { body: { presence: "available" } });
    await dialQueue(caller, killed);
    await waitForState(desk, "contact-state", "offered");
    await desk.getByTestId("answer").click();
    await waitForState(desk, "contact-state", "talking");
    await assertHears("the caller hears the agent", () => shareHeard(caller, 1000, agentHz));

    // One press: music to the caller, and the agent is free at once.
    await desk.getByTestId("park").click();
    const { ani, byName } = await parkedAt("701");
    assert.deepEqual([ani, byName], ["13800138000", "李 / Li"]);
    await floor.agentAs("1001", { workState: "idle", presence: "available" });
    await assertHearsMusic(caller, agentHz);
    await desk.getByTestId("parked-701").waitFor();
    await picture(desk, "desk-parked.zh-CN");

    // A colleague dials the place; there is nobody at the next one.
    await dialPlace(colleague, "702");
    await colleague.phone.waitForEvent("CALL_CLOSED");
    await dialPlace(colleague, "701");
    await colleague.phone.waitForEvent("CALL_ESTABLISHED");
    await talkWith(colleague);
    await floor.agentAs("1002", { workState: "talking" });
    await floor.until("nobody is parked", (state) => state.parked.length === 0);

    // Parked again from there, and picked up by a press; the page answers by itself.
    assert.deepEqual(await colleague.api.call(endpoints.parkCall), { place: "701" });
    await colleague.phone.waitForEvent("CALL_CLOSED");
    await desk.getByTestId("language-switch").click();
    await desk.emulateMedia({ colorScheme: "dark" });
    await desk.getByTestId("pick-up-701").click();
    await waitForState(desk, "contact-state", "talking");
    await assertHears("the desk hears the caller", () => shareAtPage(desk, callerHz));
    await assertHears("the caller hears the desk", () => shareHeard(caller, 1000, agentHz));
    await desk.keyboard.press("p");
    await parkedAt("701");
    await desk.getByTestId("parked-701").waitFor();
    await picture(desk, "desk-parked-dark.en");
    assert.deepEqual(chromium.problems, []);
  }

  // Control is killed: the caller hears music on, at the same place.
  killed.killControl();
  await using tandem = await startTandem({ dataDir, ports: killed.ports });
  using newFloor = await watchLive(tandem, admin);
  await newFloor.until("the caller is parked still", (state) => state.parked[0]?.place === "701");
  await assertHearsMusic(caller, agentHz);
  // A phone knows nothing of the restart until it registers again.
  await using colleague = await startColleague();
  await dialPlace(colleague, "701");
  await colleague.phone.waitForEvent("CALL_ESTABLISHED");
  await talkWith(colleague);

  // Nobody comes in time: the phone of whoever parked rings.
  const { queues: _, ...rules } = await admin.call(endpoints.getDeskRules);
  await admin.call(endpoints.setDeskRules, { body: { ...rules, parkSeconds: 10 } });
  await colleague.api.call(endpoints.parkCall);
  await colleague.phone.waitForEvent("CALL_CLOSED");
  await colleague.phone.waitForEvent("CALL_INCOMING", 20_000);
  await colleague.phone.accept();
  await talkWith(colleague);
  await caller.hangUp();
  await colleague.phone.waitForEvent("CALL_CLOSED");
  await newFloor.agentAs("1002", { workState: "wrap-up" });
  await untilNothingLeft(tandem);

  const [record] = await admin.callRecords(1, ({ queueName }) => queueName !== null);
  const call = await admin.callDetail(record?.id ?? "", ({ hasRecording }) => hasRecording);
  assertAddsUp(call);
  assert.deepEqual([call.endCause, call.endedBy], ["completed", "caller"]);
  assert.deepEqual(
    call.timeline.flatMap(({ type }) => (/^(?:Call)?Park/.test(type) ? [type] : [])),
    [parked, parked, parked, ["CallParked", "ParkedCallRangBack", "ParkedCallPickedUp"]].flat(),
  );
  const parkedMs = call.timeline.reduce((sum, { data }) => sum + Number(data["parkedMs"] ?? 0), 0);
  assert.ok(Math.abs(call.holdMs - parkedMs) < 1500, `${call.holdMs} ms on hold, ${parkedMs} ms parked`);
  assert.ok(call.talkMs > 0);
});
