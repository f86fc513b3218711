// A leg: one far side, one socket, and all that the packet path must know of it.
import type { DigitDetector, DigitListener, DigitSender } from "../dtmf/index.ts";
import { createDigitDetector } from "../dtmf/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import type { Playback } from "../prompts/index.ts";
import { createReceiverStatistics, createSenderStream } from "../rtp/index.ts";
import type { LastSenderReport, ReceiverStatistics, SenderStream } from "../rtp/index.ts";
import type { Channel, Recording } from "./recording.ts";
import { createSourceLock } from "./source-lock.ts";
import type { SourceLock } from "./source-lock.ts";
import type { SdesProtection } from "./sdes-protection.ts";
import type { WebrtcTransport } from "./webrtc-transport.ts";

/** The leg's sound goes into one channel of a recording. */
export type RecordingFeed = { readonly recording: Recording; readonly channel: Channel };

/** Mutable on purpose: the packet path changes it in place. Times are monotonic milliseconds. */
export type Leg = {
  readonly legId: string;
  readonly slot: number;
  readonly port: number;
  /** Null for plain RTP. */
  readonly webrtc: WebrtcTransport | null;
  /** Null when the packets go unprotected, or DTLS made the keys. */
  sdes: SdesProtection | null;
  /** Signalling has agreed on codec and direction. */
  agreed: boolean;
  codec: AudioCodec;
  payloadType: number;
  /** −1 when not agreed. */
  telephoneEventPayloadType: number;
  send: boolean;
  receive: boolean;
  /** Where to send; port 0 when not known yet. */
  remoteAddress: number;
  remotePort: number;
  readonly source: SourceLock;
  readonly sender: SenderStream;
  readonly receiver: ReceiverStatistics;
  readonly digits: DigitDetector;
  readonly digitListener: DigitListener;
  peer: Leg | null;
  playback: Playback | null;
  digitSender: DigitSender | null;
  /** Timestamp of the telephone event being sent. */
  eventTimestamp: number;
  feeds: RecordingFeed[];
  connectedReported: boolean;
  failureReported: boolean;
  quietReported: boolean;
  /** When RTP last came, or was last agreed to come. */
  lastReceivedAtMs: number;
  nextReportAtMs: number;
  readonly lastSenderReport: LastSenderReport;
};

export type NewLeg = Pick<Leg, "legId" | "slot" | "port" | "webrtc" | "digitListener"> & { nowMs: number };

export function createLeg({ nowMs, ...identity }: NewLeg): Leg {
  return {
    ...identity,
    sdes: null,
    agreed: false,
    codec: "PCMA",
    payloadType: 8,
    telephoneEventPayloadType: -1,
    send: false,
    receive: false,
    remoteAddress: 0,
    remotePort: 0,
    source: createSourceLock(),
    sender: createSenderStream(),
    receiver: createReceiverStatistics(),
    digits: createDigitDetector(),
    peer: null,
    playback: null,
    digitSender: null,
    eventTimestamp: 0,
    feeds: [],
    connectedReported: false,
    failureReported: false,
    quietReported: false,
    lastReceivedAtMs: nowMs,
    nextReportAtMs: nowMs,
    lastSenderReport: { middleNtp: 0, receivedAtMs: 0 },
  };
}

/** True when packets can be sent: agreed, address known, and keys there where they are needed. */
export function canReach(leg: Leg): boolean {
  if (!leg.agreed) return false;
  return leg.webrtc === null ? leg.remotePort !== 0 : leg.webrtc.ready;
}

/** True when the leg's sound is made here or would be: it needs a turn every 20 ms. */
export function needsTurns(leg: Leg): boolean {
  if (!canReach(leg)) return false;
  return leg.playback !== null || leg.digitSender !== null || (leg.webrtc !== null && leg.send);
}
