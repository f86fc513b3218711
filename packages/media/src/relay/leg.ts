// A leg: one far side, one socket, and all that the packet path must know of it.
import type { DigitDetector, DigitListener, DigitSender, KeyLedger } from "../dtmf/index.ts";
import { createDigitDetector, createKeyLedger } from "../dtmf/index.ts";
import type { AudioCodec, KeyForm } from "../protocol/index.ts";
import type { Playback } from "../prompts/index.ts";
import { createReception } from "../quality/index.ts";
import type { Reception } from "../quality/index.ts";
import { createFarReports, createReceiverStatistics, createSenderStream } from "../rtp/index.ts";
import type { FarReports, ReceiverStatistics, SenderStream } from "../rtp/index.ts";
import { holdAddress, releaseAddress } from "./ip-address.ts";
import { createMeasurement } from "./measurement.ts";
import type { Measurement } from "./measurement.ts";
import { isG711 } from "../codecs/index.ts";
import type { ComfortNoise } from "../codecs/index.ts";
import type { ArrivingSound } from "./arriving-sound.ts";
import type { Conference, Member } from "./conference.ts";
import { needsConversion } from "./conversion.ts";
import type { Conversion } from "./conversion.ts";
import type { MadeFrames } from "./made-frames.ts";
import type { Channel, Recording } from "./recording.ts";
import { createRtcpPath } from "./rtcp-path.ts";
import type { RtcpPath } from "./rtcp-path.ts";
import { createSoundWatch } from "./sound-watch.ts";
import type { SoundWatch } from "./sound-watch.ts";
import { createSourceLock } from "./source-lock.ts";
import type { SourceLock } from "./source-lock.ts";
import type { TapSide } from "../tap/index.ts";
import type { ToneEar } from "./tone-ear.ts";
import type { SdesProtection } from "./sdes-protection.ts";
import type { WebrtcTransport } from "./webrtc-transport.ts";

/** The leg's sound goes into one channel of a recording. */
export type RecordingFeed = { readonly recording: Recording; readonly channel: Channel };

/** Mutable on purpose: the packet path changes it in place. Times are monotonic milliseconds. */
export type Leg = {
  readonly legId: string;
  readonly slot: number;
  readonly port: number;
  /** What its sockets are bound to. */
  readonly localAddress: number;
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
  readonly reception: Reception;
  readonly soundWatch: SoundWatch;
  readonly rtcp: RtcpPath;
  /** What the far side reports. */
  readonly reports: FarReports;
  readonly measurement: Measurement;
  /** How keys go to the far side; "rfc4733" only where events are agreed. */
  keyForm: KeyForm;
  /** The keys that came of late, in whatever form. */
  readonly keys: KeyLedger;
  /** Keys came by SIP INFO. */
  heardInfo: boolean;
  readonly digits: DigitDetector;
  /** The event at hand is a key that was counted already. */
  eventRepeats: boolean;
  /** Null where tones in the sound are no keys. */
  toneEar: ToneEar | null;
  readonly digitListener: DigitListener;
  peer: Leg | null;
  /** Its seat in a conference; a leg with a peer has none. */
  mixing: LegMember | null;
  /** The peer has another codec, to which the sound must be converted; kept by `settleCodecs`. */
  converts: boolean;
  /** The codec is G.711, which needs no decoder; kept by `settleCodecs`. */
  isG711: boolean;
  playback: Playback | null;
  digitSender: DigitSender | null;
  /** Timestamp of the telephone event being sent. */
  eventTimestamp: number;
  feeds: RecordingFeed[];
  /** Taps that hear what it says. */
  taps: readonly TapSide[];
  /** What comes as samples; null until somebody wants it so. */
  arriving: ArrivingSound | null;
  /** The peer's sound in this leg's codec; null until it has to be converted. */
  conversion: Conversion | null;
  /** Sound made here in a codec that needs an encoder; null until there is some. */
  madeFrames: MadeFrames | null;
  /** The room behind a peer that has fallen silent and says so (RFC 3389). */
  comfort: ComfortNoise | null;
  connectedReported: boolean;
  failureReported: boolean;
  quietReported: boolean;
  /** When RTP last came, or was last agreed to come. */
  lastReceivedAtMs: number;
};

/** A leg in a conference, and the conference. */
export type LegMember = Member<Leg>;
export type LegConference = Conference<Leg>;

export type NewLeg = Pick<Leg, "legId" | "slot" | "port" | "localAddress" | "webrtc" | "digitListener"> & {
  nowMs: number;
};

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
    reception: createReception(),
    soundWatch: createSoundWatch(),
    rtcp: createRtcpPath(nowMs),
    reports: createFarReports(),
    measurement: createMeasurement(nowMs),
    keyForm: "in-band",
    keys: createKeyLedger(),
    heardInfo: false,
    digits: createDigitDetector(),
    eventRepeats: false,
    toneEar: null,
    peer: null,
    mixing: null,
    converts: false,
    isG711: true,
    playback: null,
    digitSender: null,
    eventTimestamp: 0,
    feeds: [],
    taps: [],
    arriving: null,
    conversion: null,
    madeFrames: null,
    comfort: null,
    connectedReported: false,
    failureReported: false,
    quietReported: false,
    lastReceivedAtMs: nowMs,
  };
}

/** To be called when the leg's codec or peer has changed: the packet path only looks at what it leaves. */
export function settleCodecs(leg: Leg): void {
  leg.isG711 = isG711(leg.codec);
  leg.converts = leg.peer !== null && needsConversion(leg.codec, leg.peer.codec);
  if (leg.peer !== null) leg.peer.converts = leg.converts;
}

/** Where the leg's sound is sent from now on. */
export function setRemoteAddress(leg: Leg, address: number, port: number): void {
  leg.remotePort = port;
  if (leg.remoteAddress === address) return;
  holdAddress(address);
  releaseAddress(leg.remoteAddress);
  leg.remoteAddress = address;
}

/** True when packets can be sent: agreed, address known, and keys there where they are needed. */
export function canReach(leg: Leg): boolean {
  if (!leg.agreed) return false;
  return leg.webrtc === null ? leg.remotePort !== 0 : leg.webrtc.ready;
}

/** True when the leg's sound is made here or would be: it needs a turn every 20 ms. */
export function needsTurns(leg: Leg): boolean {
  if (!canReach(leg)) return false;
  if (leg.playback !== null || leg.digitSender !== null) return true;
  return leg.send && (leg.webrtc !== null || leg.comfort !== null);
}
