// What must be true of the demo's sound: each hears the other, and the recording keeps both apart and in step.
import { cut, levelOf, measurePulses, phaseDifferenceMs } from "./tone.ts";
import type { Pulses, StereoSound } from "./tone.ts";

/** The tone that each channel must hold. */
export type ExpectedTones = { readonly leftHz: number; readonly rightHz: number };

export type MeasuredSound = {
  readonly left: Pulses;
  readonly right: Pulses;
  /** Pulses of the tone that belongs into the other channel. */
  readonly strayPulses: number;
  /** By how much the right channel's pulses come after the left one's, within the period. */
  readonly rightAfterLeftMs: number;
};

/** A pulse a second: what the shortest talk of the demo must hold, one less for a torn one at each end. */
const leastPulses = 3;
/** A pure tone through G.711 measures above 0.99; a quarter of this share missing would be audible. */
const leastShare = 0.95;
/** What packets may wander on a busy machine; a frame is 20 ms, a channel out of step is off by more. */
const mostOutOfStepMs = 60;
/** Root mean square, 16 bits: speech measures thousands. */
const leastWelcomeLevel = 300;

/** Measures both channels between two times. */
export function measureSound(
  sound: StereoSound,
  expected: ExpectedTones,
  span: { readonly fromMs: number; readonly toMs: number },
): MeasuredSound {
  const left = cut(sound.left, span.fromMs, span.toMs);
  const right = cut(sound.right, span.fromMs, span.toMs);
  const [inLeft, inRight] = [measurePulses(left, expected.leftHz), measurePulses(right, expected.rightHz)];
  return {
    left: inLeft,
    right: inRight,
    strayPulses: measurePulses(left, expected.rightHz).count + measurePulses(right, expected.leftHz).count,
    rightAfterLeftMs: phaseDifferenceMs(inLeft.phaseMs, inRight.phaseMs),
  };
}

/** What is wrong with it, in words; empty when nothing is. `names` are those of the channels. */
export function soundFindings(
  measured: MeasuredSound,
  names: { readonly left: string; readonly right: string },
): string[] {
  const findings = (["left", "right"] as const).flatMap((side) => {
    const { count, share } = measured[side];
    if (count < leastPulses) return [`${names[side]}: ${count} pulses, expected ${leastPulses} at least`];
    return share < leastShare
      ? [`${names[side]}: the tone is ${Math.round(share * 100)} % of the sound`]
      : [];
  });
  if (measured.strayPulses === 0) return findings;
  return [...findings, `${names.left} and ${names.right} are mixed: ${measured.strayPulses} stray pulses`];
}

/**
 * How far the recording's channels are out of step, in milliseconds: the caller's voice against the agent's, as
 * recorded (caller left, agent right) and as the phones heard them (the agent's voice left, the caller's right).
 */
export function outOfStepMs(recorded: MeasuredSound, heard: MeasuredSound): number {
  return Math.abs(phaseDifferenceMs(-heard.rightAfterLeftMs, recorded.rightAfterLeftMs));
}

export function stepFindings(outOfStep: number): string[] {
  if (outOfStep <= mostOutOfStepMs) return [];
  return [`the recording's channels are ${Math.round(outOfStep)} ms out of step`];
}

/** `ears`: what the caller heard from the answer on. The tone of the agent cannot have been there yet. */
export function welcomeFindings(ears: StereoSound): string[] {
  const level = levelOf(cut(ears.left, 100, 900));
  return level >= leastWelcomeLevel ? [] : [`the caller hears no welcome (level ${Math.round(level)})`];
}
