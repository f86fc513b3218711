// Real phones of every codec: what the caller hears and presses on the way to an agent, both sides of the
// conversation by their tones, and both sides of its recording.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { openRawSip } from "../peers/raw-sip.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertSides, containsPrompt, fetchRecording } from "../support/call-checks.ts";
import { assertHears, shareHeard } from "../support/hearing.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { channel } from "../support/wav.ts";
import type { Sound } from "../support/wav.ts";

let tandem: Tandem;
const tones = new ToneFiles();

/** As baresip names them. */
const names = {
  PCMA: "PCMA/8000/1",
  PCMU: "PCMU/8000/1",
  G722: "G722/16000/1",
  opus: "opus/48000/2",
  L16: "L16/16000/1",
} as const;
type CodecName = keyof typeof names;

before(async () => {
  tandem = await startTandem({ env: { TANDEM_CODECS: "PCMA,PCMU,G722,opus,L16" } });
});

after(async () => {
  await tandem?.[Symbol.asyncDispose]();
  tones[Symbol.dispose]();
});

for (const [number, callerCodec, agentCodec] of [
  ["13800138001", "G722", "PCMA"],
  ["13800138002", "PCMU", "opus"],
  ["13800138003", "opus", "G722"],
  ["13800138004", "L16", "PCMA"],
  ["13800138005", "opus", "opus"],
] as const) {
  test(`a caller with ${callerCodec} and an agent with ${agentCodec}`, async () => {
    await talk(number, callerCodec, agentCodec);
  });
}

test("a caller who speaks no codec of ours is refused with 488", async () => {
  using peer = await openRawSip({ over: "udp", from: "127.0.0.1", toPort: tandem.ports.sip });
  const body = [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    "m=audio 40000 RTP/AVP 18 97 101",
    "a=rtpmap:18 G729/8000",
    "a=rtpmap:97 iLBC/8000",
    "a=rtpmap:101 telephone-event/8000",
    "",
  ].join("\r\n");
  const uri = `sip:4000@127.0.0.1:${tandem.ports.sip}`;
  const sent = peer.request("INVITE", uri, { body });
  assert.equal(await peer.finalStatus(sent, "INVITE"), 488);
});

/** Prompts have nothing above 4 kHz: of wideband sound, every second or sixth sample is them. */
function narrowed(sound: Sound): Sound {
  const step = sound.sampleRateHz / 8000;
  return { sampleRateHz: 8000, channels: [channel(sound).filter((_, n) => n % step === 0)] };
}

async function talk(number: string, callerCodec: CodecName, agentCodec: CodecName): Promise<void> {
  const admin = await ApiClient.signIn(tandem, "admin");
  const agent = await ApiClient.signIn(tandem, "1001");
  await using phone = await startBaresip({
    user: "1001",
    password: tandem.firstUser("agent").sipSecret ?? "",
    registrar: `127.0.0.1:${tandem.ports.sip}`,
    speaks: tones.phone(agentHz),
    codecs: [names[agentCodec]],
  });
  await agent.call(endpoints.setPresence, { body: { presence: "available" } });
  await using caller = await startBaresip({
    user: number,
    speaks: tones.phone(callerHz),
    codecs: [names[callerCodec]],
  });
  await caller.dial(`sip:4000@127.0.0.1:${tandem.ports.sip}`);
  await caller.waitForEvent("CALL_ESTABLISHED");
  const welcome = await caller.waitHeard(5000);
  assert.ok(containsPrompt(narrowed(welcome), "zh-CN/welcome"), "the caller heard the welcome");
  await caller.sendDigits("1");
  await phone.waitForEvent("CALL_INCOMING");
  await phone.accept();
  await phone.waitForEvent("CALL_ESTABLISHED");
  await assertHears("the agent hears the caller", () => shareHeard(phone, 1000, callerHz));
  await assertHears("the caller hears the agent", () => shareHeard(caller, 1000, agentHz));
  // For the recording.
  await shareHeard(phone, 2500, callerHz);
  await phone.hangUp();
  await caller.waitForEvent("CALL_CLOSED", 15_000);

  const [summary] = await admin.callRecords(1, ({ ani, hasRecording }) => ani === number && hasRecording);
  assert.ok(summary);
  await agent.call(endpoints.finishWrapUp, {
    body: { callId: summary.id, disposition: "resolved", note: "" },
  });
  const call = await admin.callDetail(summary.id, ({ hasRecording }) => hasRecording);
  assert.deepEqual(
    call.legs.map((leg) => [leg.kind, leg.codec]),
    [
      ["caller", callerCodec],
      ["agent", agentCodec],
    ],
  );
  const recording = await fetchRecording(admin, call);
  assertSides(recording, callerHz, agentHz);
}
