// What control may ask about conferences: who is in one, and who hears whom.
import { err } from "@tandem/kernel";
import { longestConference } from "../mixing/index.ts";
import type { SetConference } from "../protocol/index.ts";
import { breakSource, followSource } from "../rtp/index.ts";
import { createConference, releaseOutput, settleRate } from "./conference.ts";
import type { Leg, LegConference, LegMember } from "./leg.ts";
import { separate } from "./pairs.ts";
import { done, noSuchLeg } from "./recording-commands.ts";
import type { CommandOutcome } from "./recording-commands.ts";
import type { RelayState } from "./relay-state.ts";

/** What two legs said to each other until now goes on in the mixer with its first frame; it takes no longer to come. */
const waitsForSoundMs = 100;

/** Makes the conference what the command says; what is the same in it already goes on untouched. */
export function setConference(state: RelayState, command: SetConference, nowMs: number): CommandOutcome {
  const { conferenceId, legIds, digits } = command;
  if (legIds.length === 0 || legIds.length > longestConference)
    return err({ kind: "bad-command", message: `a conference has 1 to ${longestConference} legs` });
  const legs: Leg[] = [];
  for (const legId of new Set(legIds)) {
    const leg = state.legs.get(legId);
    if (leg === undefined) return noSuchLeg(legId);
    legs.push(leg);
  }
  const conference = state.conferences.get(conferenceId) ?? createConference(conferenceId);
  state.conferences.set(conferenceId, conference);
  for (const { leg } of conference.members.values()) if (!legs.includes(leg)) vacate(leg);
  takeSeats(state, conference, legs, nowMs);
  settleRate(conference);
  setRoutes(conference, command);
  conference.passesDigits = digits === "pass";
  state.mixingWheel.add(conference, nowMs);
  return done;
}

/** A leg leaves its conference, if it is in one; the last one ends it. */
export function leaveConference(state: RelayState, leg: Leg): void {
  if (leg.mixing === null) return;
  const { conference } = leg.mixing;
  vacate(leg);
  if (conference.members.size > 0) return settleRate(conference);
  state.mixingWheel.remove(conference);
  state.conferences.delete(conference.conferenceId);
  for (const running of conference.recordings.keys()) running.mix = null;
  conference.recordings.clear();
}

function vacate(leg: Leg): void {
  const { mixing } = leg;
  if (mixing === null) return;
  const { conference, seat } = mixing;
  leg.mixing = null;
  releaseOutput(mixing);
  breakSource(leg.sender);
  conference.members.delete(leg.legId);
  conference.bySeat[seat] = undefined;
  conference.mixer.leave(seat);
  conference.activeSpeaker.forget(seat);
}

/** To be called when the leg's codec has changed. */
export function settleMember({ mixing }: Leg): void {
  if (mixing === null) return;
  releaseOutput(mixing);
  settleRate(mixing.conference);
}

function takeSeats(state: RelayState, conference: LegConference, legs: readonly Leg[], nowMs: number): void {
  const joining = legs.filter((leg) => leg.mixing?.conference !== conference);
  const pairs = joining.flatMap((leg) =>
    leg.peer !== null && joining.includes(leg.peer) ? [[leg, leg.peer] as const] : [],
  );
  for (const leg of joining) {
    separate(state, leg);
    leaveConference(state, leg);
    sit(conference, leg, pairs.some(([one]) => one === leg) ? nowMs + waitsForSoundMs : nowMs);
  }
  for (const [speaker, listener] of pairs) {
    followSource(listener.sender, nowMs);
    route(conference, speaker, listener, 1, true);
  }
}

function sit(conference: LegConference, leg: Leg, waitsUntilMs: number): void {
  const seat = conference.mixer.sit();
  if (seat === undefined) throw new Error("a conference has as many seats as it may have legs");
  const member: LegMember = { conference, leg, seat, output: null, waitsUntilMs, silentTurns: 0 };
  conference.members.set(leg.legId, member);
  conference.bySeat[seat] = member;
  leg.mixing = member;
}

function setRoutes(conference: LegConference, { routes }: SetConference): void {
  const members = [...conference.members.values()];
  for (const { leg: listener } of members)
    for (const { leg: speaker } of members) route(conference, speaker, listener, 1);
  for (const each of routes) {
    const speaker = conference.members.get(each.speaker);
    const listener = conference.members.get(each.listener);
    if (speaker && listener) route(conference, speaker.leg, listener.leg, each.gain);
  }
}

function route(
  { mixer, members }: LegConference,
  speaker: Leg,
  listener: Leg,
  gain: number,
  isAtOnce = false,
): void {
  const from = members.get(speaker.legId);
  const to = members.get(listener.legId);
  if (from && to) mixer.route(from.seat, to.seat, gain, isAtOnce);
}
