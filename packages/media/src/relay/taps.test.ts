import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { loadOpus } from "../codecs/index.ts";
import { bridgedPhones, leftHz, rightHz } from "./testing/bridged-phones.ts";
import { toneShare } from "./testing/goertzel.ts";
import { everyFrame } from "./testing/loopback-phone.ts";
import { recordingTerms } from "./testing/recording-seal.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";
import { WorkerRig } from "./testing/worker-rig.ts";

/** The samples of a side's frames in their order; each sequence number once, 20 ms apart. */
function soundOf(rig: WorkerRig, side: number): Int16Array {
  const frames = rig.tapFrames.map((frame) => Buffer.from(frame)).filter((frame) => frame[1] === side);
  frames.forEach((frame, index) => {
    assert.deepEqual([frame.readUInt32LE(4), frame.readUInt32LE(8)], [index, index * 20]);
  });
  return Int16Array.from(
    frames.flatMap((frame) =>
      Array.from({ length: (frame.length - 16) / 2 }, (_, i) => frame.readInt16LE(16 + 2 * i)),
    ),
  );
}

await loadOpus();

/** The longest piece without a pause: a machine that stops for long makes silence, as a network would. */
function longestPiece(sound: Int16Array): Int16Array {
  const mostZeros = 80;
  let best = sound.subarray(0, 0);
  let [start, zeros] = [0, 0];
  for (let i = 0; i <= sound.length; i++) {
    zeros = sound[i] === 0 ? zeros + 1 : 0;
    if (zeros < mostZeros && i < sound.length) continue;
    if (i - zeros - start > best.length) best = sound.subarray(start, i - zeros);
    start = i + 1;
  }
  return best;
}

/** Speaks until something is so; a test that waits for ever fails by its limit. */
async function speakUntil(isSo: () => boolean, speak: () => void): Promise<void> {
  while (!isSo()) await everyFrame(5, speak);
}

const both = [
  { side: 0, legId: "a" },
  { side: 1, legId: "b" },
] as { side: 0 | 1; legId: string }[];

for (const [codecA, codecB] of [
  ["PCMA", "PCMA"],
  ["G722", "PCMU"],
  ["opus", "PCMA"],
] as const) {
  test(`${codecA} with ${codecB}: each side in tune at 16 kHz, and the call goes on as before`, async () => {
    await using rig = await WorkerRig.start("epoll");
    const { a, b } = await bridgedPhones(rig, codecA, codecB);
    await rig.ask({ kind: "start-tap", tapId: "tap", rateHz: 16_000, sides: both });
    const speak = () => {
      a.sendTone(leftHz);
      b.sendTone(rightHz);
    };
    const pieceOf = (side: number) => longestPiece(soundOf(rig, side));
    await speakUntil(() => pieceOf(0).length > 8000 && pieceOf(1).length > 8000, speak);
    await rig.ask({ kind: "stop-tap", tapId: "tap" });
    for (const [side, hz] of [
      [0, leftHz],
      [1, rightHz],
    ] as const) {
      const share = toneShare(pieceOf(side).slice(1600), hz, 16_000);
      assert.ok(share > 0.95, `${side}: ${share}`);
    }
    assert.ok(toneShare(a.soundHeard().slice(-3200), rightHz, codecA === "PCMA" ? 8000 : 16_000) > 0.9);
    const ended = rig.tapFrames.length;
    await everyFrame(5, () => a.sendTone(leftHz));
    assert.equal(rig.tapFrames.length, ended, "nothing after its end");
  });
}

test("the tone's phase goes on across frames: nothing is left out or put in", async () => {
  await using rig = await WorkerRig.start("epoll");
  const { a } = await bridgedPhones(rig);
  await rig.ask({ kind: "start-tap", tapId: "tap", rateHz: 8000, sides: both });
  await speakUntil(
    () => longestPiece(soundOf(rig, 0)).length > 4000,
    () => a.sendTone(leftHz),
  );
  await rig.ask({ kind: "stop-tap", tapId: "tap" });
  // One tone in one phase is all there is over half a second; a jump would spread it.
  const sound = longestPiece(soundOf(rig, 0)).slice(160);
  assert.ok(toneShare(sound, leftHz) > 0.99, `${toneShare(sound, leftHz)}`);
});

test("a side changes its leg, is silent without one, and while its recording is paused", async () => {
  await using rig = await WorkerRig.start("epoll");
  const { a, b } = await bridgedPhones(rig);
  const sides = [{ side: 0 as const, legId: null }];
  assert.equal(
    await rig.errorOf({ kind: "start-tap", tapId: "tap", rateHz: 8000, sides: [{ side: 0, legId: "x" }] }),
    "no-such-leg",
  );
  await rig.ask({ kind: "start-tap", tapId: "tap", rateHz: 8000, sides });
  const speak = () => {
    a.sendTone(leftHz);
    b.sendTone(rightHz);
  };
  const latest = (samples: number) => soundOf(rig, 0).slice(-samples);
  const isSilent = () => latest(1600).length === 1600 && latest(1600).every((sample) => sample === 0);
  const isRight = () => toneShare(latest(1600), rightHz) > 0.95;
  await speakUntil(isSilent, speak);
  assert.equal(isRight(), false);
  await rig.ask({ kind: "set-tap-leg", tapId: "tap", side: 0, legId: "b" });
  await speakUntil(isRight, speak);
  const path = join(temporaryFolder(), "paused.tnd");
  await rig.ask({
    kind: "start-recording",
    recordingId: "r",
    path,
    leftLegId: "a",
    rightLegId: "b",
    ...recordingTerms,
  });
  await rig.ask({ kind: "pause-recording", recordingId: "r" });
  // A card number is not for an engine.
  await speakUntil(isSilent, speak);
  await rig.ask({ kind: "resume-recording", recordingId: "r" });
  await speakUntil(isRight, speak);
  await rig.ask({ kind: "close-leg", legId: "b" });
  await speakUntil(isSilent, () => a.sendTone(leftHz));
  assert.equal(await rig.errorOf({ kind: "stop-tap", tapId: "other" }), "no-such-tap");
});
