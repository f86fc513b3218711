import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { dominantFrequencyHz, slice, writeTone } from "../support/tone.ts";
import { startBaresip } from "./baresip.ts";

const directory = mkdtempSync(path.join(tmpdir(), "tandem-tones-"));
after(() => rmSync(directory, { recursive: true }));

function toneFile(frequencyHz: number): string {
  const file = path.join(directory, `${frequencyHz}.wav`);
  writeTone(file, { frequencyHz, durationMs: 2000 });
  return file;
}

const near = (actual: number | undefined, expected: number): void =>
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) < 5,
    `${actual} Hz heard, ${expected} Hz spoken`,
  );

test("two phones call each other: both hear the other's tone, digits arrive, the hang-up is seen", async () => {
  await using caller = await startBaresip({ user: "caller", speaks: toneFile(500) });
  await using callee = await startBaresip({ user: "callee", speaks: toneFile(900) });
  await caller.dial(callee.uri);
  const incoming = await callee.waitForEvent("CALL_INCOMING");
  assert.match(incoming.peeruri ?? "", /caller@/);
  await callee.accept();
  await caller.waitForEvent("CALL_ESTABLISHED");
  const atCaller = await caller.waitHeard(1500);
  const atCallee = await callee.waitHeard(1500);
  near(dominantFrequencyHz(slice(atCaller, 500, 1500), atCaller.sampleRateHz), 900);
  near(dominantFrequencyHz(slice(atCallee, 500, 1500), atCallee.sampleRateHz), 500);
  await caller.sendDigits("15");
  assert.equal((await callee.waitForEvent("CALL_DTMF_START")).param, "1");
  assert.equal((await callee.waitForEvent("CALL_DTMF_START")).param, "5");
  await caller.hangUp();
  await callee.waitForEvent("CALL_CLOSED");
});

test("a phone that rejects is busy to the caller", async () => {
  await using caller = await startBaresip({ user: "caller" });
  await using callee = await startBaresip({ user: "callee" });
  await caller.dial(callee.uri);
  await callee.waitForEvent("CALL_INCOMING");
  await callee.hangUp();
  const closed = await caller.waitForEvent("CALL_CLOSED");
  assert.match(closed.param ?? "", /486|603/);
});
