import assert from "node:assert/strict";
import { test } from "node:test";
import { codecFormats, SoundWriter } from "../codecs/index.ts";
import { keyOfEvent, ToneDetector, tonesOfEvent } from "../dtmf/index.ts";
import type { AudioCodec, ConnectLeg } from "../protocol/index.ts";
import { toneShare } from "./testing/goertzel.ts";
import { everyFrame, LoopbackPhone, payloadTypes } from "./testing/loopback-phone.ts";
import { eventPayloadType, WorkerRig } from "./testing/worker-rig.ts";

/** Ten keys, some twice in a row. */
const keys = [1, 1, 5, 9, 9, 9, 0, 10, 11, 4];
const digits = keys.map((code) => keyOfEvent(code) as string).join("");
const toneFrames = 3;
const keyFrames = 6;

const events = {
  telephoneEventPayloadType: eventPayloadType,
  keyForm: "rfc4733",
  hearsTones: false,
} as const;
const tones = { telephoneEventPayloadType: null, keyForm: "in-band", hearsTones: true } as const;
const info = { telephoneEventPayloadType: null, keyForm: "info", hearsTones: true } as const;
type Keys = Pick<ConnectLeg, "telephoneEventPayloadType" | "keyForm" | "hearsTones">;

/** Two phones on bridged legs `a` and `b`, each with its way of telling keys. */
async function bridged(
  rig: WorkerRig,
  a: Keys,
  b: Keys,
  codecs: readonly [AudioCodec, AudioCodec] = ["PCMA", "PCMA"],
) {
  const [phoneA, phoneB] = await Promise.all(
    codecs.map(async (codec, i) => {
      const legId = i === 0 ? "a" : "b";
      const phone = rig.own(await LoopbackPhone.open(codec, 0xa0 + i));
      phone.call(await rig.openLeg(legId));
      const agreed = { codec, payloadType: payloadTypes[codec], ...(i === 0 ? a : b) };
      await rig.connectLeg(legId, phone.address, agreed);
      return phone;
    }),
  );
  await rig.ask({ kind: "bridge", legA: "a", legB: "b" });
  return { a: phoneA as LoopbackPhone, b: phoneB as LoopbackPhone };
}

/** Speaks the keys as tones of 60 ms with pauses of 60 ms, then is silent for a while. */
async function speakKeys(phone: LoopbackPhone): Promise<void> {
  const { samplesPerFrame, sampleRateHz, clockPerMs } = codecFormats[phone.codec];
  const writer = new SoundWriter(phone.codec, sampleRateHz);
  await everyFrame((keys.length + 1) * keyFrames, (frame) => {
    const code = frame % keyFrames < toneFrames ? keys[Math.floor(frame / keyFrames)] : undefined;
    const [rowHz, columnHz] = code === undefined ? [0, 0] : tonesOfEvent(code);
    const at = frame * samplesPerFrame;
    const samples = Int16Array.from({ length: samplesPerFrame }, (_, i) => {
      const turn = (2 * Math.PI * (at + i)) / sampleRateHz;
      return 7000 * (Math.sin(turn * rowHz) + Math.sin(turn * columnHz));
    });
    writer.push(samples, samplesPerFrame);
    const payload = new Uint8Array(1500);
    phone.sendPayload(payload.subarray(0, writer.take(payload, 0)), phone.header);
    phone.header.timestamp = (phone.header.timestamp + 20 * clockPerMs) >>> 0;
  });
  writer.close();
}

/** Sends the keys as events, each in three packets with three ends. */
async function sendEvents(phone: LoopbackPhone): Promise<void> {
  await everyFrame(keys.length * keyFrames, (frame) => {
    const code = keys[Math.floor(frame / keyFrames)] as number;
    const step = frame % keyFrames;
    const began = phone.header.timestamp - step * 160;
    phone.sendEvent(
      eventPayloadType,
      code,
      step >= toneFrames,
      Math.min(step + 1, toneFrames) * 160,
      began >>> 0,
    );
    phone.skipFrame();
  });
}

/** The events that a phone heard, each once. */
function eventsHeard(phone: LoopbackPhone): string {
  const heard = phone.heard.filter(({ payloadType }) => payloadType === eventPayloadType);
  return [...new Map(heard.map(({ timestamp, payload }) => [timestamp, payload[0] as number])).values()]
    .map((code) => keyOfEvent(code))
    .join("");
}

/** The keys that its sound holds. */
function tonesHeard(phone: LoopbackPhone): string {
  let heard = "";
  const detector = new ToneDetector({ keyDown: (code) => void (heard += keyOfEvent(code)), keyUp: () => {} });
  const sound = phone.soundHeard();
  detector.push(sound, sound.length);
  return heard;
}

const digitsOf = (rig: WorkerRig) =>
  rig.events.flatMap((event) => (event.kind === "digit" ? [event.digit] : [])).join("");
const toSend = (rig: WorkerRig) =>
  rig.events.flatMap((event) => (event.kind === "key-to-send" ? [`${event.legId}${event.digit}`] : []));

/** Resolves once `found` is there; a test that waits for ever fails by its limit. */
async function until(found: () => boolean): Promise<void> {
  while (!found()) await new Promise((resolve) => setTimeout(resolve, 10));
}

