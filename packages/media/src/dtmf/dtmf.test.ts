import assert from "node:assert/strict";
import { test } from "node:test";
import { createDigitDetector, detectDigit, expireDigit } from "./digit-detector.ts";
import { createDigitSender, isToneFrame, nextDigitFrame } from "./digit-sender.ts";
import { eventOfKey, keyOfEvent, writeTelephoneEvent } from "./telephone-event.ts";
import { fillTone, tonesOfEvent } from "./tones.ts";

type Event = { code?: number; end?: boolean; duration: number; timestamp: number; atMs?: number };

function listenTo(events: readonly Event[], silentUntilMs = 0): string[] {
  const detector = createDigitDetector();
  const told: string[] = [];
  const listener = {
    keyDown: () => void told.push("down"),
    keyUp: (digit: string, durationMs: number) => void told.push(`${digit} ${durationMs}`),
  };
  const payload = new Uint8Array(4);
  for (const { code = 5, end = false, duration, timestamp, atMs = 0 } of events) {
    writeTelephoneEvent(payload, 0, code, end, duration);
    expireDigit(detector, atMs, listener);
    detectDigit(detector, payload, 0, 4, timestamp, atMs, listener);
  }
  expireDigit(detector, silentUntilMs, listener);
  return told;
}

test("a key is told once, though its end comes three times", () => {
  const ends = [1, 2, 3].map(() => ({ end: true, duration: 800, timestamp: 1000 }));
  assert.deepEqual(
    listenTo([{ duration: 160, timestamp: 1000 }, { duration: 320, timestamp: 1000 }, ...ends]),
    ["down", "5 100"],
  );
});

test("all ends lost: the next key or silence ends it", () => {
  const two = [
    { duration: 320, timestamp: 1000 },
    { code: 10, duration: 160, timestamp: 3000 },
  ];
  assert.deepEqual(listenTo(two), ["down", "5 40", "down"]);
  assert.deepEqual(listenTo(two, 149), ["down", "5 40", "down"]);
  assert.deepEqual(listenTo(two, 150), ["down", "5 40", "down", "* 20"]);
});

test("the same key twice is two keys; a late packet of the former is ignored", () => {
  const events = [
    { end: true, duration: 800, timestamp: 0xffff_ff00 },
    { end: true, duration: 800, timestamp: 2000 },
    { end: true, duration: 800, timestamp: 0xffff_ff00 },
    { duration: 160, timestamp: 2000 },
  ];
  assert.deepEqual(listenTo(events), ["down", "5 100", "down", "5 100"]);
});

test("a key longer than a segment is one key (RFC 4733 §2.5.1.3)", () => {
  const events = [
    { duration: 0xffff, timestamp: 1000 },
    { duration: 800, timestamp: 1000 + 0xffff },
    { end: true, duration: 1600, timestamp: 1000 + 0xffff },
  ];
  assert.deepEqual(listenTo(events), ["down", `5 ${Math.round((0xffff + 1600) / 8)}`]);
});

test("events that are no keys, and short payloads, are ignored", () => {
  assert.deepEqual(
    listenTo([
      { code: 16, duration: 160, timestamp: 0 },
      { code: 255, duration: 160, timestamp: 9 },
    ]),
    [],
  );
  const fail = (): never => assert.fail("told something");
  detectDigit(createDigitDetector(), new Uint8Array(4), 0, 3, 0, 0, { keyDown: fail, keyUp: fail });
});

test("keys and events name each other", () => {
  for (let code = 0; code < 16; code++) assert.equal(eventOfKey(keyOfEvent(code) as string), code);
  assert.equal(eventOfKey("d"), 15);
  assert.deepEqual([eventOfKey(""), eventOfKey("x"), keyOfEvent(16)], [-1, -1, undefined]);
});

test("dialling: five updates, three ends, then a pause; a comma waits", () => {
  const sender = createDigitSender("1,#");
  assert.ok(sender);
  const frames: string[] = [];
  for (let frame = nextDigitFrame(sender, 8); frame !== undefined; frame = nextDigitFrame(sender, 8)) {
    frames.push(
      frame.kind === "pause"
        ? "-"
        : `${frame.code}:${frame.duration}${frame.end ? "e" : ""}${isToneFrame(frame) ? "t" : ""}`,
    );
  }
  const key = (code: number): string[] => [
    ...[160, 320, 480, 640].map((duration) => `${code}:${duration}t`),
    `${code}:800et`,
    `${code}:800e`,
    `${code}:800e`,
    "-",
    "-",
    "-",
  ];
  assert.deepEqual(frames, [...key(1), ...Array.from({ length: 10 }, () => "-"), ...key(11)]);
  for (const bad of ["", "12x", " "]) assert.equal(createDigitSender(bad), undefined);
});

test("tones are those of the keypad and go on across frames", () => {
  assert.deepEqual(tonesOfEvent(1), [697, 1209]);
  assert.deepEqual(tonesOfEvent(0), [941, 1336]);
  assert.deepEqual(tonesOfEvent(11), [941, 1477]);
  assert.deepEqual(tonesOfEvent(15), [941, 1633]);
  const [whole, half] = [new Int16Array(320), new Int16Array(160)];
  fillTone(whole, 5, 0);
  fillTone(half, 5, 160);
  assert.deepEqual(half, whole.slice(160));
});
