// A caller and an agent on plain SIP phones: the whole path of a call without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { ApiClient } from "../support/api-client.ts";
import {
  assertAddsUp,
  assertSides,
  containsPrompt,
  fetchRecording,
  toneEndMs,
} from "../support/call-checks.ts";
import { MachineStalls } from "../support/machine-stalls.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { slice, tonePresentMs } from "../support/tone.ts";
import { durationMs } from "../support/wav.ts";

test("a caller goes through welcome, menu and queue to an agent's desk phone, and the record tells it", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem();
  const admin = await ApiClient.signIn(tandem, "admin");
  const agent = await ApiClient.signIn(tandem, "1001");
  await using phone = await startBaresip({
    user: "1001",
    password: tandem.firstUser("agent").sipSecret ?? "",
    registrar: `127.0.0.1:${tandem.ports.sip}`,
    speaks: tones.phone(agentHz),
  });
  await agent.call(endpoints.setPresence, { body: { presence: "available" } });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });

  await caller.dial(`sip:4000@127.0.0.1:${tandem.ports.sip}`);
  await caller.waitForEvent("CALL_ESTABLISHED");
  await caller.waitHeard(5000);
  await caller.sendDigits("1");
  await phone.waitForEvent("CALL_INCOMING");
  await caller.waitHeard(8000);
  await using stalls = new MachineStalls();
  await phone.accept();
  await phone.waitForEvent("CALL_ESTABLISHED");
  const heardByAgent = await phone.waitHeard(3000);
  assert.ok(tonePresentMs(slice(heardByAgent, 1500, 2500), heardByAgent.sampleRateHz, callerHz) > 800);
  const heard = await caller.waitHeard(durationMs(await caller.waitHeard(1)) + 1500);
  const end = durationMs(heard);
  assert.ok(tonePresentMs(slice(heard, end - 1000, end), heard.sampleRateHz, agentHz) > 800);
  assert.ok(containsPrompt(heard, "zh-CN/welcome"), "the caller heard the welcome");
  assert.ok(containsPrompt(heard, "zh-CN/connecting"), "the caller heard that an agent is rung");

  // Both fall silent at known times; the recording must show the same distance between the two.
  const callerSilentAt = performance.now();
  await caller.command("mute");
  await phone.waitHeard(durationMs(await phone.waitHeard(1)) + 500);
  const agentSilentAt = performance.now();
  await phone.command("mute");
  await phone.waitHeard(durationMs(await phone.waitHeard(1)) + 500);
  await phone.hangUp();
  await caller.waitForEvent("CALL_CLOSED", 15_000);

  const [summary] = await admin.callRecords(1);
  assert.ok(summary);
  const body = { callId: summary.id, disposition: "resolved", note: "问候" };
  await agent.call(endpoints.finishWrapUp, { body });
  const call = await admin.callDetail(
    summary.id,
    ({ disposition, hasRecording, wrapUpMs }) => disposition !== null && hasRecording && wrapUpMs !== null,
  );
  assertAddsUp(call);
  const { endCause, endedBy, ani, dnis, disposition, note } = call;
  assert.deepEqual(
    { endCause, endedBy, ani, dnis, disposition, note },
    {
      endCause: "completed",
      endedBy: "agent",
      ani: "13800138000",
      dnis: "4000",
      disposition: "resolved",
      note: "问候",
    },
  );
  assert.deepEqual(
    call.legs.map((leg) => [leg.kind, leg.codec, leg.packetsLost]),
    [
      ["caller", "PCMA", 0],
      ["agent", "PCMA", 0],
    ],
  );
  const recording = await fetchRecording(admin, call);
  assertSides(recording, callerHz, agentHz);
  const apart = toneEndMs(recording, 1, agentHz) - toneEndMs(recording, 0, callerHz);
  const step = Math.abs(apart - (agentSilentAt - callerSilentAt));
  const allowed = 40 + stalls.totalMs;
  assert.ok(step <= allowed, `the sides are in step within ${allowed.toFixed(0)} ms, not ${step.toFixed(0)}`);
});
