import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { codecFormats, decodeToLinear, loadOpus } from "../codecs/index.ts";
import { tonesOfEvent } from "../dtmf/index.ts";
import { ClipStore } from "../prompts/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import { timestampDelta } from "../rtp/index.ts";
import { readWavLayout } from "../wav/index.ts";
import { assertNoJump, bridgedPhones, leftHz, rightHz } from "./testing/bridged-phones.ts";
import { toneShare } from "./testing/goertzel.ts";
import { everyFrame } from "./testing/loopback-phone.ts";
import type { LoopbackPhone } from "./testing/loopback-phone.ts";
import { openTestRecording, recordingTerms } from "./testing/recording-seal.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";
import { WorkerRig, eventPayloadType } from "./testing/worker-rig.ts";

before(loadOpus);

const converted = [
  ["PCMA", "G722"],
  ["PCMU", "opus"],
  ["PCMA", "L16"],
  ["G722", "opus"],
  ["L16", "opus"],
] as const;

/** How much of what a phone has heard is that tone; the first tenth of a second is for encoders to settle. */
function shareHeard(phone: LoopbackPhone, frequencyHz: number): number {
  const { sampleRateHz } = codecFormats[phone.codec];
  return toneShare(phone.soundHeard().subarray(sampleRateHz / 10), frequencyHz, sampleRateHz);
}

const frameUnits = (codec: AudioCodec) => 20 * codecFormats[codec].clockPerMs;

