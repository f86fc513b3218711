// The database goes away for a while, killed or frozen: people go on working and callers notice nothing; when it is
// back, every record is there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../../peers/baresip.ts";
import type { Baresip } from "../../peers/baresip.ts";
import { ApiClient } from "../../support/api-client.ts";
import { assertAddsUp, fetchRecording } from "../../support/call-checks.ts";
import { setQueues } from "../../support/configuration.ts";
import { freezeDatabase, killDatabase } from "../../support/embedded-postgres.ts";
import { choosePresence, dialQueue, startDeskAgent } from "../../support/floor-people.ts";
import type { DeskAgent } from "../../support/floor-people.ts";
import { watchLive } from "../../support/live-watcher.ts";
import type { LiveWatcher } from "../../support/live-watcher.ts";
import { readMetrics, untilNothingLeft } from "../../support/nothing-left.ts";
import { startTandem } from "../../support/tandem.ts";
import type { Tandem } from "../../support/tandem.ts";
import { durationMs } from "../../support/wav.ts";

const awayMs = 20_000;
/** The system tries to start its database again at once and then less and less often, at last every ten seconds. */
const backWithinMs = 15_000;
/** A frozen server is silent for two seconds before it is asked, and has two to answer. */
const frozenNoticedMs = 6000;

const open = new AsyncDisposableStack();
let tandem: Tandem;
let admin: ApiClient;
let floor: LiveWatcher;
let first: DeskAgent;
let second: DeskAgent;
let caller: Baresip;
let newcomer: Baresip;

before(async () => {
  tandem = open.use(await startTandem({ prepare: (set) => setQueues(set, { wrap_up_seconds: 60 }) }));
  tandem.expectErrors(/the embedded database|the database is away|has invalid permissions|postgres/);
  admin = await ApiClient.signIn(tandem, "admin");
  floor = open.use(await watchLive(tandem, admin));
  first = open.use(await startDeskAgent(tandem, "1001"));
  second = open.use(await startDeskAgent(tandem, "1002"));
  caller = open.use(await startBaresip({ user: "13800138000" }));
  newcomer = open.use(await startBaresip({ user: "13800138001" }));
});
after(() => open.disposeAsync());

/** Lets `agent`, the only one who is free, answer a caller; resolves with the call's id. */
async function answerNext(phone: Baresip, agent: DeskAgent, extension: string): Promise<string> {
  await choosePresence(agent, "available");
  await dialQueue(phone, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  const { callId } = await floor.agentAs(extension, { workState: "talking" });
  return callId ?? "";
}

/** Ends the caller's call and files what it came to, so that the agent is idle again. */
async function finish(phone: Baresip, agent: DeskAgent, extension: string, callId: string): Promise<void> {
  await phone.hangUp();
  await floor.agentAs(extension, { workState: "wrap-up" });
  const body = { callId, disposition: "resolved", note: "数据库停机中" };
  await agent.api.call(endpoints.finishWrapUp, { body });
  await floor.agentAs(extension, { workState: "idle", presence: "available" });
}

async function assertReadyAndDegraded(): Promise<void> {
  assert.equal((await fetch(`${tandem.httpUrl}/readyz`)).status, 200);
  assert.equal((await floor.until("the floor", (state) => state)).system.state, "degraded");
}

/** Waits until everything is stored, and checks the record of each of these calls. */
async function assertAllStored(callIds: readonly string[]): Promise<void> {
  await floor.until("back", ({ system }) => system.state === "ok", backWithinMs);
  await untilNothingLeft(tandem);
  for (const id of callIds) {
    const call = await admin.callDetail(id, ({ hasRecording }) => hasRecording);
    assertAddsUp(call);
    assert.deepEqual([call.endCause, call.disposition, call.note], ["completed", "resolved", "数据库停机中"]);
    await fetchRecording(admin, call);
  }
}

test("killed for twenty seconds: calls go on and come in, agents work, and nothing is lost", async () => {
  await choosePresence(second, "away");
  const running = await answerNext(caller, first, "1001");
  using away = killDatabase(tandem.dataDir);
  const killedAt = performance.now();
  await floor.until("degraded", ({ system }) => system.state === "degraded", 1000);
  const heardMs = durationMs(await first.phone.waitHeard(1));

  const arrived = await answerNext(newcomer, second, "1002");
  await first.phone.waitHeard(heardMs + 2000);
  await finish(caller, first, "1001", running);
  // What needs the database says so at once.
  assert.equal((await admin.fetch(endpoints.listCalls)).status, 503);
  const metrics = await readMetrics(tandem);
  assert.equal(metrics.get("tandem_database_up"), 0);
  assert.ok((metrics.get("tandem_journal_depth") ?? 0) > 10, "facts wait in the journal");

  const remainingMs = awayMs - (performance.now() - killedAt);
  await newcomer.waitHeard(durationMs(await newcomer.waitHeard(1)) + remainingMs);
  await assertReadyAndDegraded();
  await finish(newcomer, second, "1002", arrived);
  away[Symbol.dispose]();
  await assertAllStored([running, arrived]);
});

test("frozen: the same, within seconds of silence", async () => {
  await choosePresence(second, "away");
  using frozen = freezeDatabase(tandem.dataDir);
  const callId = await answerNext(caller, first, "1001");
  await floor.until("degraded", ({ system }) => system.state === "degraded", frozenNoticedMs);
  await assertReadyAndDegraded();
  await finish(caller, first, "1001", callId);
  frozen[Symbol.dispose]();
  await assertAllStored([callId]);
});
