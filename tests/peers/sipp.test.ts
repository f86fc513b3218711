import assert from "node:assert/strict";
import { test } from "node:test";
import { dominantFrequencyHz, slice, tone } from "../support/tone.ts";
import { startBaresip } from "./baresip.ts";
import { parseStatistics, runSipp, startSipp } from "./sipp.ts";

const hostPort = (uri: string): string => uri.slice(uri.indexOf("@") + 1);

test("a sipp caller and a sipp agent talk until the caller leaves", async () => {
  await using agent = await startSipp({ scenario: "uas-agent", talkMs: 8000, ringMs: 50 });
  const outcome = await runSipp({
    scenario: "uac-queue-call",
    remote: hostPort(agent.uri),
    service: "4000",
    talkMs: 500,
  });
  assert.equal(outcome.successful, 1);
  assert.ok(outcome.answerMs >= 50, `${outcome.answerMs} ms until the answer`);
  assert.equal((await agent.outcome()).successful, 1);
});

test("an agent that leaves first ends the caller's call too", async () => {
  await using agent = await startSipp({ scenario: "uas-agent", talkMs: 300 });
  await runSipp({ scenario: "uac-queue-call", remote: hostPort(agent.uri), service: "4000", talkMs: 9000 });
  assert.equal((await agent.outcome()).successful, 1);
});

test("a real phone hears a sipp caller's tone and digits", async () => {
  await using phone = await startBaresip({ answers: "auto" });
  const speech = tone({ frequencyHz: 600, durationMs: 1000 });
  const digits = [
    { digit: "1", atMs: 400 },
    { digit: "#", atMs: 700 },
  ];
  const remote = hostPort(phone.uri);
  await runSipp({
    scenario: "uac-queue-call",
    remote,
    service: "peer",
    talkMs: 2500,
    says: { speech, digits },
  });
  assert.equal((await phone.waitForEvent("CALL_DTMF_START")).param, "1");
  assert.equal((await phone.waitForEvent("CALL_DTMF_START")).param, "#");
  await phone.waitForEvent("CALL_CLOSED");
  const heard = await phone.waitHeard(1800);
  const frequencyHz = dominantFrequencyHz(slice(heard, 1000, 1800), heard.sampleRateHz) ?? 0;
  assert.ok(Math.abs(frequencyHz - 600) < 5, `${frequencyHz} Hz heard`);
});

test("a call that nobody answers is a failure with sipp's reason", async () => {
  await using phone = await startBaresip();
  const call = runSipp({
    scenario: "uac-queue-call",
    remote: hostPort(phone.uri),
    timeoutMs: 20_000,
    service: "peer",
  });
  const refused = assert.rejects(call, /1 failed[^]*(486|603)/);
  await phone.waitForEvent("CALL_INCOMING");
  await phone.hangUp();
  await refused;
});

test("statistics without the columns asked for are an error, not a zero", () => {
  assert.throws(() => parseStatistics("a;b\n1;2\n"), /no column/);
});
