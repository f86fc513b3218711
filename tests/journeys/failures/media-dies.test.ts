// The media process is killed: nobody stays in a dead call, what was recorded is kept, and calls work again within seconds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../../peers/baresip.ts";
import { headerOf, openRawSip } from "../../peers/raw-sip.ts";
import { ApiClient } from "../../support/api-client.ts";
import { assertAddsUp, assertSides, fetchRecording } from "../../support/call-checks.ts";
import { setQueues } from "../../support/configuration.ts";
import { choosePresence, dialQueue, startDeskAgent } from "../../support/floor-people.ts";
import { watchLive } from "../../support/live-watcher.ts";
import { errorsIn } from "../../support/log-lines.ts";
import { mediaPid, untilNothingLeft } from "../../support/nothing-left.ts";
import { startTandem } from "../../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../../support/tone-files.ts";
import { slice, toneShare } from "../../support/tone.ts";
import { until } from "../../support/until.ts";
import { durationMs } from "../../support/wav.ts";

const backWithinMs = 3000;
/** A recording is written once a second, up to half a second ago; and the clocks of two processes differ a little. */
const unwrittenMs = 1600;

test("callers are told, the agent wraps up, the recording is kept, and new calls work within 3 s", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem({ prepare: (set) => setQueues(set, { wrap_up_seconds: 60 }) });
  tandem.expectErrors(/the media process died/);
  const admin = await ApiClient.signIn(tandem, "admin");
  using floor = await watchLive(tandem, admin);
  await using agent = await startDeskAgent(tandem, "1001", { speaks: tones.phone(agentHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  using other = await openRawSip({ over: "udp", from: "127.0.0.1", toPort: tandem.ports.sip });
  const uri = `sip:4000@127.0.0.1:${tandem.ports.sip}`;
  await choosePresence(agent, "available");
  await dialQueue(caller, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  await floor.callAt("talking");
  await agent.phone.waitHeard(3000);
  const inFlow = await other.call(uri);

  const doomedPid = await mediaPid(admin);
  process.kill(doomedPid, "SIGKILL");
  const killedAt = performance.now();
  const goodbye = await other.waitFor(inFlow, /^BYE /);
  other.accept(goodbye);
  assert.equal(headerOf(goodbye, "Reason"), 'Q.850;cause=41;text="Temporary failure"');
  // Whoever calls meanwhile is refused, and soon gets through.
  const next = await until("a call is answered", () => other.call(uri), backWithinMs);
  const backMs = performance.now() - killedAt;
  assert.ok(backMs < backWithinMs, `back after ${backMs} ms`);
  await other.hangUp(next);
  await caller.waitForEvent("CALL_CLOSED");
  await agent.phone.waitForEvent("CALL_CLOSED");
  await floor.agentAs("1001", { workState: "wrap-up", presence: "available" });

  const [lost] = await admin.callRecords(1, ({ ani }) => ani === "13800138000");
  const body = { callId: lost?.id ?? "", disposition: "follow-up", note: "断线" };
  await agent.api.call(endpoints.finishWrapUp, { body });
  const call = await admin.callDetail(body.callId, (each) => each.hasRecording && each.wrapUpMs !== null);
  assertAddsUp(call);
  assert.deepEqual([call.endCause, call.endedBy, call.disposition], ["media-lost", "system", "follow-up"]);
  const recording = await fetchRecording(admin, call);
  const missingMs = call.talkMs - durationMs(recording);
  assert.ok(missingMs < unwrittenMs, `the last ${missingMs} ms are missing`);
  assertSides(recording, 1000, callerHz, agentHz);

  // The same two people again, with sound, on the new media process.
  assert.notEqual(await mediaPid(admin), doomedPid);
  await dialQueue(caller, tandem);
  await agent.phone.waitForEvent("CALL_INCOMING");
  await agent.phone.accept();
  const heard = await agent.phone.waitHeard(2000);
  assert.ok(toneShare(slice(heard, 1000, 2000), heard.sampleRateHz, callerHz) > 0.9);
  await caller.hangUp();
  await untilNothingLeft(tandem);
  assert.equal(errorsIn(tandem.logLines).length, 1, errorsIn(tandem.logLines).join("\n"));
  console.log(`calls are answered ${Math.round(backMs)} ms after the media process was killed`);
});
