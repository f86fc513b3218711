// The way in: what happens to a datagram, step by step, from its first byte to the other leg.
import {
  ComfortNoise,
  comfortNoisePayloadType,
  decodeG711,
  isG711,
  longestPacketSamples,
  silenceByte,
  transcodeTable,
} from "../codecs/index.ts";
import type { G711Codec } from "../codecs/index.ts";
import { detectDigit } from "../dtmf/index.ts";
import { classifyDatagram } from "../ice/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import { receive } from "../quality/index.ts";
import { countReceived, isRtcp, readRtpHeader } from "../rtp/index.ts";
import { takesToneOut } from "./arriving-keys.ts";
import { forwardConvertedEvent, hearForMixing, hearPacket } from "./converted-sound.ts";
import type { Packet } from "./datagram-io.ts";
import { setRemoteAddress } from "./leg.ts";
import type { Leg } from "./leg.ts";
import { silentPayload } from "./made-frames.ts";
import { forwardPacket } from "./outgoing.ts";
import { updateTurns } from "./relay-state.ts";
import type { RelayState } from "./relay-state.ts";
import { receiveReports } from "./reports.ts";
import { noticePayload } from "./sound-watch.ts";
import { admit } from "./source-lock.ts";
import type { ToneEar } from "./tone-ear.ts";

/** RFC 3551 §6: PCMU and PCMA may come under their static numbers, whichever of them was agreed. */
const staticPcmu = 0;
const staticPcma = 8;
/** Of the packet at hand. */
const samples = new Int16Array(longestPacketSamples);

export function receivePacket(state: RelayState, slot: number, packet: Packet, nowMs: number): void {
  const leg = state.legsBySlot[slot];
  if (leg === undefined) return;
  state.packetsReceived++;
  if (packet.length === 0) state.malformedPackets++;
  else if (slot !== leg.slot) receiveReports(state, leg, slot, packet, nowMs);
  else if (leg.webrtc !== null) receiveMultiplexed(state, leg, leg.webrtc, packet, nowMs);
  else if (isRtcp(packet.bytes, packet.length)) receiveReports(state, leg, slot, packet, nowMs);
  else if (leg.sdes === null || leg.sdes.unprotectRtp(packet)) receiveRtp(state, leg, packet, nowMs);
  else state.malformedPackets++;
}

function receiveMultiplexed(
  state: RelayState,
  leg: Leg,
  webrtc: NonNullable<Leg["webrtc"]>,
  packet: Packet,
  nowMs: number,
): void {
  switch (classifyDatagram(packet.bytes[0] as number)) {
    case "stun":
      webrtc.receiveStun(packet, nowMs);
      return updateTurns(state, leg);
    case "dtls":
      webrtc.receiveDtls(packet, nowMs);
      return updateTurns(state, leg);
    case "rtp":
      if (isRtcp(packet.bytes, packet.length)) receiveReports(state, leg, leg.slot, packet, nowMs);
      else if (webrtc.unprotectRtp(packet)) receiveRtp(state, leg, packet, nowMs);
      else state.malformedPackets++;
      return;
    case "unknown":
      state.malformedPackets++;
  }
}

function receiveRtp(state: RelayState, leg: Leg, packet: Packet, nowMs: number): void {
  const { header } = state;
  if (!leg.agreed) return;
  if (!readRtpHeader(packet.bytes, packet.length, header)) return void state.malformedPackets++;
  const isEvent = header.payloadType === leg.telephoneEventPayloadType;
  const codec = isEvent ? null : codecOf(leg, header.payloadType);
  if (codec === undefined && !isComfortNoise(leg, header.payloadType)) return void state.malformedPackets++;
  if (leg.webrtc === null && !admitSource(state, leg, packet)) return void state.strangerPackets++;
  leg.lastReceivedAtMs = nowMs;
  leg.failureReported = false;
  if (leg.quietReported) reportHeard(state, leg);
  countReceived(leg.receiver, header.ssrc, header.sequence, header.timestamp, nowMs);
  // All packets of one key carry the timestamp of its beginning.
  const transit = isEvent ? null : leg.receiver.lastTransit;
  receive(leg.reception, header.ssrc, header.sequence, transit, leg.receiver.clockPerMs);
  noticePayload(leg.soundWatch, header.payloadEnd - header.payloadStart, isEvent, nowMs);
  if (!leg.connectedReported) reportConnected(state, leg);
  if (!leg.receive) return;
  if (codec === undefined) receiveComfortNoise(state, leg, packet);
  else if (codec === null) receiveEvent(state, leg, packet, nowMs);
  else receiveSound(state, leg, packet, codec, nowMs);
}