for (const io of ["epoll", "dgram"] as const) {
  test(`${io}: tones become events, and are taken out of the sound`, async () => {
    await using rig = await WorkerRig.start(io);
    const { a, b } = await bridged(rig, tones, events);
    await speakKeys(a);
    await until(() => eventsHeard(b).length === keys.length);
    assert.equal(eventsHeard(b), digits);
    assert.equal(digitsOf(rig), digits);
    assert.equal(tonesHeard(b), "");
  });

  test(`${io}: events become tones`, async () => {
    await using rig = await WorkerRig.start(io);
    const { a, b } = await bridged(rig, events, tones);
    await sendEvents(a);
    await until(() => tonesHeard(b).length === keys.length);
    assert.equal(tonesHeard(b), digits);
    assert.equal(digitsOf(rig), digits);
  });
}

test("tones in G.722 become events for G.711, and tones in G.711 become events for Opus", async () => {
  for (const codecs of [
    ["G722", "PCMU"],
    ["G722", "G722"],
    ["PCMA", "opus"],
  ] as const) {
    await using rig = await WorkerRig.start("epoll");
    const { a, b } = await bridged(rig, tones, events, codecs);
    await speakKeys(a);
    await until(() => eventsHeard(b).length === keys.length);
    assert.equal(eventsHeard(b), digits, codecs.join());
    if (codecs[1] !== "opus") assert.equal(tonesHeard(b), "", codecs.join());
  }
});

test("tones pass where tones are wanted, untouched and once", async () => {
  await using rig = await WorkerRig.start("epoll");
  const { a, b } = await bridged(rig, tones, tones);
  await speakKeys(a);
  await b.hears((keys.length + 1) * keyFrames);
  await until(() => digitsOf(rig).length === keys.length);
  assert.equal(digitsOf(rig), digits);
  assert.equal(tonesHeard(b), digits);
  assert.equal(eventsHeard(b), "");
});

test("INFO becomes events or tones, in its order, however fast it comes", async () => {
  for (const keysOfB of [events, tones]) {
    await using rig = await WorkerRig.start("epoll");
    const { b } = await bridged(rig, info, keysOfB);
    for (const digit of digits) await rig.ask({ kind: "hear-key", legId: "a", digit, durationMs: 100 });
    const heard = keysOfB === events ? eventsHeard : tonesHeard;
    await until(() => heard(b).length === keys.length);
    assert.equal(heard(b), digits);
    assert.equal(digitsOf(rig), digits);
  }
});

test("events and tones are told to control where INFO is wanted, and what is dialled for it as well", async () => {
  for (const [keysOfA, tell] of [
    [events, sendEvents],
    [tones, speakKeys],
  ] as const) {
    await using rig = await WorkerRig.start("epoll");
    const { a, b } = await bridged(rig, keysOfA, info);
    await tell(a);
    await until(() => toSend(rig).length === keys.length);
    assert.equal(toSend(rig).join(""), Array.from(digits, (digit) => `b${digit}`).join(""));
    assert.equal(tonesHeard(b) + eventsHeard(b), "");
  }
  await using rig = await WorkerRig.start("epoll");
  await bridged(rig, events, info);
  await rig.ask({ kind: "send-digits", legId: "b", digits: "4#" });
  await until(() => toSend(rig).length === 2);
  assert.deepEqual(toSend(rig), ["b4", "b#"]);
});

test("a key that comes as an event and by INFO is one key, whichever is first", async () => {
  for (const infoFirst of [true, false]) {
    await using rig = await WorkerRig.start("epoll");
    const { a, b } = await bridged(rig, events, events);
    const byInfo = async () => {
      for (const digit of digits) await rig.ask({ kind: "hear-key", legId: "a", digit, durationMs: 100 });
    };
    if (infoFirst) await byInfo();
    await sendEvents(a);
    if (!infoFirst) await byInfo();
    await until(() => eventsHeard(b).length >= keys.length);
    // What is still to come would be the doubles: the last frame of sound that follows them is the end.
    await everyFrame(keys.length * 10 + 5, () => a.sendTone(300));
    assert.equal(digitsOf(rig), digits);
    assert.equal(eventsHeard(b), digits);
  }
});

test("a tone that comes with INFO beside it is heard once", async () => {
  await using rig = await WorkerRig.start("epoll");
  const { a, b } = await bridged(rig, info, tones);
  for (const digit of digits) await rig.ask({ kind: "hear-key", legId: "a", digit, durationMs: 60 });
  await speakKeys(a);
  await everyFrame(keys.length * 10, () => a.sendTone(300));
  assert.equal(digitsOf(rig), digits);
  assert.equal(tonesHeard(b), digits);
});

test("a lost packet within a tone leaves one key, and speech around keys is heard", async () => {
  await using rig = await WorkerRig.start("epoll");
  const { a, b } = await bridged(rig, tones, events);
  const tone = new SoundWriter("PCMA", 8000);
  await everyFrame(12, (frame) => {
    const [rowHz, columnHz] = tonesOfEvent(7);
    const samples = Int16Array.from({ length: 160 }, (_, i) => {
      const turn = (2 * Math.PI * (frame * 160 + i)) / 8000;
      return 7000 * (Math.sin(turn * rowHz) + Math.sin(turn * columnHz));
    });
    tone.push(samples, 160);
    const payload = new Uint8Array(160);
    tone.take(payload, 0);
    if (frame === 5) a.header.sequence = (a.header.sequence + 1) & 0xffff;
    else a.sendPayload(payload, a.header);
    a.skipFrame();
  });
  tone.close();
  await everyFrame(20, () => a.sendTone(440));
  await until(() => eventsHeard(b) === "7");
  assert.equal(digitsOf(rig), "7");
  await everyFrame(20, () => a.sendTone(440));
  assert.ok(toneShare(b.soundHeard().slice(-1600), 440) > 0.9);
});
