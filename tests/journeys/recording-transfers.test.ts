// One recording of a call that is held, handed to a colleague who was asked, and handed on in vain: it plays whole, and
// says who is heard when.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, fetchRecording } from "../support/call-checks.ts";
import { choosePresence, dialQueue, sipAddress, startDeskAgent } from "../support/floor-people.ts";
import { assertHearsMusic, assertHearsOnly, assertPageHears } from "../support/hearing.ts";
import { readLiveState } from "../support/live-state.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import { slice, toneLevelDbfs } from "../support/tone.ts";
import { ToneFiles } from "../support/tone-files.ts";
import { durationMs } from "../support/wav.ts";

const hz = { caller: 400, agent: 600, colleague: 900 } as const;
const all = Object.values(hz);

test(
  "a recording across hold, an attended transfer and a failed transfer",
  { timeout: 150_000 },
  async () => {
    using tones = new ToneFiles();
    await using tandem = await startTandem();
    const admin = await ApiClient.signIn(tandem, "admin");
    await using agent = await startDeskAgent(tandem, "1002", { speaks: tones.phone(hz.agent) });
    // baresip hangs up when a transfer of its own fails: whoever keeps the caller then is at a desk page.
    await using browser = await startChromium({ speaks: tones.microphone(hz.colleague) });
    const desk = await browser.newPage();
    await desk.goto(tandem.firstUser("agent").signInUrl);
    await waitForState(desk, "phone-state", "registered");
    await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(hz.caller) });
    const callerHears = (whom: number) => assertHearsOnly("the caller", caller, [whom], all);
    await choosePresence(agent, "available");
    await dialQueue(caller, tandem);
    await agent.phone.waitForEvent("CALL_INCOMING");
    await agent.phone.accept();
    await callerHears(hz.agent);

    await agent.phone.hold();
    await assertHearsMusic(caller, hz.agent);
    await agent.phone.resume();
    await callerHears(hz.agent);

    await agent.phone.hold();
    await assertHearsMusic(caller, hz.agent);
    const first = (await readLiveState(tandem, agent.api)).desk?.contact?.replaces ?? "";
    await agent.phone.dial(`sip:1001@${sipAddress(tandem)}`);
    await desk.getByTestId("answer").click();
    await assertPageHears(desk, [hz.agent]);
    await agent.phone.transfer(
      `<sip:13800138000@${sipAddress(tandem)}?Replaces=${encodeURIComponent(first)}>`,
    );
    await callerHears(hz.colleague);
    await assertPageHears(desk, [hz.caller]);

    // Handed back to the agent, who declines: the caller is back with the colleague.
    const { callId } = (await readLiveState(tandem, agent.api)).desk?.contact ?? { callId: "" };
    await agent.api.call(endpoints.finishWrapUp, { body: { callId, disposition: "resolved", note: "" } });
    await desk.getByTestId("transfer-toggle").click();
    await desk.getByTestId("transfer-1002").click();
    await agent.phone.waitForEvent("CALL_INCOMING");
    await assertHearsMusic(caller, hz.colleague);
    await agent.phone.hangUp();
    await desk.locator('[data-testid="handover"][data-state="failed"]').waitFor({ timeout: 15_000 });
    await callerHears(hz.colleague);
    await callerHears(hz.colleague);
    await caller.hangUp();
    await waitForState(desk, "contact-state", "wrap-up");
    await untilNothingLeft(tandem);

    const [main] = (await admin.callRecords(2)).filter(({ ani }) => ani.endsWith("13800138000"));
    const call = await admin.callDetail(main?.id ?? "", ({ hasRecording }) => hasRecording);
    assertAddsUp(call);
    const outcomes = call.timeline.filter(({ type }) => /^Transfer(Completed|Failed)$/.test(type));
    assert.deepEqual(
      outcomes.map(({ type, data }) => [type, data["mode"]]),
      [
        ["TransferCompleted", "attended"],
        ["TransferFailed", "blind"],
      ],
    );
    const sound = await fetchRecording(admin, call);
    const recording = call.recordings[0];
    const lengthMs = recording?.durationMs ?? 0;
    assert.ok(Math.abs(durationMs(sound) - lengthMs) < 20, "all of it plays");
    const bridgedAt = Date.parse(call.timeline.find(({ type }) => type === "LegsBridged")?.at ?? "");
    assert.ok(
      Math.abs(Date.parse(call.endedAt) - bridgedAt - lengthMs) < 1000,
      "from the first word to the last",
    );

    const whose = new Map(call.legs.map(({ id, agentName }) => [id, agentName]));
    const parts = (recording?.segments ?? []).map(({ rightLegId }) => rightLegId && whose.get(rightLegId));
    const [agentName, colleagueName] = [...new Set(call.legs.flatMap((leg) => leg.agentName ?? []))];
    const changes = parts.filter((each, i) => i === 0 || each !== parts[i - 1]);
    // What is left after the caller hung up may make a last part of some milliseconds.
    assert.deepEqual(changes.slice(0, 4), [agentName, colleagueName, null, colleagueName]);
    assert.ok(changes.length === 4 || (changes.length === 5 && changes[4] === null), String(changes));
    const level = (fromMs: number, side: number, frequencyHz: number) =>
      toneLevelDbfs(slice(sound, fromMs, fromMs + 500, side), sound.sampleRateHz, frequencyHz);
    const share = (side: number, frequencyHz: number, fromMs: number, toMs: number): number => {
      const steps = Math.floor((toMs - fromMs) / 500);
      const heard = Array.from({ length: steps }, (_, i) => level(fromMs + i * 500, side, frequencyHz) > -35);
      return heard.filter(Boolean).length / Math.max(1, steps);
    };
    assert.ok(
      share(0, hz.caller, 500, lengthMs - 500) > 0.9,
      "the caller is left from the first word to the last",
    );
    recording?.segments.forEach(({ atMs, rightLegId }, i, segments) => {
      const toMs = (segments[i + 1]?.atMs ?? lengthMs) - 300;
      const shares = [hz.agent, hz.colleague].map((each) => share(1, each, atMs + 300, toMs));
      const who = whose.get(rightLegId ?? "");
      const about = `from ${atMs} to ${toMs} ms of ${lengthMs}: ${shares.join()}`;
      // The agent holds most of the time.
      if (who === agentName) assert.ok((shares[0] ?? 0) > 0.15 && shares[1] === 0, `the agent ${about}`);
      else if (who === colleagueName)
        assert.ok(shares[0] === 0 && (shares[1] ?? 0) > 0.7, `the colleague ${about}`);
      else assert.deepEqual(shares, [0, 0], `nobody ${about}`);
    });
  },
);
