// The caller hangs up, in each state a call can be in: the agent is free again, the record says why it ended, nothing stays.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBaresip } from "../../peers/baresip.ts";
import type { Baresip } from "../../peers/baresip.ts";
import { openRawSip, silentOffer } from "../../peers/raw-sip.ts";
import { ApiClient } from "../../support/api-client.ts";
import { assertAddsUp } from "../../support/call-checks.ts";
import { setQueues } from "../../support/configuration.ts";
import {
  choosePresence,
  dialQueue,
  dialService,
  newestCall,
  startDeskAgent,
} from "../../support/floor-people.ts";
import type { DeskAgent } from "../../support/floor-people.ts";
import { watchLive } from "../../support/live-watcher.ts";
import type { LiveWatcher } from "../../support/live-watcher.ts";
import { mediaPid, socketsOf, untilNothingLeft } from "../../support/nothing-left.ts";
import { startTandem } from "../../support/tandem.ts";
import type { Tandem } from "../../support/tandem.ts";

const open = new AsyncDisposableStack();
let tandem: Tandem;
let admin: ApiClient;
let floor: LiveWatcher;
let agent: DeskAgent;
let caller: Baresip;
let idleSockets: number;
let calls = 0;

before(async () => {
  tandem = open.use(await startTandem({ prepare: (set) => setQueues(set, { wrap_up_seconds: 0 }) }));
  admin = await ApiClient.signIn(tandem, "admin");
  floor = open.use(await watchLive(tandem, admin));
  agent = open.use(await startDeskAgent(tandem, "1001"));
  caller = open.use(await startBaresip({ user: "13800138000" }));
  idleSockets = socketsOf(await mediaPid(admin));
});
after(() => open.disposeAsync());

/** What must hold after each of these calls; resolves with its record. */
async function ended(cause: "abandoned" | "completed") {
  calls++;
  await untilNothingLeft(tandem);
  await floor.agentAs("1001", { workState: "idle" });
  assert.equal(socketsOf(await mediaPid(admin)), idleSockets, "media has closed the sockets of the call");
  const call = await newestCall(admin, calls);
  assertAddsUp(call);
  assert.deepEqual([call.endCause, call.endedBy], [cause, "caller"]);
  assert.deepEqual(await floor.until("no call on the floor", (state) => state.calls.length === 0 && []), []);
  return call;
}

async function talk(): Promise<void> {
  await choosePresence(agent, "available");
  await dialQueue(caller, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await floor.callAt("talking");
}

test("before the answer, by a CANCEL right behind the INVITE", async () => {
  using early = await openRawSip({ over: "udp", from: "127.0.0.1", toPort: tandem.ports.sip });
  const uri = `sip:4000@127.0.0.1:${tandem.ports.sip}`;
  const invite = early.request("INVITE", uri, { body: silentOffer });
  early.request("CANCEL", uri, invite);
  assert.equal(await early.finalStatus(invite, "CANCEL"), 200);
  assert.equal(await early.finalStatus(invite, "INVITE"), 487);
  const call = await ended("abandoned");
  assert.equal(call.answeredAt, null);
});

test("during the welcome", async () => {
  await dialService(caller, tandem);
  await caller.waitHeard(500);
  await caller.hangUp();
  const { timeline } = await ended("abandoned");
  assert.equal(timeline.findLast(({ type }) => type === "FlowNodeEntered")?.data["node"], "welcome");
});

test("in the menu", async () => {
  await dialService(caller, tandem);
  await caller.sendDigits("9");
  await caller.waitHeard(1500);
  await caller.hangUp();
  const { timeline } = await ended("abandoned");
  assert.equal(timeline.findLast(({ type }) => type === "FlowNodeEntered")?.data["node"], "menu");
});

test("while waiting in the queue", async () => {
  await choosePresence(agent, "away");
  await dialQueue(caller, tandem);
  await floor.callAt("waiting");
  await caller.waitHeard(1500);
  await caller.hangUp();
  const call = await ended("abandoned");
  assert.ok(call.waitMs > 200, `waited ${call.waitMs} ms`);
  assert.equal(call.agentName, null);
});

test("while the agent's phone rings: it stops ringing", async () => {
  await choosePresence(agent, "available");
  await dialQueue(caller, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await floor.callAt("offered");
  await caller.hangUp();
  await agent.phone.waitForEvent("CALL_CLOSED");
  const { timeline, agentName } = await ended("abandoned");
  assert.equal(timeline.find(({ type }) => type === "OfferFailed")?.data["reason"], "caller-left");
  assert.equal(agentName, null);
});

test("while talking", async () => {
  await talk();
  await caller.hangUp();
  await agent.phone.waitForEvent("CALL_CLOSED");
  const call = await ended("completed");
  assert.ok(call.talkMs > 0 && call.agentName !== null);
});

test("on hold", async () => {
  await talk();
  await agent.phone.hold();
  await floor.callAt("on-hold");
  await caller.hangUp();
  await agent.phone.waitForEvent("CALL_CLOSED");
  const call = await ended("completed");
  assert.ok(call.holdMs > 0);
});

test("and the agent gets the next call after all of these", async () => {
  await talk();
  await floor.agentAs("1001", { workState: "talking" });
  await caller.hangUp();
  await ended("completed");
});
