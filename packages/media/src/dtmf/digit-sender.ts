// The course of keys being sent, one step per 20 ms frame: telephone events, or tones for a far side
// that did not agree to them.
//
// frame of a key   0–4 (100 ms)               5, 6                 7–9
// event            update, growing duration   end, repeated        nothing
//                  (the last one has the end bit: three ends in all, RFC 4733 §2.5.1.4)
// in-band          tone                       silence              silence
import { eventOfKey } from "./telephone-event.ts";

const toneFrames = 5;
const endRepeats = 2;
const framesPerKey = 10;
const frameMs = 20;
/** How long a key sounds that is dialled here. */
export const dialledKeyMs = toneFrames * frameMs;

export type DigitSender = { readonly codes: readonly number[]; keyIndex: number; frame: number };

/** What to send in this frame; `duration` in timestamp units. */
export type DigitFrame =
  | { kind: "key"; code: number; frame: number; duration: number; end: boolean }
  | { kind: "pause" };

/** Undefined when a character is no key; `,` and `p` wait for the length of one key. */
export function createDigitSender(digits: string): DigitSender | undefined {
  const codes = Array.from(digits, (key) => (",pP".includes(key) ? pauseCode : eventOfKey(key)));
  if (codes.length === 0 || codes.includes(-1)) return undefined;
  return { codes, keyIndex: 0, frame: 0 };
}

const pauseCode = 255;

/** The next frame, its duration in units of that clock; undefined when all keys have been sent. */
export function nextDigitFrame(sender: DigitSender, clockPerMs: number): DigitFrame | undefined {
  const code = sender.codes[sender.keyIndex];
  if (code === undefined) return undefined;
  const frame = sender.frame++;
  if (sender.frame === framesPerKey) {
    sender.frame = 0;
    sender.keyIndex++;
  }
  if (code === pauseCode || frame >= toneFrames + endRepeats) return { kind: "pause" };
  const duration = Math.min(frame + 1, toneFrames) * frameMs * clockPerMs;
  return { kind: "key", code, frame, duration, end: frame >= toneFrames - 1 };
}

/** True while a frame of a key still sounds when it is sent in-band. */
export function isToneFrame(frame: DigitFrame): boolean {
  return frame.kind === "key" && frame.frame < toneFrames;
}