function receiveSound(state: RelayState, leg: Leg, packet: Packet, codec: AudioCodec, nowMs: number): void {
  const { peer, mixing } = leg;
  if (leg.feeds.length > 0 && isG711(codec)) record(state, leg, packet, codec, nowMs);
  if (leg.toneEar !== null && isG711(codec)) hearTone(state, leg, leg.toneEar, packet, codec, nowMs);
  if (mixing !== null) {
    const buffer = mixing.conference.mixer.buffer(mixing.seat);
    if (buffer !== undefined) hearForMixing(state, leg, buffer, packet, codec, nowMs);
    return;
  }
  if (leg.converts || wantsSamples(leg)) hearPacket(state, leg, packet, codec, nowMs);
  if (peer === null) return;
  if (peer.comfort !== null) setComfort(state, peer, null);
  if (leg.converts) return;
  if (takesToneOut(leg) && !isG711(codec)) silence(state, packet, silentPayload(codec));
  forwardPacket(state, peer, packet, codec, nowMs);
}

/** G.711 is recorded, and listened to, byte by byte. */
function wantsSamples({ feeds, toneEar, taps, isG711: isBytes }: Leg): boolean {
  return taps.length > 0 || (!isBytes && (feeds.length > 0 || toneEar !== null));
}

/** Listens for a key in a packet of G.711, and takes its tone out. */
function hearTone(
  state: RelayState,
  leg: Leg,
  toneEar: ToneEar,
  { bytes }: Packet,
  codec: G711Codec,
  nowMs: number,
): void {
  const { payloadStart, payloadEnd } = state.header;
  const count = Math.min(payloadEnd - payloadStart, samples.length);
  decodeG711(bytes, payloadStart, count, codec, samples);
  toneEar.hear(state.header, samples, count, leg.receiver.clockPerMs, nowMs);
  if (takesToneOut(leg)) bytes.fill(silenceByte[codec], payloadStart, payloadEnd);
}

/** Puts this payload in the place of the packet's. */
function silence({ header }: RelayState, { bytes }: Packet, payload: Uint8Array): void {
  bytes.set(payload, header.payloadStart);
  header.payloadEnd = header.payloadStart + payload.length;
}

function receiveEvent(state: RelayState, leg: Leg, packet: Packet, nowMs: number): void {
  const { payloadStart, payloadEnd, timestamp } = state.header;
  const { peer } = leg;
  detectDigit(leg.digits, packet.bytes, payloadStart, payloadEnd, timestamp, nowMs, leg.digitListener);
  if (leg.mixing !== null) leg.arriving?.passOver(state.header);
  if (peer === null || leg.eventRepeats) return;
  if (leg.converts) forwardConvertedEvent(state, leg, peer, packet, nowMs);
  else forwardPacket(state, peer, packet, null, nowMs);
}

/** RFC 3389 §4: payload type 13 is for streams with an 8 kHz clock. */
function isComfortNoise(leg: Leg, payloadType: number): boolean {
  return payloadType === comfortNoisePayloadType && leg.receiver.clockPerMs === 8;
}

/** The far side has fallen silent: its room is made here for the peer until it speaks again. */
function receiveComfortNoise(state: RelayState, leg: Leg, packet: Packet): void {
  const { peer } = leg;
  leg.arriving?.passOver(state.header);
  if (peer === null) return;
  const noise = peer.comfort ?? new ComfortNoise();
  const { payloadStart, payloadEnd } = state.header;
  if (noise.read(packet.bytes, payloadStart, payloadEnd)) setComfort(state, peer, noise);
}

export function setComfort(state: RelayState, leg: Leg, noise: ComfortNoise | null): void {
  if (leg.comfort === noise) return;
  leg.comfort = noise;
  updateTurns(state, leg);
}

function codecOf(leg: Leg, payloadType: number): AudioCodec | undefined {
  if (payloadType === leg.payloadType) return leg.codec;
  if (!leg.isG711) return undefined;
  if (payloadType === staticPcma) return "PCMA";
  return payloadType === staticPcmu ? "PCMU" : undefined;
}

function admitSource(state: RelayState, leg: Leg, packet: Packet): boolean {
  const { source } = leg;
  const admission = admit(source, packet.sourceAddress, packet.sourcePort);
  if (admission === "stranger") return false;
  if (admission === "locked-now") state.io.connect(leg.slot, source.address, source.port);
  if (admission === "locked-now" || source.signalledPort === 0) {
    setRemoteAddress(leg, source.address, source.port);
    updateTurns(state, leg);
  }
  return true;
}

export function reportConnected(state: RelayState, leg: Leg): void {
  leg.connectedReported = true;
  state.emit({ kind: "leg-connected", legId: leg.legId, at: state.clock.now() });
}

function reportHeard(state: RelayState, leg: Leg): void {
  leg.quietReported = false;
  state.emit({ kind: "leg-heard", legId: leg.legId, at: state.clock.now() });
}

function record(state: RelayState, leg: Leg, packet: Packet, codec: G711Codec, nowMs: number): void {
  const { feeds } = leg;
  for (let i = 0; i < feeds.length; i++) {
    const { recording, channel } = feeds[i] as (typeof feeds)[number];
    recording.write(channel, state.header, packet.bytes, transcodeTable(codec, "PCMA"), nowMs);
  }
}