for (const io of ["epoll", "dgram"] as const) {
  describe(`conversion over ${io}`, { skip: io === "epoll" && process.platform !== "linux" }, () => {
    for (const [codecA, codecB] of converted) {
      test(`${codecA} and ${codecB}: each hears the other's tone on a clock of its own`, async () => {
        await using rig = await WorkerRig.start(io);
        const { a, b } = await bridgedPhones(rig, codecA, codecB);
        await everyFrame(30, () => {
          a.sendTone(leftHz);
          b.sendTone(rightHz);
        });
        await a.hears(29);
        await b.hears(29);
        assert.ok(shareHeard(b, leftHz) > 0.95, `${shareHeard(b, leftHz)}`);
        assert.ok(shareHeard(a, rightHz) > 0.95, `${shareHeard(a, rightHz)}`);
        assertNoJump(a.heard, 0, frameUnits(codecA));
        assertNoJump(b.heard, 0, frameUnits(codecB));
      });
    }

    for (const codec of ["G722", "opus", "L16"] as const) {
      test(`${codec} on both sides passes through byte for byte`, async () => {
        await using rig = await WorkerRig.start(io);
        const { a, b } = await bridgedPhones(rig, codec, codec);
        const payload = Uint8Array.from({ length: 77 }, (_, i) => (i * 31) & 0xff);
        await everyFrame(5, () => {
          a.sendPayload(payload, a.header);
          a.skipFrame();
        });
        await b.hears(5);
        for (const packet of b.heard) assert.deepEqual([...packet.payload], [...payload]);
        assertNoJump(b.heard, 0, frameUnits(codec));
      });
    }

    test("a lost packet is made up for, a late one left out, a pause kept in its length", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig, "PCMA", "G722");
      await everyFrame(40, (frame) => {
        if (frame === 10) {
          // Lost: its number and its time pass.
          a.header.sequence = (a.header.sequence + 1) & 0xffff;
          a.skipFrame();
        } else if (frame === 20) {
          a.sendPayload(new Uint8Array(160).fill(0xd5), {
            ...a.header,
            sequence: (a.header.sequence - 10) & 0xffff,
            timestamp: a.header.timestamp - 1600,
          });
          a.header.sequence = (a.header.sequence - 1) & 0xffff;
          a.sendTone(leftHz);
        } else if (frame >= 25 && frame < 30) {
          a.skipFrame();
        } else {
          a.sendTone(leftHz);
        }
      });
      await b.hears(35);
      assert.equal(b.heard.length, 35);
      assertNoJump(b.heard.slice(0, 25));
      const resumed = b.heard[25];
      assert.equal(resumed?.marker, true);
      const pause = timestampDelta(resumed?.timestamp ?? 0, b.heard[24]?.timestamp ?? 0);
      assert.equal(pause, 6 * 160);
      assertNoJump(b.heard.slice(25));
      const around = b.soundHeard().subarray(10 * 320, 11 * 320);
      assert.ok(toneShare(around, leftHz, 16_000) > 0.6, "the hole is filled with the tone");
    });

    test("packets of 40 ms become packets of 20 ms", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig, "PCMA", "opus");
      await everyFrame(10, () => {
        a.sendPayload(new Uint8Array(320).fill(0xd5), a.header);
        a.skipFrame();
        a.skipFrame();
      });
      await b.hears(20);
      assertNoJump(b.heard, 0, 960);
    });

    test("a key goes from one clock to another, is reported once, and sound goes on after it", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig, "opus", "PCMA");
      await rig.connectLeg("a", a.address, {
        codec: "opus",
        payloadType: 111,
        telephoneEventPayloadType: 110,
      });
      await everyFrame(5, () => a.sendTone(leftHz));
      const { timestamp } = a.header;
      for (const duration of [960, 1920, 2880]) a.sendEvent(110, 7, false, duration, timestamp);
      for (let i = 0; i < 3; i++) a.sendEvent(110, 7, true, 3840, timestamp);
      for (let i = 0; i < 4; i++) a.skipFrame();
      await everyFrame(5, () => a.sendTone(leftHz));
      const digit = await rig.event("digit", "a");
      assert.deepEqual([digit.digit, digit.durationMs], ["7", 80]);
      await b.hears(16);
      const events = b.heard.filter(({ payloadType }) => payloadType === eventPayloadType);
      assert.deepEqual(
        events.map(({ payload }) => ((payload[2] as number) << 8) | (payload[3] as number)),
        [160, 320, 480, 640, 640, 640],
      );
      assert.equal(new Set(events.map((event) => event.timestamp)).size, 1);
      const sound = b.heard.filter(({ payloadType }) => payloadType === 8);
      assert.equal(timestampDelta(events[0]?.timestamp ?? 0, sound[4]?.timestamp ?? 0), 160);
      assert.equal(timestampDelta(sound[5]?.timestamp ?? 0, sound[4]?.timestamp ?? 0), 160 + 640);
      assert.equal(rig.events.filter(({ kind }) => kind === "digit").length, 1);
    });

    test("keys are dialled on the codec's clock, and in-band where events are not agreed", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig, "opus", "G722");
      await rig.connectLeg("b", b.address, {
        codec: "G722",
        payloadType: 9,
        telephoneEventPayloadType: null,
      });
      await rig.ask({ kind: "send-digits", legId: "a", digits: "9" });
      await rig.ask({ kind: "send-digits", legId: "b", digits: "9" });
      await a.hears(7);
      await b.hears(10);
      const events = a.heard.filter(({ payloadType }) => payloadType === eventPayloadType);
      assert.deepEqual(
        events.map(({ payload }) => ((payload[2] as number) << 8) | (payload[3] as number)),
        [960, 1920, 2880, 3840, 4800, 4800, 4800],
      );
      const tone = b.soundHeard().subarray(320, 1600);
      for (const frequencyHz of tonesOfEvent(9)) {
        assert.ok(toneShare(tone, frequencyHz, 16_000) > 0.4, `${frequencyHz} Hz`);
      }
    });

    test("a clip is heard in each codec, encoded beforehand or on the spot", async () => {
      await using rig = await WorkerRig.start(io);
      const path = join(temporaryFolder(), "clip.wav");
      const clips = new ClipStore();
      const store = new ClipStore();
      writeFileSync(path, toneFile(800, 8000));
      for (const codec of ["opus", "G722", "L16"] as const) store.use(codec);
      const encoded = await store.load(path);
      const plain = await clips.load(path);
      assert.ok(encoded.ok && plain.ok);
      for (const sound of Object.values(encoded.value.framed)) {
        while (Atomics.load(sound.ready, 0) < 50) await new Promise(setImmediate);
      }
      const { a, b } = await bridgedPhones(rig, "opus", "G722");
      const order = { loop: false, stopOnDigit: false };
      await rig.ask({ kind: "play", legId: "a", playbackId: "beforehand", clips: [encoded.value], ...order });
      await rig.ask({ kind: "play", legId: "b", playbackId: "on the spot", clips: [plain.value], ...order });
      await rig.event("playback-finished", "a");
      await rig.event("playback-finished", "b");
      for (const phone of [a, b]) await phone.hears(50);
      assert.equal(a.heard.length, 50);
      assert.ok(a.heard.every(({ payload }) => payload.length === 80));
      assert.equal(b.heard.length, 50);
      for (const phone of [a, b]) assert.ok(shareHeard(phone, 800) > 0.95, `${shareHeard(phone, 800)}`);
      assertNoJump(a.heard, 0, 960);
    });

    test("both sides are recorded whatever their codecs, in step, with silence for what was lost", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig, "opus", "G722");
      // The first packets of a process take long, and the recording would take its steps from them.
      await everyFrame(5, () => {
        a.sendTone(leftHz);
        b.sendTone(rightHz);
      });
      const path = join(temporaryFolder(), "call.wav");
      const legs = { leftLegId: "a", rightLegId: "b" };
      await rig.ask({ kind: "start-recording", recordingId: "r", path, ...recordingTerms, ...legs });
      await everyFrame(60, (frame) => {
        const isLost = frame >= 20 && frame < 30;
        for (const [phone, hz] of [
          [a, leftHz],
          [b, rightHz],
        ] as const) {
          if (!isLost) phone.sendTone(hz);
          else {
            phone.header.sequence = (phone.header.sequence + 1) & 0xffff;
            phone.skipFrame();
          }
        }
      });
      await rig.ask({ kind: "stop-recording", recordingId: "r" });
      await rig.event("recording-finished");
      const { wav: file } = await openTestRecording(path);
      const frames = file.subarray(readWavLayout(file)?.dataStart);
      const channel = (index: number): Int16Array =>
        decodeToLinear(
          frames.filter((_, i) => i % 2 === index),
          "PCMA",
        );
      const [left, right] = [channel(0), channel(1)];
      const middle = 45 * 160;
      assert.ok(toneShare(left.subarray(middle, middle + 1600), leftHz) > 0.9);
      assert.ok(toneShare(right.subarray(middle, middle + 1600), rightHz) > 0.9);
      const resumes = (sound: Int16Array): number =>
        sound.findIndex((sample, i) => i > 25 * 160 && Math.abs(sample) > 500);
      const stepMs = Math.abs(resumes(left) - resumes(right)) / 8;
      assert.ok(stepMs <= 20, `channels are ${stepMs} ms apart`);
      assert.ok(resumes(left) > 28 * 160, "lost sound leaves silence");
    });

    test("comfort noise from a silent side becomes noise for the other until it speaks again", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig, "PCMA", "G722");
      await everyFrame(5, () => a.sendTone(leftHz));
      a.sendPayload(Uint8Array.of(40), { ...a.header, payloadType: 13 });
      await b.hears(15);
      const room = b.soundHeard().subarray(7 * 320, 14 * 320);
      const levelDb = 10 * Math.log10(room.reduce((sum, x) => sum + x * x, 0) / room.length / 32_768 ** 2);
      assert.ok(Math.abs(levelDb + 40) < 4, `${levelDb} dB`);
      await everyFrame(5, () => a.sendTone(leftHz));
      await everyFrame(10, () => {});
      const count = b.heard.length;
      await everyFrame(10, () => {});
      assert.equal(b.heard.length, count, "the noise has ended");
    });

    test("another codec in mid-call", async () => {
      await using rig = await WorkerRig.start(io);
      const { a, b } = await bridgedPhones(rig, "PCMA", "PCMA");
      await everyFrame(5, () => a.sendTone(leftHz));
      b.codec = "opus";
      b.header.payloadType = 111;
      await rig.connectLeg("b", b.address, { codec: "opus", payloadType: 111 });
      await everyFrame(20, () => {
        a.sendTone(leftHz);
        b.sendTone(rightHz);
      });
      await a.hears(18);
      await b.hears(24);
      assert.equal(new Set(b.heard.map(({ ssrc }) => ssrc)).size, 1);
      assert.ok(shareHeard(b, leftHz) > 0.9);
      assert.ok(toneShare(a.soundHeard().subarray(800), rightHz) > 0.9);
    });
  });
}

/** A second of a tone in a mono file of 16-bit samples. */
function toneFile(frequencyHz: number, rateHz: number): Uint8Array {
  const samples = Int16Array.from({ length: rateHz }, (_, i) =>
    Math.round(9000 * Math.sin((2 * Math.PI * frequencyHz * i) / rateHz)),
  );
  return Buffer.concat([monoHeader(rateHz, samples.byteLength), new Uint8Array(samples.buffer)]);
}

function monoHeader(rateHz: number, length: number): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rateHz, 24);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(length, 40);
  return header;
}
