// Control and media are killed in the middle of calls and started again on the same data. Within a minute phones are told
// where they are heard now, and the calls go on; later nobody waits any more, so what was open is ended in the records,
// phones are told, the recording is kept, and phones call again. (What goes on when media lives is in ../survival.test.ts.)
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { startBaresip } from "../../peers/baresip.ts";
import { ApiClient } from "../../support/api-client.ts";
import { assertAddsUp, assertOneGap, assertSides, fetchRecording } from "../../support/call-checks.ts";
import { freezeDatabase } from "../../support/embedded-postgres.ts";
import { choosePresence, dialQueue, sipAddress, startDeskAgent } from "../../support/floor-people.ts";
import { assertHears, assertHearsMusic, assertTalk, shareHeard } from "../../support/hearing.ts";
import { watchLive } from "../../support/live-watcher.ts";
import { MachineStalls } from "../../support/machine-stalls.ts";
import { mediaPid, untilNothingLeft } from "../../support/nothing-left.ts";
import { startTandem } from "../../support/tandem.ts";
import type { Tandem } from "../../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../../support/tone-files.ts";
import { durationMs } from "../../support/wav.ts";

/** A data directory that outlives the systems on it. */
class DataDirectory implements Disposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "tandem-restart-"));
  readonly path = path.join(this.#folder, "data");

  /** As if the system on it had been away for two minutes. */
  age(): void {
    const checkpoints = path.join(this.path, "checkpoints");
    const then = Date.now() / 1000 - 120;
    for (const name of readdirSync(checkpoints)) utimesSync(path.join(checkpoints, name), then, then);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Ends control and media at once, as when memory runs out. */
function killBoth(tandem: Tandem, doomedPid: number): void {
  process.kill(doomedPid, "SIGKILL");
  tandem.killControl();
}

test("control and media are killed: calls go over to fresh ones, with sound, music, place in the queue and recording", async (context) => {
  using tones = new ToneFiles();
  using data = new DataDirectory();
  const dataDir = data.path;
  await using killed = await startTandem({ dataDir });
  killed.expectErrors(/the media process died/);
  const admin = await ApiClient.signIn(killed, "admin");
  using floor = await watchLive(killed, admin);
  await using agent = await startDeskAgent(killed, "1001", { speaks: tones.phone(agentHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  await using waiting = await startBaresip({ user: "13800138001" });
  const voices = [
    { name: "the caller", phone: caller, hz: callerHz },
    { name: "the agent", phone: agent.phone, hz: agentHz },
  ] as const;
  await choosePresence(agent, "available");
  await dialQueue(caller, killed);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await floor.callAt("talking");
  await assertTalk(...voices);
  await dialQueue(waiting, killed);
  await floor.until("one waits", ({ queues }) => queues[0]?.waiting === 1);
  // A phone that has heard next to nothing yet takes another stream for one that comes too late.
  await assertHearsMusic(waiting, agentHz);
  await using stalls = new MachineStalls();
  killBoth(killed, await mediaPid(admin));

  await using tandem = await startTandem({ dataDir, ports: killed.ports });
  await assertTalk(...voices);
  await assertHearsMusic(waiting, agentHz);
  using newFloor = await watchLive(tandem, admin);
  await newFloor.agentAs("1001", { presence: "available", workState: "talking" });
  await newFloor.until("one waits still", ({ queues }) => queues[0]?.waiting === 1);
  await agent.phone.command("hold");
  await newFloor.agentAs("1001", { workState: "on-hold" });
  await assertHearsMusic(caller, agentHz);
  await agent.phone.command("resume");
  await assertHears("the caller", () => shareHeard(caller, 1000, agentHz));
  await waiting.hangUp();
  await caller.hangUp();
  await agent.phone.waitForEvent("CALL_CLOSED", 15_000);

  const calls = await admin.callRecords(2);
  const talked = await admin.callDetail(
    calls.find(({ ani }) => ani === "13800138000")?.id ?? "",
    ({ hasRecording }) => hasRecording,
  );
  assertAddsUp(talked);
  assert.deepEqual([talked.endCause, talked.endedBy], ["completed", "caller"]);
  const told = talked.timeline.filter(({ type }) => /Restarted|Restored|Continued/.test(type));
  assert.deepEqual(told.map(({ type }) => type).toSorted(), [
    "ControlRestarted",
    "MediaRestarted",
    "RecordingContinued",
    "SoundRestored",
    "SoundRestored",
  ]);
  const backMs = told.flatMap(({ data: { afterMs } }) => (typeof afterMs === "number" ? [afterMs] : []));
  context.diagnostic(`heard again ${backMs.join(", ")} ms after they were taken up`);
  for (const ms of backMs) assert.ok(ms < 3000 + stalls.totalMs, `heard again after ${ms} ms`);
  assertOneGap(talked, await fetchRecording(admin, talked), callerHz, agentHz);
  const waited = calls.find(({ ani }) => ani === "13800138001");
  assert.deepEqual([waited?.endCause, waited?.endedBy], ["abandoned", "caller"]);
  await untilNothingLeft(tandem);
});

test("calls of a system that was away too long are ended as system-restart, each record adds up, and calls work again", async () => {
  using tones = new ToneFiles();
  using data = new DataDirectory();
  const dataDir = data.path;
  await using killed = await startTandem({ dataDir });
  killed.expectErrors(/the database is away/);
  const admin = await ApiClient.signIn(killed, "admin");
  using floor = await watchLive(killed, admin);
  await using agent = await startDeskAgent(killed, "1001", { speaks: tones.phone(agentHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  await using waiting = await startBaresip({ user: "13800138001" });
  await choosePresence(agent, "available");
  // What happens from here on is in the journal only: the next start has to read it from there.
  using frozen = freezeDatabase(dataDir);
  await dialQueue(caller, killed);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await floor.callAt("talking");
  await dialQueue(waiting, killed);
  await floor.until("one waits", ({ queues }) => queues[0]?.waiting === 1);
  await agent.phone.waitHeard(6000);
  killBoth(killed, await mediaPid(admin));
  const killedAt = Date.now();
  data.age();
  frozen[Symbol.dispose]();

  await using tandem = await startTandem({ dataDir, ports: killed.ports });
  const calls = await admin.callRecords(2);
  for (const { id, endCause, endedBy, endedAt } of calls) {
    assertAddsUp(await admin.callDetail(id));
    assert.deepEqual([endCause, endedBy], ["system-restart", "system"]);
    assert.ok(Date.parse(endedAt) <= killedAt, "it ended when the system was last heard of");
  }
  const talked = await admin.callDetail(calls.find(({ ani }) => ani === "13800138000")?.id ?? "");
  const recording = await fetchRecording(admin, talked);
  assert.ok(durationMs(recording) > 3500, `${durationMs(recording)} ms are kept`);
  assertSides(recording, callerHz, agentHz);
  const waited = calls.find(({ ani }) => ani === "13800138001");
  assert.ok(waited && waited.answeredAt === null);

  // A sign-in lasts; presence does not: nobody is offered calls who may have gone home meanwhile.
  using newFloor = await watchLive(tandem, admin);
  await newFloor.agentAs("1001", { presence: "offline", workState: "idle" });
  for (const phone of [caller, agent.phone]) await phone.waitForEvent("CALL_CLOSED", 15_000);
  // A phone is known again with its next registration: this one makes it now.
  await using phone = await startBaresip({
    user: "1001",
    password: killed.firstUser("agent").sipSecret ?? "",
    registrar: sipAddress(tandem),
  });
  await newFloor.agentAs("1001", { reachable: true });
  await choosePresence(agent, "available");
  await dialQueue(caller, tandem);
  await phone.waitForEvent("CALL_INCOMING");
  await phone.accept();
  await newFloor.callAt("talking");
  await caller.hangUp();
  await untilNothingLeft(tandem);
});
