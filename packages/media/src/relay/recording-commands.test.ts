import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { decodeToLinear } from "../codecs/index.ts";
import { readWavLayout } from "../wav/index.ts";
import { bridgedPhones, leftHz, rightHz } from "./testing/bridged-phones.ts";
import { toneShare } from "./testing/goertzel.ts";
import { openTestRecording, recordingTerms } from "./testing/recording-seal.ts";
import { everyFrame } from "./testing/loopback-phone.ts";
import { WorkerRig } from "./testing/worker-rig.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

for (const io of ["epoll", "dgram"] as const) {
  describe(`recording over ${io}`, { skip: io === "epoll" && process.platform !== "linux" }, () => {
    test("a recording has each party in its channel, in step, and silence for what was lost", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig, "PCMA", "PCMU");
      const path = join(temporaryFolder(), "call.trec");
      const legs = { leftLegId: "a", rightLegId: null };
      await rig.ask({ kind: "start-recording", recordingId: "r", path, ...recordingTerms, ...legs });
      const silentFrames = 30;
      await everyFrame(60, (frame) => {
        if (frame === 10) {
          const right = { rightLegId: "b", party: "leg:b" };
          void rig.ask({ kind: "set-recording-right", recordingId: "r", ...right });
        }
        const speaks = frame < 20 || frame >= silentFrames;
        a.sendTone(speaks ? leftHz : 0);
        b.sendTone(speaks ? rightHz : 0);
      });
      await rig.ask({ kind: "stop-recording", recordingId: "r" });
      const finished = await rig.event("recording-finished");
      const { wav: file, trailer, bytes } = await openTestRecording(path);
      assert.equal(bytes, finished.bytes);
      assert.equal(trailer?.sha256, finished.sha256);
      assert.deepEqual(
        trailer?.markers.map(({ kind, party }) => [kind, party]),
        [
          ["left", "left"],
          ["right", "leg:b"],
        ],
      );
      assert.equal(finished.failure, undefined);
      assert.ok(Math.abs(finished.durationMs - 1200) < 200, `${finished.durationMs} ms`);
      const layout = readWavLayout(file);
      assert.deepEqual([layout?.formatTag, layout?.channels, layout?.sampleRateHz], [6, 2, 8000]);
      const frames = file.subarray(layout?.dataStart);
      const channel = (index: number): Int16Array =>
        decodeToLinear(
          frames.filter((_, i) => i % 2 === index),
          "PCMA",
        );
      const [left, right] = [channel(0), channel(1)];
      const middle = 45 * 160;
      assert.ok(toneShare(left.subarray(middle, middle + 1600), leftHz) > 0.9);
      assert.ok(toneShare(right.subarray(middle, middle + 1600), rightHz) > 0.9);
      assert.ok(
        right.subarray(0, 8 * 160).every((sample) => Math.abs(sample) <= 8),
        "right is silent before it joins",
      );
      const resumes = (sound: Int16Array): number =>
        sound.findIndex((sample, i) => i > 24 * 160 && Math.abs(sample) > 500);
      const stepMs = Math.abs(resumes(left) - resumes(right)) / 8;
      assert.ok(stepMs <= 20, `channels are ${stepMs} ms apart`);
      assert.equal(await rig.errorOf({ kind: "stop-recording", recordingId: "r" }), "no-such-recording");
    });

    test("sound goes on while the disk hangs; each recording is told incomplete, and kept until then", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig);
      const folder = temporaryFolder();
      const ids = Array.from({ length: 20 }, (_, index) => `r${index}`);
      const gate = new Int32Array(new SharedArrayBuffer(4));
      const start = (recordingId: string) =>
        rig.ask({
          kind: "start-recording",
          recordingId,
          path: join(folder, `${recordingId}.trec`),
          ...recordingTerms,
          leftLegId: "a",
          rightLegId: "b",
        });
      await Promise.all(ids.map(start));
      await everyFrame(60, () => {
        a.sendTone(leftHz);
        b.sendTone(rightHz);
      });
      const heardBefore = b.heard.length;
      rig.recordingThread.hang(gate);
      const hungFrames = 350;
      await everyFrame(hungFrames, () => {
        a.sendTone(leftHz);
        b.sendTone(rightHz);
      });
      // Nobody has waited for the disk: what was sent has been heard, while it hangs.
      const heardMeanwhile = b.heard.length - heardBefore;
      assert.ok(heardMeanwhile >= hungFrames - 5, `heard ${heardMeanwhile} of ${hungFrames} packets`);
      const incomplete = rig.events.filter((event) => event.kind === "recording-incomplete");
      assert.deepEqual(incomplete.map(({ recordingId }) => recordingId).toSorted(), ids.toSorted());
      assert.ok(rig.events.every(({ kind }) => kind !== "recording-finished"));
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
      await rig.worker.stop();
      await rig.recordingThread.stop();
      const finished = rig.events.filter((event) => event.kind === "recording-finished");
      for (const { recordingId, durationMs, failure, path } of finished) {
        const told = incomplete.find((event) => event.recordingId === recordingId);
        assert.deepEqual([durationMs, failure], [told?.fromMs, told?.reason]);
        const { wav } = await openTestRecording(path);
        assert.equal(wav.length, 58 + durationMs * 16);
        assert.ok(durationMs >= 5000, `${durationMs} ms are kept`);
      }
      assert.equal(finished.length, ids.length);
    });

    test("a relay worker that dies leaves a file that another can go on with", async () => {
      await using rig = await WorkerRig.start(io);
      await rig.openLeg("a");
      const path = join(temporaryFolder(), "call.trec");
      const legs = { leftLegId: "a", rightLegId: null };
      await rig.ask({ kind: "start-recording", recordingId: "r", path, ...recordingTerms, ...legs });
      await everyFrame(60, () => {});
      await rig.worker.abort();
      assert.equal((await rig.event("recording-interrupted")).recordingId, "r");
      const { wav, trailer } = await openTestRecording(path);
      const keptMs = (wav.length - 58) / 16;
      assert.ok(keptMs === 500 || keptMs === 1000, `${keptMs} ms are kept`);
      assert.equal(trailer, undefined);
      assert.match(rig.faults.join(), /aborted/);
      rig.faults.length = 0;
    });

    test("stopping finishes the recordings", async () => {
      const path = join(temporaryFolder(), "call.trec");
      const start = { kind: "start-recording", path, leftLegId: "a", rightLegId: null } as const;
      {
        await using rig = await WorkerRig.start(io);
        await rig.openLeg("a");
        await rig.ask({ ...start, ...recordingTerms, recordingId: "r" });
        await rig.ask({ ...start, ...recordingTerms, recordingId: "s" });
        const { recordingId, bytes, failure } = await rig.event("recording-finished");
        assert.deepEqual([recordingId, bytes], ["s", 0]);
        assert.match(failure ?? "", /EEXIST/);
        await everyFrame(3, () => {});
      }
      assert.ok(existsSync(path));
      const { wav, trailer } = await openTestRecording(path);
      assert.ok(trailer !== undefined);
      assert.ok((readWavLayout(wav)?.dataLength ?? 0) >= 320);
    });
  });
}
