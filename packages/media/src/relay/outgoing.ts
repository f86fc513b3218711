// The way out of a leg: forwarded packets, and the last steps that every packet takes.
import { isG711, transcodeInPlace, transcodeTable } from "../codecs/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import { nextForwarded, rtpHeaderLength, writeRtpHeader } from "../rtp/index.ts";
import type { Packet } from "./datagram-io.ts";
import { canReach } from "./leg.ts";
import type { Leg } from "./leg.ts";
import type { RelayState } from "./relay-state.ts";

/**
 * Sends a packet of another leg, whose header is in `state.header`, on `leg`. `codec` is null for a
 * telephone event, else the leg's own or the other G.711. What the leg plays or dials wins: the packet is dropped then.
 */
export function forwardPacket(
  state: RelayState,
  leg: Leg,
  packet: Packet,
  codec: AudioCodec | null,
  nowMs: number,
): void {
  const { header } = state;
  const payloadType = codec === null ? leg.telephoneEventPayloadType : leg.payloadType;
  if (!leg.send || payloadType < 0 || leg.playback !== null || leg.digitSender !== null) return;
  if (!canReach(leg)) return;
  const { sender } = leg;
  if (!nextForwarded(sender, header.ssrc, header.sequence, header.timestamp, nowMs)) return;
  const { bytes } = packet;
  const length = rtpHeaderLength + header.payloadEnd - header.payloadStart;
  if (header.payloadStart !== rtpHeaderLength) {
    bytes.copyWithin(rtpHeaderLength, header.payloadStart, header.payloadEnd);
  }
  if (codec !== null && codec !== leg.codec && isG711(codec) && isG711(leg.codec)) {
    const table = transcodeTable(codec, leg.codec);
    if (table !== undefined) transcodeInPlace(bytes, rtpHeaderLength, length, table);
  }
  header.marker ||= sender.marker;
  header.payloadType = payloadType;
  header.timestamp = sender.timestamp;
  sendRtp(state, leg, packet, length);
}

/**
 * Completes the header from `state.header` (marker, payload type, timestamp) and the leg's stream, and
 * sends `length` bytes, header included.
 */
export function sendRtp(state: RelayState, leg: Leg, packet: Packet, length: number): void {
  const { header } = state;
  const { sender, webrtc, sdes } = leg;
  header.sequence = sender.sequence;
  header.ssrc = sender.ssrc;
  writeRtpHeader(packet.bytes, header);
  packet.length = length;
  if (webrtc === null) {
    if (sdes !== null && !sdes.protectRtp(packet)) return;
    state.io.send(leg.slot, packet, leg.remoteAddress, leg.remotePort);
  } else {
    if (!webrtc.protectRtp(packet)) return;
    state.io.send(leg.slot, packet, webrtc.remoteAddress, webrtc.remotePort);
  }
  sender.packets++;
  sender.payloadBytes += length - rtpHeaderLength;
  state.packetsSent++;
}

/** Sends bytes that are no RTP, as STUN and DTLS need. */
export function sendBytes(
  state: RelayState,
  slot: number,
  bytes: Uint8Array,
  address: number,
  port: number,
): void {
  const packet = state.io.takePacket();
  if (bytes.length > packet.bytes.length) return;
  packet.bytes.set(bytes);
  packet.length = bytes.length;
  state.io.send(slot, packet, address, port);
}
