// An agent's desk phone calls out over trunks whose carriers are sipp: failover, refusals, redirection, digest,
// early media, and what the record says of each.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { after, before, beforeEach, test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { CallDetail, TrunkInput } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import type { Baresip } from "../peers/baresip.ts";
import { startSipp } from "../peers/sipp.ts";
import type { SippOptions } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, assertSides, fetchRecording } from "../support/call-checks.ts";
import { freePort } from "../support/free-ports.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { slice, tone, tonePresentMs } from "../support/tone.ts";
import { durationMs } from "../support/wav.ts";

let tandem: Tandem;
let admin: ApiClient;
let phone: Baresip;
const tones = new ToneFiles();

before(async () => {
  tandem = await startTandem();
  admin = await ApiClient.signIn(tandem, "admin");
  phone = await startBaresip({
    user: "1001",
    password: tandem.firstUser("agent").sipSecret ?? "",
    registrar: `127.0.0.1:${tandem.ports.sip}`,
    speaks: tones.phone(agentHz),
  });
});

after(async () => {
  await phone?.[Symbol.asyncDispose]();
  await tandem?.[Symbol.asyncDispose]();
  tones[Symbol.dispose]();
});

beforeEach(async () => {
  const { trunks } = await admin.call(endpoints.listTrunks);
  for (const { id, servers } of trunks)
    if (servers.length > 0) await admin.call(endpoints.deleteTrunk, { params: { trunkId: id } });
});

/** A trunk of these servers in order; its health is what calls find out. */
async function addTrunk(servers: readonly string[], more: Partial<TrunkInput> = {}) {
  const { trunk } = await admin.call(endpoints.createTrunk, {
    body: {
      name: `carrier ${servers.join(" ")}`,
      servers: servers.map((uri, priority) => ({ uri, priority })),
      optionsIntervalSeconds: 0,
      callerId: { rule: "fixed", number: "+862166660000" },
      ...more,
    },
  });
  return trunk;
}

async function carrier(options: Partial<SippOptions> = {}) {
  const sipPort = await freePort();
  const sipp = await startSipp({ scenario: "uas-carrier", talkMs: 3000, ringMs: 300, sipPort, ...options });
  return Object.assign(sipp, { server: `sip:127.0.0.1:${sipPort}` });
}

/** Its own event comes later: taken here, it is nobody else's. */
async function hangUp(): Promise<void> {
  await phone.hangUp();
  await phone.waitForEvent("CALL_CLOSED");
}

const dial = (number: string) => phone.dial(`sip:${number}@127.0.0.1:${tandem.ports.sip}`);

/** The newest record of a number, with the attempts of its trunks. */
async function recordOf(number: string): Promise<{ call: CallDetail; tried: unknown[] }> {
  const [summary] = await admin.callRecords(1, ({ dnis }) => dnis === number);
  const call = await admin.callDetail(summary?.id ?? "");
  const tried = call.timeline
    .filter(({ type }) => type === "TrunkAttempted")
    .map(({ data }) => [data["outcome"], data["status"]]);
  return { call, tried };
}

test("a server that refuses with 503 is passed by; early media and talk are heard both ways and recorded", async () => {
  await using busy = await carrier({
    scenario: "uas-refuse",
    refusal: { status: "503 Overloaded", header: "Retry-After: 30" },
  });
  await using good = await carrier({
    ringMs: 2500,
    talkMs: 6000,
    says: { speech: tone({ frequencyHz: callerHz, durationMs: 1000 }) },
  });
  await addTrunk([busy.server, good.server]);
  await dial("02155550001");
  await phone.waitForEvent("CALL_PROGRESS");
  const early = await phone.waitHeard(1500);
  assert.ok(
    tonePresentMs(slice(early, 800, 1500), early.sampleRateHz, callerHz) > 500,
    "heard before the answer",
  );
  await phone.waitForEvent("CALL_ESTABLISHED");
  await phone.waitForEvent("CALL_CLOSED", 15_000);
  const { call, tried } = await recordOf("02155550001");
  assert.deepEqual(tried, [
    ["rejected", 503],
    ["answered", null],
  ]);
  assertAddsUp(call);
  const { direction, ani, endCause, endedBy, agentName } = call;
  assert.deepEqual(
    { direction, ani, endCause, endedBy, hasAgent: agentName !== null },
    { direction: "outbound", ani: "1001", endCause: "completed", endedBy: "callee", hasAgent: true },
  );
  assert.deepEqual(
    call.legs.map(({ kind }) => kind),
    ["agent", "callee"],
  );
  const recorded = await admin.callDetail(call.id, ({ hasRecording }) => hasRecording);
  const recording = await fetchRecording(admin, recorded);
  assert.ok(durationMs(recording) > 2000);
  assertSides(recording, callerHz, agentHz);
});

