// The relay of one worker: takes commands, packets and time, and owns all its legs and recordings.
import { assertNever, ok } from "@tandem/kernel";
import type { DtlsIdentity } from "../certificates/index.ts";
import type { PlaybackOrder } from "../prompts/index.ts";
import type { IceCredentials, MediaCommand, MediaError, OpenedLeg, WorkerStats } from "../protocol/index.ts";
import type { Result } from "@tandem/kernel";
import { hearKey } from "./arriving-keys.ts";
import * as bridges from "./bridge-commands.ts";
import { setConference } from "./conference-commands.ts";
import { giveTurn } from "./generated-sound.ts";
import { housekeepingMs, keepHouse } from "./housekeeping.ts";
import { receivePacket } from "./incoming.ts";
import * as legs from "./leg-commands.ts";
import type { Packet } from "./datagram-io.ts";
import type { Leg, LegConference } from "./leg.ts";
import { giveConferenceTurn } from "./mixed-sound.ts";
import {
  changeRecordingThread,
  finishRecording,
  handOverMs,
  handOverRecordings,
  pauseRecording,
  setRecordingLeft,
  setRecordingRight,
  startRecording,
  stopRecording,
} from "./recording-commands.ts";
import type { ToRecordingFiles } from "./recording.ts";
import { createRelayState } from "./relay-state.ts";
import type { RelayOptions, RelayState } from "./relay-state.ts";
import { setTapLeg, startTap, stopTap } from "./tap-commands.ts";

/** The longest the loop waits when nothing is due, so that a stop is never far away. */
const idleWaitMs = 1000;

/** What a worker is asked: the protocol's commands, with the files of a playback loaded. */
export type RelayCommand =
  | Exclude<MediaCommand, { kind: "play" | "list" | "shutdown" }>
  | ({ kind: "play"; legId: string } & PlaybackOrder);
export type RelayOutcome = Result<OpenedLeg | IceCredentials | WorkerStats | null, MediaError>;

export class Relay {
  readonly #state: RelayState;
  readonly #turn: (leg: Leg) => void;
  readonly #conferenceTurn: (conference: LegConference) => void;
  #nowMs = 0;

  constructor(options: RelayOptions) {
    this.#state = createRelayState(options);
    this.#turn = (leg) => giveTurn(this.#state, leg, this.#nowMs);
    this.#conferenceTurn = (conference) => giveConferenceTurn(this.#state, conference, this.#nowMs);
  }

  receive(slot: number, packet: Packet, nowMs: number): void {
    receivePacket(this.#state, slot, packet, nowMs);
  }

  /** Does what is due; answers how many milliseconds it can wait. */
  advance(nowMs: number): number {
    const state = this.#state;
    this.#nowMs = nowMs;
    state.wheel.advance(nowMs, this.#turn);
    state.mixingWheel.advance(nowMs, this.#conferenceTurn);
    handOverRecordings(state, nowMs);
    keepHouse(state, nowMs);
    return state.mixingWheel.untilNext(nowMs, state.wheel.untilNext(nowMs, longestWaitMs(state)));
  }

  /** Carries out one command; `answer` is called once, for `open-leg` possibly later. */
  command(command: RelayCommand, nowMs: number, answer: (outcome: RelayOutcome) => void): void {
    if (command.kind === "open-leg") legs.openLeg(this.#state, command, answer);
    else answer(this.#carryOut(command, nowMs));
  }

  /** Legs that are opened from now on show this identity; those that are there keep theirs. */
  setIdentity(identity: DtlsIdentity): void {
    this.#state.identity = identity;
  }

  /** Who writes recordings from now on; what runs by another is over. */
  setRecordingThread(send: ToRecordingFiles): void {
    changeRecordingThread(this.#state, send);
  }

  /** Ends everything: recordings are finished, legs closed. */
  closeAll(nowMs: number): void {
    for (const running of this.#state.recordings.values()) finishRecording(this.#state, running, nowMs);
    for (const legId of this.#state.legs.keys()) legs.closeLeg(this.#state, legId, nowMs);
  }

  #carryOut(command: Exclude<RelayCommand, { kind: "open-leg" }>, nowMs: number): RelayOutcome {
    const state = this.#state;
    switch (command.kind) {
      case "connect-leg":
        return legs.connectLeg(state, command, nowMs);
      case "restart-ice":
        return legs.restartIce(state, command.legId);
      case "close-leg":
        return legs.closeLeg(state, command.legId, nowMs);
      case "bridge":
        return bridges.bridgeLegs(state, command.legA, command.legB, nowMs);
      case "unbridge":
        return bridges.unbridgeLeg(state, command.legId);
      case "set-conference":
        return setConference(state, command, nowMs);
      case "play":
        return legs.playOnLeg(state, command.legId, command);
      case "stop-playback":
        return legs.stopPlayback(state, command.legId, command.playbackId);
      case "send-digits":
        return legs.sendDigits(state, command.legId, command.digits);
      case "hear-key":
        return hearKey(state, command);
      case "start-recording":
        return startRecording(state, command, nowMs);
      case "set-recording-left":
        return setRecordingLeft(state, command, nowMs);
      case "set-recording-right":
        return setRecordingRight(state, command, nowMs);
      case "pause-recording":
      case "resume-recording":
        return pauseRecording(state, command, nowMs);
      case "stop-recording":
        return stopRecording(state, command.recordingId, nowMs);
      case "start-tap":
        return startTap(state, command, nowMs);
      case "set-tap-leg":
        return setTapLeg(state, command);
      case "stop-tap":
        return stopTap(state, command.tapId);
      case "stats":
        return ok(this.#stats());
      default:
        return assertNever(command);
    }
  }

  #stats(): WorkerStats {
    const {
      io,
      legs: open,
      recordings,
      packetsReceived,
      packetsSent,
      strangerPackets,
      malformedPackets,
      malformedReports,
    } = this.#state;
    const counts = {
      packetsReceived,
      packetsSent,
      strangerPackets,
      malformedPackets,
      malformedReports,
      unsentPackets: io.unsent,
    };
    const running = [...recordings.values()].map(({ recording }) => recording.chunksWaiting);
    const recordingChunksWaiting = running.reduce((sum, waiting) => sum + waiting, 0);
    return {
      io: io.kind,
      legs: open.size,
      recordings: running.length,
      recordingChunksWaiting,
      ...counts,
    };
  }
}

function longestWaitMs({ legs: open, recordings }: RelayState): number {
  if (recordings.size > 0) return handOverMs;
  return open.size === 0 ? idleWaitMs : housekeepingMs;
}
