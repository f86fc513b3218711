// What one relay worker knows, shared by the files that make up the relay.
import type { Clock } from "@tandem/kernel";
import type { DtlsIdentity } from "../dtls/index.ts";
import type { MediaEvent } from "../protocol/index.ts";
import { emptyRtpHeader } from "../rtp/index.ts";
import type { RtpHeader } from "../rtp/index.ts";
import type { DatagramIo } from "./datagram-io.ts";
import { FrameWheel } from "./frame-wheel.ts";
import { needsTurns } from "./leg.ts";
import type { Leg } from "./leg.ts";
import { PortPool } from "./port-pool.ts";
import type { PortRange } from "./port-pool.ts";
import type { Recording } from "./recording.ts";

/** A recording and the legs that feed it; null when there is none, or it has closed. */
export type RunningRecording = { readonly recording: Recording; left: Leg | null; right: Leg | null };

export type RelayOptions = {
  io: DatagramIo;
  /** The IPv4 address far sides are told, as text. */
  address: string;
  ports: PortRange;
  rtpTimeoutMs: number;
  identity: DtlsIdentity;
  /** The wall clock of event times. */
  clock: Pick<Clock, "now">;
  emit(event: MediaEvent): void;
};

export type RelayState = Omit<RelayOptions, "ports"> & {
  readonly ports: PortPool;
  readonly legs: Map<string, Leg>;
  readonly legsBySlot: (Leg | undefined)[];
  readonly freeSlots: number[];
  readonly recordings: Map<string, RunningRecording>;
  readonly wheel: FrameWheel<Leg>;
  /** Of the packet at hand. */
  readonly header: RtpHeader;
  nextHousekeepingMs: number;
  packetsReceived: number;
  packetsSent: number;
  strangerPackets: number;
  malformedPackets: number;
};

export function createRelayState(options: RelayOptions): RelayState {
  const nowMs = options.io.now();
  return {
    ...options,
    ports: new PortPool(options.ports),
    legs: new Map(),
    legsBySlot: [],
    freeSlots: [],
    recordings: new Map(),
    wheel: new FrameWheel(nowMs),
    header: emptyRtpHeader(),
    nextHousekeepingMs: nowMs,
    packetsReceived: 0,
    packetsSent: 0,
    strangerPackets: 0,
    malformedPackets: 0,
  };
}

/** To be called after every change that may start or end the leg's own sound. */
export function updateTurns(state: RelayState, leg: Leg): void {
  if (needsTurns(leg)) state.wheel.add(leg, state.io.now());
  else state.wheel.remove(leg);
}