test("a server that says nothing is given up after 4 s, and the next one takes the call", async () => {
  const silent = createSocket("udp4").bind(0, "127.0.0.1");
  await once(silent, "listening");
  await using good = await carrier();
  await addTrunk([`sip:127.0.0.1:${silent.address().port}`, good.server]);
  const dialledAt = performance.now();
  await dial("02155550002");
  await phone.waitForEvent("CALL_ESTABLISHED", 15_000);
  const tookMs = performance.now() - dialledAt;
  assert.ok(tookMs > 3900 && tookMs < 8000, `answered after ${tookMs} ms`);
  await hangUp();
  const { tried, call } = await recordOf("02155550002");
  silent.close();
  assert.deepEqual(tried, [
    ["timeout", null],
    ["answered", null],
  ]);
  assert.equal(call.endedBy, "agent");
});

test("busy ends the call, and the phone is told", async () => {
  const header = 'Reason: Q.850;cause=17;text="User busy"';
  await using busy = await carrier({ scenario: "uas-refuse", refusal: { status: "486 Busy Here", header } });
  await using other = await carrier();
  await addTrunk([busy.server, other.server]);
  await dial("02155550003");
  const closed = await phone.waitForEvent("CALL_CLOSED", 15_000);
  assert.match(closed.param ?? "", /486/);
  const { call, tried } = await recordOf("02155550003");
  assert.deepEqual(tried, [["rejected", 486]]);
  assert.deepEqual([call.endCause, call.endedBy, call.talkMs], ["busy", "callee", 0]);
  const said = { said: "response", status: 486, q850: 17, text: "User busy" };
  assert.deepEqual(
    call.legs.map(({ kind, ending }) => [kind, ending]),
    [
      ["agent", { by: "us", ...said }],
      ["callee", { by: "them", ...said }],
    ],
  );
});

test("a redirection to the trunk's own second server is followed", async () => {
  await using good = await carrier();
  const header = `Contact: <${good.server.replace("sip:", "sip:moved@")}>`;
  await using moved = await carrier({ scenario: "uas-refuse", refusal: { status: "302 Moved", header } });
  await addTrunk([moved.server]);
  await dial("02155550004");
  await phone.waitForEvent("CALL_ESTABLISHED", 15_000);
  await hangUp();
  const { tried } = await recordOf("02155550004");
  assert.deepEqual(tried, [
    ["redirected", 302],
    ["answered", null],
  ]);
});

test("a challenge is answered with the trunk's password; a wrong one shows on the trunk", async () => {
  const secret = { service: "acct", password: "right" };
  await using good = await carrier({ scenario: "uas-challenge", ...secret });
  await addTrunk([good.server], { username: "acct", password: "right" });
  await dial("02155550005");
  await phone.waitForEvent("CALL_ESTABLISHED", 15_000);
  await hangUp();
  assert.deepEqual((await recordOf("02155550005")).tried, [["answered", null]]);
});

test("a colleague is called by extension", async () => {
  const [, colleague] = tandem.firstRun().users.filter(({ role }) => role === "agent");
  await using other = await startBaresip({
    user: "1002",
    password: colleague?.sipSecret ?? "",
    registrar: `127.0.0.1:${tandem.ports.sip}`,
    speaks: tones.phone(callerHz),
  });
  await dial("1002");
  await other.waitForEvent("CALL_INCOMING");
  await other.accept();
  await phone.waitForEvent("CALL_ESTABLISHED", 15_000);
  const heard = await phone.waitHeard(2000);
  assert.ok(tonePresentMs(slice(heard, 1000, 2000), heard.sampleRateHz, callerHz) > 700);
  await hangUp();
  const { call } = await recordOf("1002");
  assert.deepEqual([call.direction, call.ani, call.endedBy], ["internal", "1001", "agent"]);
  await dial("1009");
  assert.match((await phone.waitForEvent("CALL_CLOSED", 15_000)).param ?? "", /480|503|404/);
});

test("a full trunk refuses a call and takes an emergency call", async () => {
  await using good = await carrier({ calls: 2, talkMs: 6000 });
  await addTrunk([good.server], { maxCalls: 1 });
  await using second = await startBaresip({
    user: "1002",
    password: tandem.firstRun().users.find(({ extension }) => extension === "1002")?.sipSecret ?? "",
    registrar: `127.0.0.1:${tandem.ports.sip}`,
    speaks: tones.phone(callerHz),
  });
  await dial("02155550006");
  await phone.waitForEvent("CALL_ESTABLISHED", 15_000);
  await second.dial(`sip:02155550007@127.0.0.1:${tandem.ports.sip}`);
  await second.waitForEvent("CALL_CLOSED", 15_000);
  assert.deepEqual((await recordOf("02155550007")).tried, [["too-many-calls", null]]);
  await second.dial(`sip:110@127.0.0.1:${tandem.ports.sip}`);
  await second.waitForEvent("CALL_ESTABLISHED", 15_000);
  await second.hangUp();
  await hangUp();
  assert.deepEqual((await recordOf("110")).tried, [["answered", null]]);
});
