// What control may ask about pairs of legs that hear each other.
import { err } from "@tandem/kernel";
import { followSource } from "../rtp/index.ts";
import { leaveConference } from "./conference-commands.ts";
import { settleCodecs } from "./leg.ts";
import { flushMix } from "./mixed-sound.ts";
import { separate } from "./pairs.ts";
import { done, noSuchLeg } from "./recording-commands.ts";
import type { CommandOutcome } from "./recording-commands.ts";
import type { RelayState } from "./relay-state.ts";

/** Each leg hears the other; a leg that was in another bridge leaves it. */
export function bridgeLegs(state: RelayState, legA: string, legB: string, nowMs: number): CommandOutcome {
  const a = state.legs.get(legA);
  const b = state.legs.get(legB);
  if (a === undefined) return noSuchLeg(legA);
  if (b === undefined) return noSuchLeg(legB);
  if (a === b) return err({ kind: "same-leg", message: legA });
  if (a.peer === b) return done;
  separate(state, a);
  separate(state, b);
  const cameFromMixer = a.mixing !== null && a.mixing.conference === b.mixing?.conference;
  if (cameFromMixer) flushMix(state, a, b, nowMs);
  leaveConference(state, a);
  leaveConference(state, b);
  a.peer = b;
  b.peer = a;
  settleCodecs(a);
  if (cameFromMixer) for (const { sender } of [a, b]) followSource(sender, nowMs);
  return done;
}

/** The leg hears nobody, and nobody hears it: neither in a pair nor in a conference. */
export function unbridgeLeg(state: RelayState, legId: string): CommandOutcome {
  const leg = state.legs.get(legId);
  if (leg === undefined) return noSuchLeg(legId);
  separate(state, leg);
  leaveConference(state, leg);
  return done;
}
