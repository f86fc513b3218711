// Control is killed in the middle of calls and started again on the same data: what was open is ended in the records,
// the recording is kept, and phones call again.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { startBaresip } from "../../peers/baresip.ts";
import { ApiClient } from "../../support/api-client.ts";
import { assertAddsUp, assertSides, fetchRecording } from "../../support/call-checks.ts";
import { freezeDatabase } from "../../support/embedded-postgres.ts";
import { choosePresence, dialQueue, sipAddress, startDeskAgent } from "../../support/floor-people.ts";
import { watchLive } from "../../support/live-watcher.ts";
import { untilNothingLeft } from "../../support/nothing-left.ts";
import { startTandem } from "../../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../../support/tone-files.ts";
import { durationMs } from "../../support/wav.ts";

test("calls that were open are ended as system-restart, each record adds up, and calls work again", async () => {
  using tones = new ToneFiles();
  using folder = new DisposableStack();
  const directory = folder.adopt(mkdtempSync(path.join(tmpdir(), "tandem-restart-")), (name) =>
    rmSync(name, { recursive: true, force: true }),
  );
  const dataDir = path.join(directory, "data");
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
  await agent.phone.waitHeard(4000);
  killed.killControl();
  const killedAt = Date.now();
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
  assertSides(recording, 1500, callerHz, agentHz);
  const waited = calls.find(({ ani }) => ani === "13800138001");
  assert.ok(waited && waited.answeredAt === null);

  // A sign-in lasts; presence does not: nobody is offered calls who may have gone home meanwhile.
  using newFloor = await watchLive(tandem, admin);
  await newFloor.agentAs("1001", { presence: "offline", workState: "idle" });
  for (const phone of [caller, waiting, agent.phone]) await phone.hangUp();
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
