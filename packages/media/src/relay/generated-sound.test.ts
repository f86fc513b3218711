import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodeToLinear } from "../codecs/index.ts";
import { tonesOfEvent } from "../dtmf/index.ts";
import type { Clip } from "../prompts/index.ts";
import { assertNoJump, bridgedPhones, leftHz } from "./testing/bridged-phones.ts";
import { toneShare } from "./testing/goertzel.ts";
import { everyFrame } from "./testing/loopback-phone.ts";
import { WorkerRig, eventPayloadType } from "./testing/worker-rig.ts";

/** A clip whose samples count up, so that every one of them can be recognised. */
function countingClip(length: number, firstByte = 0): Clip {
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  for (let i = 0; i < length; i++) bytes[i] = firstByte + (i >> 4);
  return { PCMA: bytes, PCMU: bytes, framed: {} };
}

for (const io of ["epoll", "dgram"] as const) {
  describe(`sound made here over ${io}`, { skip: io === "epoll" && process.platform !== "linux" }, () => {
    test("a playback is heard byte for byte, one frame per 20 ms, and bridged sound follows without a jump", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig);
      const clips = [countingClip(1000), countingClip(440, 100)];
      const order = { playbackId: "p", clips, loop: false, stopOnDigit: false };
      const askedAt = Date.now();
      await rig.ask({ kind: "play", legId: "b", ...order });
      await everyFrame(20, () => a.sendTone(leftHz));
      const { reason, at } = await rig.event("playback-finished");
      assert.equal(reason, "completed");
      assert.ok(at - askedAt >= 160, `nine frames in ${at - askedAt} ms`);
      const played = b.heard.slice(0, 9);
      const expected = Buffer.concat(clips.map(({ PCMA }) => PCMA));
      assert.deepEqual(Buffer.concat(played.map(({ payload }) => payload)), expected);
      assertNoJump(played);
      assertNoJump(b.heard, 1600);
      await b.hears(17);
      assert.ok(toneShare(decodeToLinear(b.heard.at(-1)?.payload as Uint8Array, "PCMA"), leftHz) > 0.9);
    });

    test("a looped playback goes on until it is replaced, stopped or a key comes", async () => {
      await using rig = await WorkerRig.start(io);
      const { b } = await bridgedPhones(rig);
      const order = { clips: [countingClip(160)], loop: true };
      await rig.ask({ kind: "play", legId: "b", playbackId: "first", stopOnDigit: false, ...order });
      await b.hears(4);
      await rig.ask({ kind: "play", legId: "b", playbackId: "second", stopOnDigit: true, ...order });
      b.sendEvent(eventPayloadType, 5, false, 160, 9000);
      await everyFrame(3, () => {});
      await rig.ask({ kind: "play", legId: "b", playbackId: "third", stopOnDigit: false, ...order });
      await rig.ask({ kind: "stop-playback", legId: "b", playbackId: "second" });
      await rig.ask({ kind: "stop-playback", legId: "b", playbackId: null });
      const ends = rig.events.flatMap((event) =>
        event.kind === "playback-finished" ? [`${event.playbackId} ${event.reason}`] : [],
      );
      assert.deepEqual(ends, ["first stopped", "second digit", "third stopped"]);
    });

    test("a key is reported once and passed on under the other side's payload type", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig);
      await rig.connectLeg("b", b.address, { telephoneEventPayloadType: 96 });
      a.sendTone(0);
      for (const duration of [160, 320, 480]) a.sendEvent(eventPayloadType, 11, false, duration, 5000);
      for (let i = 0; i < 3; i++) a.sendEvent(eventPayloadType, 11, true, 640, 5000);
      a.sendTone(0);
      const digit = await rig.event("digit", "a");
      assert.deepEqual([digit.digit, digit.durationMs], ["#", 80]);
      await everyFrame(3, () => {});
      assert.equal(rig.events.filter(({ kind }) => kind === "digit").length, 1);
      const passed = b.heard.filter(({ payloadType }) => payloadType === 96);
      assert.deepEqual(
        passed.map(({ payload }) => (payload[1] as number) >> 7),
        [0, 0, 0, 1, 1, 1],
      );
      assert.equal(new Set(passed.map(({ timestamp }) => timestamp)).size, 1);
    });

    test("keys are dialled as events, or as tones where events are not agreed", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig);
      await rig.connectLeg("b", b.address, { telephoneEventPayloadType: null });
      await rig.ask({ kind: "send-digits", legId: "a", digits: "9" });
      await rig.ask({ kind: "send-digits", legId: "b", digits: "9" });
      assert.equal(await rig.errorOf({ kind: "send-digits", legId: "a", digits: "9x" }), "bad-digits");
      await everyFrame(12, () => {});
      const events = a.heard.filter(({ payloadType }) => payloadType === eventPayloadType);
      assert.deepEqual(
        events.map(({ payload }) => [...payload].map((byte, i) => (i === 1 ? byte >> 7 : byte))),
        [
          [9, 0, 0, 160],
          [9, 0, 1, 64],
          [9, 0, 1, 224],
          [9, 0, 2, 128],
          [9, 1, 3, 32],
          [9, 1, 3, 32],
          [9, 1, 3, 32],
        ],
      );
      assert.deepEqual(
        events.map(({ marker }) => marker),
        [true, false, false, false, false, false, false],
      );
      const tone = b.soundHeard().subarray(0, 800);
      for (const frequencyHz of tonesOfEvent(9))
        assert.ok(toneShare(tone, frequencyHz) > 0.4, `${frequencyHz} Hz`);
    });
  });
}
