// What one relay worker knows, shared by the files that make up the relay.
import type { Clock } from "@tandem/kernel";
import type { DtlsIdentity } from "../certificates/index.ts";
import type { MediaEvent } from "../protocol/index.ts";
import type { TapSide } from "../tap/index.ts";
import { emptyRtpHeader } from "../rtp/index.ts";
import type { RtpHeader } from "../rtp/index.ts";
import type { RecordedSides } from "./conference.ts";
import type { DatagramIo } from "./datagram-io.ts";
import { FrameWheel } from "./frame-wheel.ts";
import { HandshakeGate } from "./handshake-gate.ts";
import { needsTurns } from "./leg.ts";
import type { Leg, LegConference } from "./leg.ts";
import { PortPool } from "./port-pool.ts";
import type { PoolRange } from "./port-pool.ts";
import type { ToRecordingFiles } from "./recording.ts";
import { RingPool } from "./ring-pool.ts";

export type RunningRecording = RecordedSides<Leg>;

/** One side of an audio tap; `leg`: whose sound it is now. */
export type TappedSide = { readonly side: TapSide; readonly number: 0 | 1; leg: Leg | null };

export type RelayOptions = {
  io: DatagramIo;
  /** The addresses far sides are told, and sockets bound to: one, or one of each family. */
  addresses: readonly string[];
  ports: PoolRange;
  rtpTimeoutMs: number;
  /** Of legs that are opened from now on. */
  identity: DtlsIdentity;
  /** The wall clock of event times. */
  clock: Pick<Clock, "now">;
  emit(event: MediaEvent): void;
  /** A frame of a tap goes out. */
  tap(tapId: string, frame: Uint8Array): void;
};

export type RelayState = Omit<RelayOptions, "ports"> & {
  readonly ports: PortPool;
  readonly handshakes: HandshakeGate;
  readonly legs: Map<string, Leg>;
  readonly legsBySlot: (Leg | undefined)[];
  readonly freeSlots: number[];
  readonly recordings: Map<string, RunningRecording>;
  readonly rings: RingPool;
  /** Undefined before there is a recording thread. */
  toRecordingFiles: ToRecordingFiles | undefined;
  nextHandOverMs: number;
  readonly taps: Map<string, readonly TappedSide[]>;
  readonly wheel: FrameWheel<Leg>;
  readonly conferences: Map<string, LegConference>;
  readonly mixingWheel: FrameWheel<LegConference>;
  /** Of the packet at hand. */
  readonly header: RtpHeader;
  nextHousekeepingMs: number;
  packetsReceived: number;
  packetsSent: number;
  strangerPackets: number;
  malformedPackets: number;
  malformedReports: number;
  /** Unix time less monotonic time: what RTCP says runs on evenly when somebody sets the clock. */
  readonly ntpOffsetMs: number;
};

export function createRelayState(options: RelayOptions): RelayState {
  const nowMs = options.io.now();
  return {
    ...options,
    ports: new PortPool(options.ports),
    handshakes: new HandshakeGate(),
    legs: new Map(),
    legsBySlot: [],
    freeSlots: [],
    recordings: new Map(),
    rings: new RingPool(),
    toRecordingFiles: undefined,
    nextHandOverMs: nowMs,
    taps: new Map(),
    wheel: new FrameWheel(nowMs),
    conferences: new Map(),
    mixingWheel: new FrameWheel(nowMs),
    header: emptyRtpHeader(),
    nextHousekeepingMs: nowMs,
    packetsReceived: 0,
    packetsSent: 0,
    strangerPackets: 0,
    malformedPackets: 0,
    malformedReports: 0,
    ntpOffsetMs: options.clock.now() - nowMs,
  };
}

/** A number for another socket. */
export function takeSlot(state: RelayState): number {
  return state.freeSlots.pop() ?? state.legsBySlot.push(undefined) - 1;
}

/** To be called after every change that may start or end the leg's own sound. */
export function updateTurns(state: RelayState, leg: Leg): void {
  if (needsTurns(leg)) state.wheel.add(leg, state.io.now());
  else state.wheel.remove(leg);
}
