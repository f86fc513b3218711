// A caller and an agent on plain SIP phones: the whole path of a call without a browser.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { ApiClient } from "../support/api-client.ts";
import { startTandem } from "../support/tandem.ts";
import { lagMs, levelDbfs, slice, toneShare, writeTone } from "../support/tone.ts";
import { until } from "../support/until.ts";
import { channel, durationMs, parseWav } from "../support/wav.ts";

const callerHz = 620;
const agentHz = 1250;

test("a caller goes through welcome, menu and queue to an agent's desk phone, and the record tells it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "tandem-tones-"));
  try {
    const callerTone = path.join(folder, "caller.wav");
    const agentTone = path.join(folder, "agent.wav");
    writeTone(callerTone, { frequencyHz: callerHz, durationMs: 60_000 });
    writeTone(agentTone, { frequencyHz: agentHz, durationMs: 60_000 });
    await using tandem = await startTandem();
    const agentUser = tandem.firstUser("agent");
    const admin = await ApiClient.signIn(tandem, "admin");
    const agent = await ApiClient.signIn(tandem, "1001");
    await using phone = await startBaresip({
      user: "1001",
      password: agentUser.sipSecret ?? "",
      registrar: `127.0.0.1:${tandem.ports.sip}`,
      speaks: agentTone,
      answers: "manual",
    });
    await agent.call(endpoints.setPresence, { body: { presence: "available" } });
    await using caller = await startBaresip({ user: "13800138000", speaks: callerTone });

    await caller.dial(`sip:4000@127.0.0.1:${tandem.ports.sip}`);
    await caller.waitForEvent("CALL_ESTABLISHED");
    const welcome = await caller.waitHeard(2000);
    assert.ok(levelDbfs(slice(welcome, 500, 2000)) > -35, "the welcome is heard");
    await caller.sendDigits("1");
    await phone.waitForEvent("CALL_INCOMING");
    await phone.accept();
    await phone.waitForEvent("CALL_ESTABLISHED");
    const joinedAtMs = durationMs((await caller.waitHeard(1)));
    const heardByCaller = await caller.waitHeard(joinedAtMs + 4000);
    const end = durationMs(heardByCaller);
    assert.ok(toneShare(slice(heardByCaller, end - 1500, end), heardByCaller.sampleRateHz, agentHz) > 0.9);
    const heardByAgent = await phone.waitHeard(3000);
    assert.ok(toneShare(slice(heardByAgent, 1000, 3000), heardByAgent.sampleRateHz, callerHz) > 0.9);
    await phone.hangUp();
    await caller.waitForEvent("CALL_CLOSED");

    const [summary] = await admin.callRecords(1);
    assert.ok(summary);
    await agent.call(endpoints.finishWrapUp, {
      body: { callId: summary.id, disposition: "resolved", note: "问候" },
    });
    const detail = await admin.callDetail(
      summary.id,
      (call) => call.disposition !== null && call.hasRecording && call.wrapUpMs !== null,
    );
    assert.equal(detail.endCause, "completed");
    assert.equal(detail.endedBy, "agent");
    assert.equal(detail.ani, "13800138000");
    assert.equal(detail.disposition, "resolved");
    assert.equal(detail.note, "问候");
    assert.deepEqual(
      detail.legs.map((leg) => leg.kind),
      ["caller", "agent"],
    );
    const recording = detail.recordings[0];
    assert.ok(recording);
    const audio = await admin.fetch(endpoints.getRecordingAudio, { params: { recordingId: recording.id } });
    const sound = parseWav(Buffer.from(await audio.arrayBuffer()));
    const middle = durationMs(sound) / 2;
    const rate = sound.sampleRateHz;
    assert.ok(toneShare(slice(sound, middle - 500, middle + 500, 0), rate, callerHz) > 0.9, "caller left");
    assert.ok(toneShare(slice(sound, middle - 500, middle + 500, 1), rate, agentHz) > 0.9, "agent right");
    void until;
    void lagMs;
    void channel;
  } finally {
    rmSync(folder, { recursive: true });
  }
});
