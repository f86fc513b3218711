// An agent's mobile behind a carrier: it takes a queue call by a pressed key, and its mailbox never does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import type { Baresip } from "../peers/baresip.ts";
import { startSipp } from "../peers/sipp.ts";
import type { SippOptions } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { setQueues } from "../support/configuration.ts";
import { choosePresence, dialQueue, newestCall } from "../support/floor-people.ts";
import { freePort } from "../support/free-ports.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { slice, tone, tonePresentMs } from "../support/tone.ts";
import { durationMs } from "../support/wav.ts";

const tones = new ToneFiles();
let tandem: Tandem;
let admin: ApiClient;
let agent: ApiClient;
let caller: Baresip;

before(async () => {
  tandem = await startTandem({
    prepare: (configuration) => setQueues(configuration, { offer_timeout_seconds: 60, wrap_up_seconds: 0 }),
  });
  admin = await ApiClient.signIn(tandem, "admin");
  agent = await ApiClient.signIn(tandem, "1001");
  caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  const { people } = await admin.call(endpoints.listDevices);
  const agentId = people.find(({ extension }) => extension === "1001")?.agentId ?? "";
  const mobile = { kind: "mobile", agentId, mobileNumber: "139 0013 9000" } as const;
  await admin.call(endpoints.createDevice, { body: mobile });
});
after(async () => {
  await caller?.[Symbol.asyncDispose]();
  await tandem?.[Symbol.asyncDispose]();
  tones[Symbol.dispose]();
});

/** Somebody's mobile: what it says, and which keys it presses when. */
async function carrier(says: NonNullable<SippOptions["says"]>) {
  const sipPort = await freePort();
  const options = { scenario: "uas-carrier", talkMs: 40_000, ringMs: 500, sipPort, says } as const;
  const sipp = await startSipp(options);
  const { trunk } = await admin.call(endpoints.createTrunk, {
    body: {
      name: `carrier ${sipPort}`,
      servers: [{ uri: `sip:127.0.0.1:${sipPort}` }],
      optionsIntervalSeconds: 0,
      callerId: { rule: "fixed", number: "+862166660000" },
    },
  });
  return { sipp, trunkId: trunk.id };
}

test("without a trunk a mobile makes nobody reachable; with one it does, and 1 takes the call", async () => {
  const body = { presence: "available" } as const;
  assert.equal((await agent.fetch(endpoints.setPresence, { body })).status, 409);
  const speech = tone({ frequencyHz: agentHz, durationMs: 1000 });
  const { sipp, trunkId } = await carrier({ speech, digits: [{ digit: "1", atMs: 6000 }] });
  await using mobile = sipp;
  await choosePresence({ api: agent }, "available");
  await dialQueue(caller, tandem);
  const heard = await caller.waitHeard(durationMs(await caller.waitHeard(1)) + 14_000);
  const end = durationMs(heard);
  assert.ok(
    tonePresentMs(slice(heard, end - 1500, end), heard.sampleRateHz, agentHz) > 1000,
    "the mobile is heard",
  );
  await caller.hangUp();
  await caller.waitForEvent("CALL_CLOSED");
  const call = await newestCall(admin, 1, ({ agentName }) => agentName !== null);
  assert.equal(call.endCause, "completed");
  assert.match(call.legs.find(({ kind }) => kind === "agent")?.address ?? "", /13900139000|139 0013 9000/);
  await admin.call(endpoints.deleteTrunk, { params: { trunkId } });
  assert.ok(mobile.uri);
});

test("a mailbox that answers and presses nothing does not get the caller", async () => {
  const { sipp } = await carrier({ speech: tone({ frequencyHz: agentHz, durationMs: 1000 }) });
  await using mailbox = sipp;
  await choosePresence({ api: agent }, "available");
  await dialQueue(caller, tandem);
  const { successful, failed, errors } = await mailbox.outcome();
  assert.deepEqual([successful, failed, errors], [1, 0, ""], "we hung up on it");
  const heard = caller.heard();
  assert.ok(heard);
  const end = durationMs(heard);
  assert.ok(
    tonePresentMs(slice(heard, end - 1500, end), heard.sampleRateHz, agentHz) < 300,
    "it was never heard",
  );
  await caller.hangUp();
  const call = await newestCall(admin, 2, ({ legs }) => legs.some(({ kind }) => kind === "agent"));
  assert.equal(call.endCause, "abandoned");
  assert.equal(call.legs.find(({ kind }) => kind === "agent")?.answeredAt, null);
});
