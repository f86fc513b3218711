import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { decodeToLinear } from "../codecs/index.ts";
import { readWavLayout } from "../wav/index.ts";
import { bridgedPhones, leftHz, rightHz } from "./testing/bridged-phones.ts";
import { toneShare } from "./testing/goertzel.ts";
import { everyFrame } from "./testing/loopback-phone.ts";
import { WorkerRig } from "./testing/worker-rig.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

for (const io of ["epoll", "dgram"] as const) {
  describe(`recording over ${io}`, { skip: io === "epoll" && process.platform !== "linux" }, () => {
    test("a recording has each party in its channel, in step, and silence for what was lost", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig, "PCMA", "PCMU");
      const path = join(temporaryFolder(), "call.wav");
      await rig.ask({ kind: "start-recording", recordingId: "r", path, leftLegId: "a", rightLegId: null });
      const silentFrames = 30;
      await everyFrame(60, (frame) => {
        if (frame === 10) void rig.ask({ kind: "set-recording-right", recordingId: "r", rightLegId: "b" });
        const speaks = frame < 20 || frame >= silentFrames;
        a.sendTone(speaks ? leftHz : 0);
        b.sendTone(speaks ? rightHz : 0);
      });
      await rig.ask({ kind: "stop-recording", recordingId: "r" });
      const finished = await rig.event("recording-finished");
      const file = readFileSync(path);
      assert.equal(file.length, finished.bytes);
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

    test("stopping finishes the recordings", async () => {
      const path = join(temporaryFolder(), "call.wav");
      {
        await using rig = await WorkerRig.start(io);
        await rig.openLeg("a");
        await rig.ask({ kind: "start-recording", recordingId: "r", path, leftLegId: "a", rightLegId: null });
        const again = {
          kind: "start-recording",
          recordingId: "s",
          path,
          leftLegId: "a",
          rightLegId: null,
        } as const;
        assert.equal(await rig.errorOf(again), "recording-file");
        await everyFrame(3, () => {});
      }
      assert.ok(existsSync(path));
      assert.ok((readWavLayout(readFileSync(path))?.dataLength ?? 0) >= 320);
    });
  });
}
