// Control is killed while people talk and wait, and started again: they notice nothing.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { startBaresip } from "../peers/baresip.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, assertSides, fetchRecording } from "../support/call-checks.ts";
import { choosePresence, dialQueue, startDeskAgent } from "../support/floor-people.ts";
import { assertHears, assertHearsMusic, shareHeard } from "../support/hearing.ts";
import { watchLive } from "../support/live-watcher.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { slice, tonePresentMs } from "../support/tone.ts";
import { durationMs } from "../support/wav.ts";

/** What a phone may miss of a tone at the ends of a stretch that is looked at, in ms. */
const edgeMs = 100;

test("control is killed: talk, recording, waiting and music go on, and hold, hang-up and records work after it", async () => {
  using tones = new ToneFiles();
  using folder = new DisposableStack();
  const directory = folder.adopt(mkdtempSync(path.join(tmpdir(), "tandem-survival-")), (name) =>
    rmSync(name, { recursive: true, force: true }),
  );
  const dataDir = path.join(directory, "data");
  await using killed = await startTandem({ dataDir });
  const admin = await ApiClient.signIn(killed, "admin");
  using floor = await watchLive(killed, admin);
  await using agent = await startDeskAgent(killed, "1001", { speaks: tones.phone(agentHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  await using waiting = await startBaresip({ user: "13800138001" });
  await choosePresence(agent, "available");
  await dialQueue(caller, killed);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await floor.callAt("talking");
  const talkingSince = Date.now();
  await dialQueue(waiting, killed);
  await floor.until("one waits", ({ queues }) => queues[0]?.waiting === 1);
  const waitingSince = Date.now();
  const before = durationMs(await caller.waitHeard(3000));
  killed.killControl();

  await using tandem = await startTandem({ dataDir, ports: killed.ports });
  // The caller has heard the agent all the while: before, without control, and after.
  const heard = await caller.waitHeard(durationMs(await caller.waitHeard(1)) + 1500);
  const stretchMs = durationMs(heard) - before;
  const present = tonePresentMs(slice(heard, before, durationMs(heard)), heard.sampleRateHz, agentHz);
  assert.ok(present > stretchMs - edgeMs, `${present} ms of ${stretchMs} ms`);
  await assertHearsMusic(waiting, agentHz);

  using newFloor = await watchLive(tandem, admin);
  await newFloor.until("one waits still", ({ queues }) => queues[0]?.waiting === 1);
  await newFloor.agentAs("1001", { presence: "available", workState: "talking" });
  await agent.phone.command("hold");
  await newFloor.agentAs("1001", { workState: "on-hold" });
  await assertHearsMusic(caller, agentHz);
  await agent.phone.command("resume");
  await newFloor.agentAs("1001", { workState: "talking" });
  await assertHears("the caller", () => shareHeard(caller, 1000, agentHz));
  await caller.hangUp();
  await agent.phone.waitForEvent("CALL_CLOSED", 15_000);
  const talkedMs = Date.now() - talkingSince;
  await waiting.hangUp();
  const waitedMs = Date.now() - waitingSince;

  const calls = await admin.callRecords(2);
  const talked = await admin.callDetail(
    calls.find(({ ani }) => ani === "13800138000")?.id ?? "",
    ({ hasRecording }) => hasRecording,
  );
  assertAddsUp(talked);
  assert.deepEqual([talked.endCause, talked.endedBy], ["completed", "caller"]);
  assert.equal(talked.timeline.filter(({ type }) => type === "ControlRestarted").length, 1);
  assert.equal(talked.timeline.filter(({ type }) => type === "LegsBridged").length, 1);
  const recording = await fetchRecording(admin, talked);
  assert.ok(Math.abs(durationMs(recording) - talkedMs) < 1000, `${durationMs(recording)} of ${talkedMs} ms`);
  assertSides(recording, callerHz, agentHz);
  const abandoned = await admin.callDetail(calls.find(({ ani }) => ani === "13800138001")?.id ?? "");
  assertAddsUp(abandoned);
  assert.equal(abandoned.endCause, "abandoned");
  assert.ok(abandoned.waitMs > waitedMs - 1500, `${abandoned.waitMs} of ${waitedMs} ms`);
  await untilNothingLeft(tandem);
});
