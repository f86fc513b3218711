// The database is killed and stays away for a while: people go on working and callers notice nothing; when it is back,
// every record is there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../../peers/baresip.ts";
import { ApiClient } from "../../support/api-client.ts";
import { assertAddsUp, fetchRecording } from "../../support/call-checks.ts";
import { setQueues } from "../../support/configuration.ts";
import { killDatabase } from "../../support/embedded-postgres.ts";
import { choosePresence, dialQueue, startDeskAgent } from "../../support/floor-people.ts";
import { watchLive } from "../../support/live-watcher.ts";
import { readMetrics, untilNothingLeft } from "../../support/nothing-left.ts";
import { startTandem } from "../../support/tandem.ts";
import { durationMs } from "../../support/wav.ts";

/** The server tries to start its database again at once and then less and less often, at last every ten seconds. */
const awayMs = 20_000;
const backWithinMs = 15_000;

test("calls go on and come in, agents work, and twenty seconds later nothing is lost", async () => {
  await using tandem = await startTandem({ prepare: (set) => setQueues(set, { wrap_up_seconds: 60 }) });
  tandem.expectErrors(/embedded database|the database is away|postgres .*start/);
  const admin = await ApiClient.signIn(tandem, "admin");
  using floor = await watchLive(tandem, admin);
  await using agent = await startDeskAgent(tandem, "1001");
  await using second = await startDeskAgent(tandem, "1002");
  await using caller = await startBaresip({ user: "13800138000" });
  await using newcomer = await startBaresip({ user: "13800138001" });
  await choosePresence(agent, "available");
  await choosePresence(second, "away");
  await dialQueue(caller, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  const { id: callId } = await floor.callAt("talking");

  using away = killDatabase(tandem.dataDir);
  const killedAt = performance.now();
  await floor.until("degraded", ({ system }) => system.state === "degraded", 1000);

  // Who talks goes on; a new caller comes in and is answered; presence and wrap-up work.
  const heardMs = durationMs(await agent.phone.waitHeard(1));
  await choosePresence(second, "available");
  await dialQueue(newcomer, tandem);
  await second.phone.waitForEvent("CALL_INCOMING");
  await second.phone.accept();
  await floor.agentAs("1002", { workState: "talking" });
  await agent.phone.waitHeard(heardMs + 2000);
  await caller.hangUp();
  await floor.agentAs("1001", { workState: "wrap-up" });
  const body = { callId, disposition: "resolved", note: "数据库停机中" };
  await agent.api.call(endpoints.finishWrapUp, { body });
  await floor.agentAs("1001", { workState: "idle", presence: "available" });
  assert.equal((await fetch(`${tandem.httpUrl}/readyz`)).status, 200);
  // What needs the database says so at once.
  const history = await admin.fetch(endpoints.listCalls);
  assert.equal(history.status, 503);
  const metrics = await readMetrics(tandem);
  assert.equal(metrics.get("tandem_database_up"), 0);
  assert.ok((metrics.get("tandem_journal_depth") ?? 0) > 10, "facts wait in the journal");

  await newcomer.waitHeard(durationMs(await newcomer.waitHeard(1)) + awayMs - (performance.now() - killedAt));
  assert.equal((await fetch(`${tandem.httpUrl}/readyz`)).status, 200);
  assert.equal((await floor.until("the floor", (state) => state)).system.state, "degraded");
  away[Symbol.dispose]();
  await floor.until("back", ({ system }) => system.state === "ok", backWithinMs);
  await newcomer.hangUp();
  await untilNothingLeft(tandem);

  const calls = await admin.callRecords(2, ({ hasRecording }) => hasRecording);
  assert.equal(calls.length, 2);
  for (const { id } of calls) {
    const call = await admin.callDetail(id);
    assertAddsUp(call);
    assert.equal(call.endCause, "completed");
    assert.equal(new Set(call.timeline.map(({ type }) => type)).has("CallArrived"), true);
    await fetchRecording(admin, call);
  }
  const first = await admin.callDetail(callId);
  assert.deepEqual([first.disposition, first.note], ["resolved", body.note]);
});
