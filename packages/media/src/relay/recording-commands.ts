// What control may ask about recordings.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { MediaCommand, MediaError, StartRecording } from "../protocol/index.ts";
import type { Leg } from "./leg.ts";
import { Recording } from "./recording.ts";
import type { Channel, ToRecordingFiles } from "./recording.ts";
import { RightMix } from "./right-mix.ts";
import type { RelayState, RunningRecording } from "./relay-state.ts";

type SetLeft = MediaCommand & { kind: "set-recording-left" };
type SetRight = MediaCommand & { kind: "set-recording-right" };

const leftChannel = 0;
const rightChannel = 1;
/** As long as a ring lasts: what begins later than that would be lost as well. */
const longestOpeningMs = 4000;

export type CommandOutcome<Value = null> = Result<Value, MediaError>;
export const done: CommandOutcome = ok(null);

export function noSuchLeg(legId: string): CommandOutcome<never> {
  return err({ kind: "no-such-leg", message: legId });
}

export function startRecording(state: RelayState, command: StartRecording, nowMs: number): CommandOutcome {
  const { recordingId, leftLegId, rightLegId } = command;
  if (state.recordings.has(recordingId)) return err({ kind: "recording-exists", message: recordingId });
  const left = state.legs.get(leftLegId);
  if (left === undefined) return noSuchLeg(leftLegId);
  const right = rightLegId === null ? null : state.legs.get(rightLegId);
  if (right === undefined) return noSuchLeg(String(rightLegId));
  const { toRecordingFiles } = state;
  if (toRecordingFiles === undefined || diskHangs(state, nowMs))
    return err({ kind: "recording-file", message: "the disk hangs: no file was made for seconds" });
  const startMs = command.continues ? nowMs - (state.clock.now() - command.startedAt) : nowMs;
  const recording = new Recording(command, state.rings.take(), toRecordingFiles, startMs, nowMs);
  recording.markParty("left", command.leftParty, nowMs);
  if (right !== null) recording.markParty("right", command.rightParty, nowMs);
  state.recordings.set(recordingId, { recording, left, right, mix: null });
  feed(left, recording, leftChannel);
  if (right !== null) feed(right, recording, rightChannel);
  return done;
}

/** Recordings that cannot begin must not heap up: each has a ring of its own. */
function diskHangs(state: RelayState, nowMs: number): boolean {
  for (const { recording } of state.recordings.values())
    if (recording.isWaitingSince(longestOpeningMs, nowMs)) return true;
  return false;
}

/** Another party takes the left channel, on the same time line. */
export function setRecordingLeft(
  state: RelayState,
  { recordingId, leftLegId, party }: SetLeft,
  nowMs: number,
): CommandOutcome {
  return changeSide(state, { recordingId, side: "left", legId: leftLegId, party }, nowMs);
}

/** Another party takes the right channel, on the same time line. */
export function setRecordingRight(
  state: RelayState,
  { recordingId, rightLegId, conferenceId, party }: SetRight,
  nowMs: number,
): CommandOutcome {
  if (conferenceId !== undefined) return setRecordingMix(state, { recordingId, conferenceId, party }, nowMs);
  return changeSide(state, { recordingId, side: "right", legId: rightLegId, party }, nowMs);
}

/** All whom the left side hears in a conference take the right channel; those who come and go are only written down. */
function setRecordingMix(
  state: RelayState,
  { recordingId, conferenceId, party }: { recordingId: string; conferenceId: string; party: string | null },
  nowMs: number,
): CommandOutcome {
  const running = state.recordings.get(recordingId);
  if (running === undefined) return noSuchRecording(recordingId);
  const conference = state.conferences.get(conferenceId);
  if (conference === undefined) return err({ kind: "no-such-conference", message: conferenceId });
  if (running.mix !== conference) {
    leaveSide(running, "right");
    running.mix = conference;
    conference.recordings.set(running, new RightMix(conference.mixer.rateHz));
  }
  running.recording.markParty("right", party, nowMs);
  return done;
}

/** From now on silence is recorded, or again what is said. */
export function pauseRecording(
  state: RelayState,
  { recordingId, kind }: MediaCommand & { kind: "pause-recording" | "resume-recording" },
  nowMs: number,
): CommandOutcome {
  const running = state.recordings.get(recordingId);
  if (running === undefined) return noSuchRecording(recordingId);
  if (kind === "pause-recording") running.recording.pause(nowMs);
  else running.recording.resume(nowMs);
  return done;
}

