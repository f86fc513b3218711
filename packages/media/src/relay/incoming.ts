// The way in: what happens to a datagram, step by step, from its first byte to the other leg.
import { transcodeTable } from "../codecs/index.ts";
import { detectDigit } from "../dtmf/index.ts";
import { classifyDatagram } from "../ice/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import { countReceived, isRtcp, readReport, readRtpHeader } from "../rtp/index.ts";
import type { Packet } from "./datagram-io.ts";
import type { Leg } from "./leg.ts";
import { forwardPacket } from "./outgoing.ts";
import { updateTurns } from "./relay-state.ts";
import type { RelayState } from "./relay-state.ts";
import { admit } from "./source-lock.ts";

/** RFC 3551 §6: PCMU and PCMA may come under their static numbers, whatever was agreed. */
const staticPcmu = 0;
const staticPcma = 8;

export function receivePacket(state: RelayState, slot: number, packet: Packet, nowMs: number): void {
  const leg = state.legsBySlot[slot];
  if (leg === undefined) return;
  state.packetsReceived++;
  if (packet.length === 0) state.malformedPackets++;
  else if (leg.webrtc !== null) receiveMultiplexed(state, leg, leg.webrtc, packet, nowMs);
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
      if (isRtcp(packet.bytes, packet.length)) {
        if (webrtc.unprotectRtcp(packet))
          readReport(packet.bytes, packet.length, nowMs, leg.lastSenderReport);
        else state.malformedPackets++;
      } else if (webrtc.unprotectRtp(packet)) receiveRtp(state, leg, packet, nowMs);
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
  if (codec === undefined) return void state.malformedPackets++;
  if (leg.webrtc === null && !admitSource(state, leg, packet)) return void state.strangerPackets++;
  leg.lastReceivedAtMs = nowMs;
  leg.failureReported = false;
  if (leg.quietReported) reportHeard(state, leg);
  countReceived(leg.receiver, header.ssrc, header.sequence, header.timestamp, nowMs);
  if (!leg.connectedReported) reportConnected(state, leg);
  if (!leg.receive) return;
  if (codec !== null) record(state, leg, packet, codec, nowMs);
  else {
    const { payloadStart, payloadEnd, timestamp } = header;
    detectDigit(leg.digits, packet.bytes, payloadStart, payloadEnd, timestamp, nowMs, leg.digitListener);
  }
  if (leg.peer !== null) forwardPacket(state, leg.peer, packet, codec, nowMs);
}

function codecOf(leg: Leg, payloadType: number): AudioCodec | undefined {
  if (payloadType === leg.payloadType) return leg.codec;
  if (payloadType === staticPcma) return "PCMA";
  return payloadType === staticPcmu ? "PCMU" : undefined;
}

function admitSource(state: RelayState, leg: Leg, packet: Packet): boolean {
  const { source } = leg;
  const admission = admit(source, packet.sourceAddress, packet.sourcePort);
  if (admission === "stranger") return false;
  if (admission === "locked-now" || source.signalledPort === 0) {
    leg.remoteAddress = source.address;
    leg.remotePort = source.port;
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

function record(state: RelayState, leg: Leg, packet: Packet, codec: AudioCodec, nowMs: number): void {
  const { feeds } = leg;
  for (let i = 0; i < feeds.length; i++) {
    const { recording, channel } = feeds[i] as (typeof feeds)[number];
    recording.write(channel, state.header, packet.bytes, transcodeTable(codec, "PCMA"), nowMs);
  }
}
