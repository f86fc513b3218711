// When an alarm is raised and cleared, for one level of one figure of a queue.
//
// | state  | crossed                    | between | good                        |
// | ------ | -------------------------- | ------- | --------------------------- |
// | quiet  | raised, after the hold     | quiet   | quiet, the hold begins anew |
// | raised | raised, the hold anew      | raised, the hold anew | quiet, after the hold |
import { assertNever } from "@tandem/kernel";
import type { Judgement } from "./thresholds.ts";

export type AlarmState =
  | { readonly kind: "quiet"; readonly crossedSince: number | null }
  | { readonly kind: "raised"; readonly raisedAt: number; readonly goodSince: number | null };

export const quiet: AlarmState = { kind: "quiet", crossedSince: null };

export type AlarmStep = { readonly state: AlarmState; readonly effect: "raise" | "clear" | undefined };

/** Pure. Times in epoch ms. */
export function stepAlarm(state: AlarmState, judged: Judgement, now: number, holdMs: number): AlarmStep {
  switch (state.kind) {
    case "quiet": {
      if (judged !== "crossed") return { state: quiet, effect: undefined };
      const crossedSince = state.crossedSince ?? now;
      if (now - crossedSince < holdMs) return { state: { kind: "quiet", crossedSince }, effect: undefined };
      return { state: { kind: "raised", raisedAt: now, goodSince: null }, effect: "raise" };
    }
    case "raised": {
      if (judged !== "good") return { state: { ...state, goodSince: null }, effect: undefined };
      const goodSince = state.goodSince ?? now;
      if (now - goodSince < holdMs) return { state: { ...state, goodSince }, effect: undefined };
      return { state: quiet, effect: "clear" };
    }
    default:
      return assertNever(state);
  }
}
