import assert from "node:assert/strict";
import { test } from "node:test";
import { dominantFrequencyHz, slice, tone } from "../support/tone.ts";
import { startBaresip } from "./baresip.ts";
import { parseStatistics, runSipp, startSipp, unexpectedIn } from "./sipp.ts";

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

test("an agent that leaves first ends the caller's call too, and nothing about it is unexpected", async () => {
  await using agent = await startSipp({ scenario: "uas-agent", talkMs: 300 });
  await runSipp({ scenario: "uac-queue-call", remote: hostPort(agent.uri), service: "4000", talkMs: 9000 });
  const { successful, errors } = await agent.outcome();
  assert.deepEqual({ successful, errors }, { successful: 1, errors: "" });
});

test("an agent asked to finish ends after the calls it has, short of those it could have taken", async () => {
  await using agent = await startSipp({ scenario: "uas-agent", talkMs: 300, calls: 20 });
  const remote = hostPort(agent.uri);
  await runSipp({ scenario: "uac-queue-call", remote, service: "4000", talkMs: 9000, calls: 2 });
  const { successful, failed } = await agent.finish();
  assert.deepEqual({ successful, failed }, { successful: 2, failed: 0 });
});

test("a hang-up by timeout is expected, whatever else sipp writes is not", () => {
  const entry = (text: string): string => `2026-11-22\t07:49:52.596205\t1795333792.596205: ${text}`;
  const heading = "The following events occurred:\n";
  const hangUp = entry("Call-Id: 8a07, receive timeout on message Agent:6, jumping to label 8");
  const answeredAgain = entry(
    "Dead call 83c0 (successful), received 'SIP/2.0 200 OK\r\nCSeq: 1 BYE\r\n\r\n'",
  );
  assert.equal(unexpectedIn(heading + hangUp + answeredAgain + hangUp), "");
  const aborted = entry(
    "Aborting call on unexpected message for Call-Id '1@127.0.0.1': received 'SIP/2.0 500'",
  );
  assert.match(unexpectedIn(heading + hangUp + aborted + hangUp), /Aborting call on unexpected message/);
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
