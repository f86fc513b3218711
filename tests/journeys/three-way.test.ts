// A consultation becomes a conversation of three, and of four with a supervisor; whoever leaves, the others go on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, fetchRecording, hasSecondOf } from "../support/call-checks.ts";
import { addAgent } from "../support/configuration.ts";
import { dialQueue, newestCall, startDeskAgent } from "../support/floor-people.ts";
import { assertHearsOnly, assertPageHears } from "../support/hearing.ts";
import { readLiveState } from "../support/live-state.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { picture, waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import { ToneFiles } from "../support/tone-files.ts";
import { durationMs } from "../support/wav.ts";

const hz = { caller: 400, agent: 600, supervisor: 900, colleague: 1300 } as const;
type Who = keyof typeof hz;
const all = Object.values(hz);

test(
  "three speak together, the colleague leaves; then four, and the agent leaves",
  { timeout: 200_000 },
  async () => {
    using tones = new ToneFiles();
    await using tandem = await startTandem({
      prepare: (configuration) => addAgent(configuration, "1009", "supervisor"),
    });
    const admin = await ApiClient.signIn(tandem, "admin");
    await using browser = await startChromium({
      speaks: tones.microphone(hz.agent),
      viewport: { width: 1280, height: 720 },
    });
    await using colleague = await startDeskAgent(tandem, "1002", { speaks: tones.phone(hz.colleague) });
    await using supervisor = await startDeskAgent(tandem, "1009", { speaks: tones.phone(hz.supervisor) });
    await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(hz.caller) });
    const phones = { caller, colleague: colleague.phone, supervisor: supervisor.phone };
    /** Among phones; the browser's tone is a microphone's, through its own processing, and is looked for apart. */
    const hear = (who: keyof typeof phones, ...whom: Who[]): Promise<void> =>
      assertHearsOnly(
        `the ${who}`,
        phones[who],
        whom.map((each) => hz[each]),
        all,
      );
    const desk = await browser.newPage();
    await desk.goto(tandem.firstUser("agent").signInUrl);
    await waitForState(desk, "phone-state", "registered");
    await desk.getByTestId("presence-menu").click();
    await desk.getByTestId("presence-available").click();
    await dialQueue(caller, tandem);
    await waitForState(desk, "contact-state", "offered");
    await desk.getByTestId("answer").click();
    await waitForState(desk, "contact-state", "talking");
    await hear("caller", "agent");

    const merge = async (): Promise<void> => {
      await desk.getByTestId("transfer-toggle").click();
      await desk.getByTestId("consult-1002").click();
      await colleague.phone.waitForEvent("CALL_INCOMING");
      await colleague.phone.accept();
      await waitForState(desk, "consultation", "talking");
      await waitForState(desk, "contact-state", "on-hold");
      await desk.getByTestId("merge-calls").click();
      await desk.getByTestId("consultation").waitFor({ state: "detached" });
      await waitForState(desk, "contact-state", "talking");
      await desk.getByTestId("three-way").waitFor();
    };
    await merge();
    await picture(desk, "desk-three-way.zh-CN");
    await hear("caller", "agent", "colleague");
    await hear("colleague", "agent", "caller");
    await assertPageHears(desk, [hz.caller, hz.colleague]);
    const contact = (await readLiveState(tandem, colleague.api)).desk?.contact;
    assert.match(contact?.ani ?? "", /13800138000$/);
    assert.equal(contact?.isThreeWay, true);

    await colleague.phone.hangUp();
    await desk.getByTestId("three-way").waitFor({ state: "detached" });
    await hear("caller", "agent");
    await assertPageHears(desk, [hz.caller]);
    const { callId } = contact ?? { callId: "" };
    await colleague.api.call(endpoints.finishWrapUp, { body: { callId, disposition: "resolved", note: "" } });

    await desk.getByTestId("language-switch").click();
    await desk.emulateMedia({ colorScheme: "dark" });
    await merge();
    await supervisor.api.call(endpoints.superviseCall, { params: { callId }, body: { mode: "barge" } });
    await supervisor.phone.waitForEvent("CALL_INCOMING");
    await supervisor.phone.accept();
    await desk.getByTestId("supervisor-notice").waitFor();
    await picture(desk, "desk-supervised-dark.en");
    await hear("caller", "agent", "colleague", "supervisor");
    await hear("colleague", "agent", "caller", "supervisor");
    await hear("supervisor", "agent", "caller", "colleague");
    await assertPageHears(desk, [hz.caller, hz.colleague, hz.supervisor]);

    await desk.getByTestId("hang-up").click();
    await waitForState(desk, "contact-state", "wrap-up");
    await hear("caller", "colleague", "supervisor");
    await supervisor.phone.hangUp();
    await hear("caller", "colleague");
    await hear("colleague", "caller");
    const floor = (await readLiveState(tandem, admin)).calls.find(({ id }) => id === callId);
    assert.equal(floor?.agentName, (await readLiveState(tandem, colleague.api)).desk?.agent.displayName);
    await caller.hangUp();
    await colleague.phone.waitForEvent("CALL_CLOSED");
    await untilNothingLeft(tandem);

    const newest = await newestCall(admin, 3);
    const call =
      newest.id === callId ? newest : await admin.callDetail(callId, ({ hasRecording }) => hasRecording);
    assertAddsUp(call);
    assert.equal(call.timeline.filter(({ type }) => type === "CallsMerged").length, 2);
    const sound = await fetchRecording(admin, call);
    const recording = call.recordings[0];
    assert.ok(Math.abs(durationMs(sound) - (recording?.durationMs ?? 0)) < 1000);
    const segments = recording?.segments ?? [];
    const at = segments.findIndex(({ otherRightLegIds }) => otherRightLegIds.length === 2);
    const together = { fromMs: segments[at]?.atMs ?? 0, toMs: segments[at + 1]?.atMs ?? 0 };
    assert.ok(at >= 0, "four are in one segment");
    const right = [hz.agent, hz.colleague, hz.supervisor];
    assert.ok(
      hasSecondOf(sound, together, [[hz.caller], right], all),
      "all four are recorded, the caller apart",
    );
    assert.deepEqual(browser.problems, []);
  },
);
