// Finds keys in arriving telephone events: each key once, although a key is many packets, its end is
// sent three times and may be lost altogether.
//
// state   packet of the same event        packet of a later event     silence
// idle    (ended or older: ignored)       key down → pressed          -
// pressed end bit: key up → idle          key up, key down → pressed  key up → idle
import { samplesPerMs, timestampDelta } from "../rtp/index.ts";
import { keyOfEvent, telephoneEventLength } from "./telephone-event.ts";

/** Updates come every 20–50 ms (RFC 4733 §2.5.1.2); this long without one means that the end was lost. */
const lostEndMs = 150;
/** A longer event goes on in a new segment with a new timestamp (RFC 4733 §2.5.1.3). */
const longestSegment = 0xffff;

export type DigitDetector = {
  /** Units a millisecond of the agreed events' durations, sent ones as well. */
  clockPerMs: number;
  pressed: boolean;
  seen: boolean;
  code: number;
  timestamp: number;
  duration: number;
  /** Duration of the former segments of this event. */
  formerDuration: number;
  lastPacketAtMs: number;
};

export type DigitListener = { keyDown(digit: string): void; keyUp(digit: string, durationMs: number): void };

export function createDigitDetector(): DigitDetector {
  const times = { timestamp: 0, duration: 0, formerDuration: 0, lastPacketAtMs: 0 };
  return { clockPerMs: samplesPerMs, pressed: false, seen: false, code: 0, ...times };
}

/** Reads the event payload `bytes[start, end)`; events that are no keys are ignored. */
export function detectDigit(
  detector: DigitDetector,
  bytes: Uint8Array,
  start: number,
  end: number,
  timestamp: number,
  nowMs: number,
  listener: DigitListener,
): void {
  if (end - start < telephoneEventLength) return;
  const code = bytes[start] as number;
  if (keyOfEvent(code) === undefined) return;
  const duration = ((bytes[start + 2] as number) << 8) | (bytes[start + 3] as number);
  const step = detector.seen ? timestampDelta(timestamp, detector.timestamp) : 1;
  if (step < 0 || (step === 0 && !detector.pressed)) return;
  if (step > 0) startEvent(detector, code, timestamp, step, listener);
  detector.duration = Math.max(detector.duration, duration);
  detector.lastPacketAtMs = nowMs;
  if (((bytes[start + 1] as number) & 0x80) !== 0) keyUp(detector, listener);
}

/** Ends a key whose end packets were lost. */
export function expireDigit(detector: DigitDetector, nowMs: number, listener: DigitListener): void {
  if (detector.pressed && nowMs - detector.lastPacketAtMs >= lostEndMs) keyUp(detector, listener);
}

function startEvent(
  detector: DigitDetector,
  code: number,
  timestamp: number,
  step: number,
  listener: DigitListener,
): void {
  const nextSegment = detector.pressed && detector.code === code && step === longestSegment;
  detector.timestamp = timestamp;
  if (nextSegment) {
    detector.formerDuration += longestSegment;
    detector.duration = 0;
    return;
  }
  if (detector.pressed) keyUp(detector, listener);
  detector.pressed = true;
  detector.seen = true;
  detector.code = code;
  detector.duration = 0;
  detector.formerDuration = 0;
  listener.keyDown(keyOfEvent(code) as string);
}

function keyUp(detector: DigitDetector, listener: DigitListener): void {
  detector.pressed = false;
  const durationMs = Math.round((detector.formerDuration + detector.duration) / detector.clockPerMs);
  listener.keyUp(keyOfEvent(detector.code) as string, durationMs);
}
