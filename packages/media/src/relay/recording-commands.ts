// What control may ask about recordings.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { MediaError, StartRecording } from "../protocol/index.ts";
import type { Leg } from "./leg.ts";
import { Recording } from "./recording.ts";
import type { Channel } from "./recording.ts";
import type { RelayState, RunningRecording } from "./relay-state.ts";

const leftChannel = 0;
const rightChannel = 1;

export type CommandOutcome<Value = null> = Result<Value, MediaError>;
export const done: CommandOutcome = ok(null);

export function noSuchLeg(legId: string): CommandOutcome<never> {
  return err({ kind: "no-such-leg", message: legId });
}

export function startRecording(state: RelayState, command: StartRecording, nowMs: number): CommandOutcome {
  const { recordingId, path, leftLegId, rightLegId } = command;
  if (state.recordings.has(recordingId)) return err({ kind: "recording-exists", message: recordingId });
  const left = state.legs.get(leftLegId);
  if (left === undefined) return noSuchLeg(leftLegId);
  const right = rightLegId === null ? null : state.legs.get(rightLegId);
  if (right === undefined) return noSuchLeg(String(rightLegId));
  const recording = Recording.open(recordingId, path, nowMs);
  if (!recording.ok) return recording;
  state.recordings.set(recordingId, { recording: recording.value, left, right });
  feed(left, recording.value, leftChannel);
  if (right !== null) feed(right, recording.value, rightChannel);
  return done;
}

/** Another party takes the left channel, on the same time line. */
export function setRecordingLeft(
  state: RelayState,
  recordingId: string,
  leftLegId: string | null,
): CommandOutcome {
  return changeSide(state, recordingId, "left", leftLegId);
}

/** Another party takes the right channel, on the same time line. */
export function setRecordingRight(
  state: RelayState,
  recordingId: string,
  rightLegId: string | null,
): CommandOutcome {
  return changeSide(state, recordingId, "right", rightLegId);
}

function changeSide(
  state: RelayState,
  recordingId: string,
  side: "left" | "right",
  legId: string | null,
): CommandOutcome {
  const running = state.recordings.get(recordingId);
  if (running === undefined) return noSuchRecording(recordingId);
  const leg = legId === null ? null : state.legs.get(legId);
  if (leg === undefined) return noSuchLeg(String(legId));
  const before = running[side];
  // The same leg goes on where it is: a new beginning would be heard as a gap.
  if (before === leg) return done;
  const channel = side === "left" ? leftChannel : rightChannel;
  if (before !== null) stopFeed(before, running.recording, channel);
  running.recording.resetChannel(channel);
  running[side] = leg;
  if (leg !== null) feed(leg, running.recording, channel);
  return done;
}

export function stopRecording(state: RelayState, recordingId: string, nowMs: number): CommandOutcome {
  const running = state.recordings.get(recordingId);
  if (running === undefined) return noSuchRecording(recordingId);
  finishRecording(state, running, nowMs);
  return done;
}

/** Writes the rest, closes the file and tells. */
export function finishRecording(state: RelayState, running: RunningRecording, nowMs: number): void {
  const { recording, left, right } = running;
  if (left !== null) stopFeed(left, recording, leftChannel);
  if (right !== null) stopFeed(right, recording, rightChannel);
  state.recordings.delete(recording.recordingId);
  const { recordingId, path } = recording;
  const { durationMs, bytes, failure } = recording.finish(nowMs);
  const finished = { kind: "recording-finished", recordingId, path, durationMs, bytes } as const;
  state.emit({ ...finished, ...(failure === undefined ? {} : { failure }), at: state.clock.now() });
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
