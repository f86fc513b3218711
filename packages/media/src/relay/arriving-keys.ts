// What becomes of a key that comes to a leg, in whatever form: it counts once, stops what plays, is told, and goes to
// the leg opposite, or to those who hear it in a conference, in the form that each takes.
//
// comes as | to events           | to tones                      | to INFO
// event    | its packets pass    | dialled as a tone             | told to control
// tone     | dialled as an event | passes in the sound           | told to control
// INFO     | dialled as an event | dialled as a tone             | told to control
//
// A tone that goes on as something else is taken out of the sound. Where INFO came once, tones never pass: they are
// dialled anew, so that a key that comes in both forms is heard once.
import { countKey, createDigitSender, keyOfEvent } from "../dtmf/index.ts";
import type { DigitListener } from "../dtmf/index.ts";
import type { ConnectLeg, KeyForm } from "../protocol/index.ts";
import { breakSource } from "../rtp/index.ts";
import { endPlayback } from "./generated-sound.ts";
import type { Leg } from "./leg.ts";
import { done, noSuchLeg } from "./recording-commands.ts";
import type { CommandOutcome } from "./recording-commands.ts";
import { updateTurns } from "./relay-state.ts";
import type { RelayState } from "./relay-state.ts";
import { ToneEar } from "./tone-ear.ts";

/** Hears the events of a leg; `leg` is asked for when one comes. */
export function eventListener(state: RelayState, leg: () => Leg): DigitListener {
  return {
    keyDown: (digit) => {
      leg().eventRepeats = !keyDown(state, leg(), "rfc4733", digit);
    },
    keyUp: (digit, durationMs) => {
      if (!leg().eventRepeats) keyUp(state, leg(), "rfc4733", digit, durationMs);
    },
  };
}

/** Takes what signalling agreed about keys; the payload type of events is known already. */
export function hearTones(state: RelayState, leg: Leg, { keyForm, hearsTones }: ConnectLeg): void {
  const hasEvents = leg.telephoneEventPayloadType >= 0;
  const usual = hasEvents ? "rfc4733" : "in-band";
  leg.keyForm = keyForm === undefined || (keyForm === "rfc4733" && !hasEvents) ? usual : keyForm;
  if (hearsTones !== true) leg.toneEar = null;
  else leg.toneEar ??= createToneEar(state, leg);
}

function createToneEar(state: RelayState, leg: Leg): ToneEar {
  let repeats = false;
  return new ToneEar({
    keyDown: (code) => {
      repeats = !keyDown(state, leg, "in-band", keyOfEvent(code) as string);
    },
    keyUp: (code, durationMs) => {
      if (!repeats) keyUp(state, leg, "in-band", keyOfEvent(code) as string, durationMs);
    },
  });
}

/** A key that came by SIP INFO. */
export function hearKey(
  state: RelayState,
  { legId, digit, durationMs }: { legId: string; digit: string; durationMs: number },
): CommandOutcome {
  const leg = state.legs.get(legId);
  if (leg === undefined) return noSuchLeg(legId);
  leg.heardInfo = true;
  if (keyDown(state, leg, "info", digit)) keyUp(state, leg, "info", digit, durationMs);
  return done;
}

/** False: it was counted in another form. */
function keyDown(state: RelayState, leg: Leg, form: KeyForm, digit: string): boolean {
  if (!countKey(leg.keys, form, digit, state.io.now())) return false;
  if (leg.playback?.stopOnDigit === true) endPlayback(state, leg, "digit");
  return true;
}

function keyUp(state: RelayState, leg: Leg, form: KeyForm, digit: string, durationMs: number): void {
  state.emit({ kind: "digit", legId: leg.legId, digit, durationMs, at: state.clock.now() });
  for (const listener of listenersOf(leg)) {
    if (!listener.agreed || passesByItself(leg, listener, form)) continue;
    if (listener.keyForm === "info")
      state.emit({ kind: "key-to-send", legId: listener.legId, digit, durationMs, at: state.clock.now() });
    else dial(state, listener, digit);
  }
}

/** Who is to get a key of that leg: the leg opposite, or who hears it in a conference that passes keys. */
function listenersOf({ peer, mixing }: Leg): readonly Leg[] {
  if (mixing === null) return peer === null ? [] : [peer];
  const { members, mixer, passesDigits } = mixing.conference;
  if (!passesDigits) return [];
  return [...members.values()].flatMap(({ leg, seat }) => (mixer.hears(seat, mixing.seat) ? [leg] : []));
}

/** Events go to the leg opposite packet by packet, tones in the sound. */
function passesByItself(leg: Leg, listener: Leg, form: KeyForm): boolean {
  if (form === "rfc4733") return listener.keyForm === "rfc4733" && leg.mixing === null;
  return form === "in-band" && tonesPass(leg, listener);
}

/** True when the packet at hand is to be silent for the leg opposite: its tone goes there as something else. */
export function takesToneOut(leg: Leg): boolean {
  return leg.toneEar?.suspects === true && leg.peer !== null && !tonesPass(leg, leg.peer);
}

function tonesPass(leg: Leg, peer: Leg): boolean {
  return peer.keyForm === "in-band" && !leg.heardInfo;
}

/** Dials keys after those still being dialled; false when they are none. */
export function dial(state: RelayState, leg: Leg, digits: string): boolean {
  const added = createDigitSender(digits);
  if (added === undefined) return false;
  if (leg.digitSender === null) {
    leg.digitSender = added;
    breakSource(leg.sender);
  } else {
    leg.digitSender = { ...leg.digitSender, codes: [...leg.digitSender.codes, ...added.codes] };
  }
  updateTurns(state, leg);
  return true;
}