type Change = { recordingId: string; side: "left" | "right"; legId: string | null; party: string | null };

function changeSide(state: RelayState, change: Change, nowMs: number): CommandOutcome {
  const { recordingId, side, legId, party } = change;
  const running = state.recordings.get(recordingId);
  if (running === undefined) return noSuchRecording(recordingId);
  const leg = legId === null ? null : state.legs.get(legId);
  if (leg === undefined) return noSuchLeg(String(legId));
  const before = running[side];
  const wasMixed = side === "right" && running.mix !== null;
  // The same leg goes on where it is: a new beginning would be heard as a gap.
  if (before === leg && !wasMixed) return done;
  const channel = side === "left" ? leftChannel : rightChannel;
  leaveSide(running, side);
  running[side] = leg;
  running.recording.markParty(side, party, nowMs);
  if (leg !== null) feed(leg, running.recording, channel);
  return done;
}

/** Nothing feeds that side from now on. */
function leaveSide(running: RunningRecording, side: "left" | "right"): void {
  const channel = side === "left" ? leftChannel : rightChannel;
  const before = running[side];
  if (before !== null) stopFeed(before, running.recording, channel);
  running[side] = null;
  if (side === "right") {
    running.mix?.recordings.delete(running);
    running.mix = null;
  }
  running.recording.resetChannel(channel);
}

export function stopRecording(state: RelayState, recordingId: string, nowMs: number): CommandOutcome {
  const running = state.recordings.get(recordingId);
  if (running === undefined) return noSuchRecording(recordingId);
  finishRecording(state, running, nowMs);
  return done;
}

/** How often recordings hand over what is ready; so long the loop may wait while something is recorded. */
export const handOverMs = 20;

/** Hands over what is ready, and ends recordings that have failed. */
export function handOverRecordings(state: RelayState, nowMs: number): void {
  if (nowMs < state.nextHandOverMs) return;
  state.nextHandOverMs = nowMs + handOverMs;
  for (const running of state.recordings.values()) {
    running.recording.handOverDue(nowMs);
    if (running.recording.hasFailedFile) dropRecording(state, running);
    else if (running.recording.failure !== undefined) giveUpRecording(state, running, nowMs);
  }
}

/** Hands over the rest; the recording thread closes the file and tells. */
export function finishRecording(state: RelayState, running: RunningRecording, nowMs: number): void {
  running.recording.finish(nowMs);
  forgetRecording(state, running);
}

/** The recording thread is another one: the files of the former are lost to it, and somebody else tells. */
export function changeRecordingThread(state: RelayState, toRecordingFiles: ToRecordingFiles): void {
  for (const running of state.recordings.values()) forgetRecording(state, running);
  state.rings.forgetAll();
  state.toRecordingFiles = toRecordingFiles;
}

/** Somebody must know now: a disk that hangs keeps the recording thread from telling. */
function giveUpRecording(state: RelayState, running: RunningRecording, nowMs: number): void {
  const { recordingId, readyMs: fromMs, failure: reason = "" } = running.recording;
  state.emit({ kind: "recording-incomplete", recordingId, fromMs, reason, at: state.clock.now() });
  finishRecording(state, running, nowMs);
}

/** The recording thread has finished it already. */
function dropRecording(state: RelayState, running: RunningRecording): void {
  running.recording.taken.ring.state = "free";
  forgetRecording(state, running);
}

function forgetRecording(state: RelayState, running: RunningRecording): void {
  const { recording, left, right } = running;
  if (left !== null) stopFeed(left, recording, leftChannel);
  if (right !== null) stopFeed(right, recording, rightChannel);
  running.mix?.recordings.delete(running);
  state.recordings.delete(recording.recordingId);
  state.rings.giveBack(recording.taken);
}

/** A closed leg is silent in its recordings from now on. */
export function leaveRecordings(state: RelayState, leg: Leg): void {
  for (const running of state.recordings.values()) {
    if (running.left === leg) running.left = null;
    if (running.right === leg) running.right = null;
  }
  leg.feeds = [];
}

function feed(leg: Leg, recording: Recording, channel: Channel): void {
  leg.feeds = [...leg.feeds, { recording, channel }];
}

function stopFeed(leg: Leg, recording: Recording, channel: Channel): void {
  leg.feeds = leg.feeds.filter((other) => other.recording !== recording || other.channel !== channel);
}

function noSuchRecording(recordingId: string): CommandOutcome {
  return err({ kind: "no-such-recording", message: recordingId });
}
