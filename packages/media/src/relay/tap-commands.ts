// What control may ask about audio taps. A tap's legs come and go with its call; a side whose leg is not there, or
// whose recording is paused for a card number, is silent.
import { err } from "@tandem/kernel";
import type { MediaCommand } from "../protocol/index.ts";
import { TapSide, writeTapFrame } from "../tap/index.ts";
import type { Leg } from "./leg.ts";
import { done, noSuchLeg } from "./recording-commands.ts";
import type { CommandOutcome } from "./recording-commands.ts";
import type { RelayState, TappedSide } from "./relay-state.ts";

type StartTap = MediaCommand & { kind: "start-tap" };
type SetTapLeg = MediaCommand & { kind: "set-tap-leg" };

export function startTap(state: RelayState, command: StartTap, nowMs: number): CommandOutcome {
  const { tapId, rateHz } = command;
  if (state.taps.has(tapId)) return err({ kind: "bad-command", message: `tap ${tapId} is there already` });
  const missing = command.sides.find(({ legId }) => legId !== null && !state.legs.has(legId));
  if (missing !== undefined) return noSuchLeg(String(missing.legId));
  const sides = command.sides.map(({ side: number, legId }): TappedSide => {
    const side = new TapSide(rateHz, nowMs, (frame) => state.tap(tapId, writeTapFrame(number, frame)));
    return { side, number, leg: legId === null ? null : (state.legs.get(legId) ?? null) };
  });
  state.taps.set(tapId, sides);
  for (const { leg, side } of sides) if (leg !== null) leg.taps = [...leg.taps, side];
  return done;
}

/** Another leg takes a side; a side that nobody asked for stays away. */
export function setTapLeg(state: RelayState, { tapId, side: number, legId }: SetTapLeg): CommandOutcome {
  const sides = state.taps.get(tapId);
  if (sides === undefined) return noSuchTap(tapId);
  const leg = legId === null ? null : state.legs.get(legId);
  if (leg === undefined) return noSuchLeg(String(legId));
  for (const tapped of sides) {
    if (tapped.number !== number || tapped.leg === leg) continue;
    unplug(tapped);
    tapped.leg = leg;
    if (leg !== null) leg.taps = [...leg.taps, tapped.side];
  }
  return done;
}

export function stopTap(state: RelayState, tapId: string): CommandOutcome {
  const sides = state.taps.get(tapId);
  if (sides === undefined) return noSuchTap(tapId);
  for (const tapped of sides) unplug(tapped);
  state.taps.delete(tapId);
  return done;
}

/** A closed leg is silent in its taps from now on. */
export function leaveTaps(state: RelayState, leg: Leg): void {
  if (leg.taps.length === 0) return;
  for (const sides of state.taps.values())
    for (const tapped of sides) if (tapped.leg === leg) tapped.leg = null;
  leg.taps = [];
}

/** To be called now and then. */
export function advanceTaps(state: RelayState, nowMs: number): void {
  for (const sides of state.taps.values()) for (const { side } of sides) side.advance(nowMs);
}

function unplug(tapped: TappedSide): void {
  const { leg, side } = tapped;
  if (leg !== null) leg.taps = leg.taps.filter((other) => other !== side);
  tapped.leg = null;
}

function noSuchTap(tapId: string): CommandOutcome {
  return err({ kind: "no-such-tap", message: tapId });
}
