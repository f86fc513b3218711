// The relay of one worker: takes commands, packets and time, and owns all its legs and recordings.
import { assertNever, ok } from "@tandem/kernel";
import type { PlaybackOrder } from "../prompts/index.ts";
import type { IceCredentials, MediaCommand, MediaError, OpenedLeg, WorkerStats } from "../protocol/index.ts";
import type { Result } from "@tandem/kernel";
import { giveTurn } from "./generated-sound.ts";
import { housekeepingMs, keepHouse } from "./housekeeping.ts";
import { receivePacket } from "./incoming.ts";
import * as legs from "./leg-commands.ts";
import type { Packet } from "./datagram-io.ts";
import type { Leg } from "./leg.ts";
import {
  finishRecording,
  setRecordingLeft,
  setRecordingRight,
  startRecording,
  stopRecording,
} from "./recording-commands.ts";
import { createRelayState } from "./relay-state.ts";
import type { RelayOptions, RelayState } from "./relay-state.ts";

/** The longest the loop waits when nothing is due, so that a stop is never far away. */
const idleWaitMs = 1000;

/** What a worker is asked: the protocol's commands, with the files of a playback loaded. */
export type RelayCommand =
  | Exclude<MediaCommand, { kind: "play" | "shutdown" }>
  | ({ kind: "play"; legId: string } & PlaybackOrder);
export type RelayOutcome = Result<OpenedLeg | IceCredentials | WorkerStats | null, MediaError>;

export class Relay {
  readonly #state: RelayState;
  readonly #turn: (leg: Leg) => void;
  #nowMs = 0;

  constructor(options: RelayOptions) {
    this.#state = createRelayState(options);
    this.#turn = (leg) => giveTurn(this.#state, leg, this.#nowMs);
  }

  receive(slot: number, packet: Packet, nowMs: number): void {
    receivePacket(this.#state, slot, packet, nowMs);
  }

  /** Does what is due; answers how many milliseconds it can wait. */
  advance(nowMs: number): number {
    const state = this.#state;
    this.#nowMs = nowMs;
    state.wheel.advance(nowMs, this.#turn);
    keepHouse(state, nowMs);
    const limitMs = state.legs.size + state.recordings.size === 0 ? idleWaitMs : housekeepingMs;
    return state.wheel.untilNext(nowMs, limitMs);
  }

  /** Carries out one command; `answer` is called once, for `open-leg` possibly later. */
  command(command: RelayCommand, nowMs: number, answer: (outcome: RelayOutcome) => void): void {
    if (command.kind === "open-leg") legs.openLeg(this.#state, command, answer);
    else answer(this.#carryOut(command, nowMs));
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
        return legs.bridgeLegs(state, command.legA, command.legB);
      case "unbridge":
        return legs.unbridgeLeg(state, command.legId);
      case "play":
        return legs.playOnLeg(state, command.legId, command);
      case "stop-playback":
        return legs.stopPlayback(state, command.legId, command.playbackId);
      case "send-digits":
        return legs.sendDigits(state, command.legId, command.digits);
      case "start-recording":
        return startRecording(state, command, nowMs);
      case "set-recording-left":
        return setRecordingLeft(state, command.recordingId, command.leftLegId);
      case "set-recording-right":
        return setRecordingRight(state, command.recordingId, command.rightLegId);
      case "stop-recording":
        return stopRecording(state, command.recordingId, nowMs);
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
    } = this.#state;
    const counts = {
      packetsReceived,
      packetsSent,
      strangerPackets,
      malformedPackets,
      unsentPackets: io.unsent,
    };
    return { io: io.kind, legs: open.size, recordings: recordings.size, ...counts };
  }
}
