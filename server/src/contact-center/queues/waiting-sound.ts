// What a waiting caller hears: an introduction once (an agent is rung already, or all are busy), then
// music, interrupted by an announcement every so often.
//
// state        | leaves by
// -------------+----------------------------------
// introduction | playback-finished → music
// music        | announcement-due → announcement
// announcement | playback-finished → music
import { assertNever } from "@tandem/kernel";

export type WaitingSoundState = { readonly phase: "introduction" | "music" | "announcement" };

export type WaitingSoundInput =
  | { readonly kind: "playback-finished" }
  | { readonly kind: "announcement-due" };

/** Why the caller waits; who comes back to the line has heard it already. */
export type WaitingReason = "agent-is-rung" | "all-busy" | "returning";

export type WaitingSound = "connecting" | "all-busy" | "music" | "announcement";

export type WaitingSoundEffect =
  | { readonly kind: "play"; readonly what: WaitingSound; readonly loop: boolean }
  | { readonly kind: "set-announcement-timer" };

export type WaitingSoundStep = {
  readonly state: WaitingSoundState;
  readonly effects: readonly WaitingSoundEffect[];
};

export function startWaitingSound(reason: WaitingReason): WaitingSoundStep {
  if (reason === "returning") return music();
  const what = reason === "agent-is-rung" ? "connecting" : "all-busy";
  return { state: { phase: "introduction" }, effects: [{ kind: "play", what, loop: false }] };
}

export function stepWaitingSound(state: WaitingSoundState, input: WaitingSoundInput): WaitingSoundStep {
  switch (input.kind) {
    case "playback-finished":
      return state.phase === "music" ? { state, effects: [] } : music();
    case "announcement-due":
      if (state.phase !== "music") return { state, effects: [] };
      return {
        state: { phase: "announcement" },
        effects: [{ kind: "play", what: "announcement", loop: false }],
      };
    default:
      return assertNever(input);
  }
}

function music(): WaitingSoundStep {
  return {
    state: { phase: "music" },
    effects: [{ kind: "play", what: "music", loop: true }, { kind: "set-announcement-timer" }],
  };
}
