// One of two relay workers throws: its calls go over to the other within seconds, and those of the other notice nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startBaresip } from "../../peers/baresip.ts";
import type { Baresip } from "../../peers/baresip.ts";
import { ApiClient } from "../../support/api-client.ts";
import { assertAddsUp, assertOneGap, assertSides, fetchRecording } from "../../support/call-checks.ts";
import { addAgent } from "../../support/configuration.ts";
import { choosePresence, dialQueue, startDeskAgent } from "../../support/floor-people.ts";
import { assertTalk } from "../../support/hearing.ts";
import { MachineStalls } from "../../support/machine-stalls.ts";
import { mediaPid, untilNothingLeft } from "../../support/nothing-left.ts";
import { startTandem } from "../../support/tandem.ts";
import type { Tandem } from "../../support/tandem.ts";
import { ToneFiles } from "../../support/tone-files.ts";
import { until } from "../../support/until.ts";
import { missingPackets, phaseJumps, toneShareOf, WireTap } from "../../support/wire-tap.ts";
import type { WireStream } from "../../support/wire-tap.ts";
import { crashableEnv, crashOneWorker } from "../../support/worker-crash.ts";

const backWithinMs = 3000;

type Voice = { readonly name: string; readonly phone: Baresip; readonly hz: number };
type Talk = { readonly caller: Voice; readonly agent: Voice };

/** A caller who speaks with the one agent who is ready. */
async function talk(tandem: Tandem, caller: Voice, agent: Voice): Promise<Talk> {
  await dialQueue(caller.phone, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await assertTalk(caller, agent);
  return { caller, agent };
}

function streamsOf(tap: WireTap, hz: number): WireStream[] {
  return tap.streams().filter((stream) => stream.packets.length > 25 && toneShareOf(stream, hz) > 0.8);
}

test(
  "a relay worker dies: its calls go over to another, the others go on without a gap",
  { timeout: 120_000 },
  async (context) => {
    using tones = new ToneFiles();
    await using tandem = await startTandem({
      env: { TANDEM_MEDIA_WORKERS: "2", ...crashableEnv },
      prepare: (set) => addAgent(set, "1003"),
    });
    tandem.expectErrors(/a relay worker died/);
    const admin = await ApiClient.signIn(tandem, "admin");
    const speaks = (hz: number) => ({ speaks: tones.phone(hz) });
    await using firstAgent = await startDeskAgent(tandem, "1002", speaks(1250));
    await using secondAgent = await startDeskAgent(tandem, "1003", speaks(1700));
    await using firstCaller = await startBaresip({ user: "13800138000", ...speaks(620) });
    await using secondCaller = await startBaresip({ user: "13800138001", ...speaks(900) });
    await choosePresence(firstAgent, "available");
    const first = await talk(
      tandem,
      { name: "the first caller", phone: firstCaller, hz: 620 },
      { name: "1002", phone: firstAgent.phone, hz: 1250 },
    );
    await choosePresence(secondAgent, "available");
    const second = await talk(
      tandem,
      { name: "the second caller", phone: secondCaller, hz: 900 },
      { name: "1003", phone: secondAgent.phone, hz: 1700 },
    );
    const talks = new Map([
      ["13800138000", first],
      ["13800138001", second],
    ]);

    const pid = await mediaPid(admin);
    await using tap = await WireTap.open(tandem.ports.rtpFirst, tandem.ports.rtpFirst + 399);
    await until(
      "all four are on the wire",
      () => tap.streams().filter(({ packets }) => packets.length > 50).length === 4,
    );
    await using stalls = new MachineStalls();
    await crashOneWorker(tandem, pid);
    await tandem.logged(/a relay worker died/);
    for (const { caller, agent } of talks.values()) await assertTalk(caller, agent);
    assert.equal(await mediaPid(admin), pid, "the process lives");
    const streams = new Map(
      [...talks].map(([ani, { caller, agent }]) => [
        ani,
        [caller.hz, agent.hz].map((hz) => streamsOf(tap, hz)),
      ]),
    );
    for (const { caller } of talks.values()) await caller.phone.hangUp();

    const calls = await admin.callRecords(2);
    const details = await Promise.all(
      calls.map(({ id }) => admin.callDetail(id, ({ hasRecording }) => hasRecording)),
    );
    const moved = details.filter(({ timeline }) => timeline.some(({ type }) => type === "MediaRestarted"));
    assert.equal(moved.length, 1, "one of the two was on that worker");
    for (const call of details) {
      assertAddsUp(call);
      assert.deepEqual([call.endCause, call.endedBy], ["completed", "caller"]);
      const { caller, agent } = talks.get(call.ani) as Talk;
      const recording = await fetchRecording(admin, call);
      const types = call.timeline
        .map(({ type }) => type)
        .filter((type) => /Restarted|Restored|Continued/.test(type));
      if (moved.includes(call)) {
        assert.deepEqual(types.toSorted(), [
          "MediaRestarted",
          "RecordingContinued",
          "SoundRestored",
          "SoundRestored",
        ]);
        const backMs = call.timeline.flatMap(({ data }) =>
          typeof data["afterMs"] === "number" ? [data["afterMs"]] : [],
        );
        context.diagnostic(
          `heard again after ${backMs.join(", ")} ms; ${Math.round(stalls.totalMs)} ms stalled`,
        );
        for (const ms of backMs) assert.ok(ms < backWithinMs + stalls.totalMs, `heard again after ${ms} ms`);
        assertOneGap(call, recording, caller.hz, agent.hz);
        continue;
      }
      assert.deepEqual(types, []);
      assertSides(recording, caller.hz, agent.hz);
      const untouched = streams.get(call.ani) ?? [];
      for (const [side, hz] of [caller.hz, agent.hz].entries()) {
        const [stream, ...more] = untouched[side] ?? [];
        assert.ok(stream && more.length === 0, `one stream of ${hz} Hz`);
        assert.equal(missingPackets(stream), 0, `a gap in ${hz} Hz`);
        const jumps = phaseJumps(stream, hz);
        assert.ok(jumps <= Math.ceil(stalls.totalMs / 20), `${jumps} jumps, ${stalls.totalMs} ms stalled`);
      }
    }
    await untilNothingLeft(tandem);
  },
);
