// What happens to a packet whose sound must be decoded: it goes into recordings as samples, and to the other leg in
// that leg's codec.
import { isG711 } from "../codecs/index.ts";
import type { SpeakerBuffer } from "../mixing/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import { nextForwarded, rtpHeaderLength } from "../rtp/index.ts";
import { takesToneOut } from "./arriving-keys.ts";
import { ArrivingSound } from "./arriving-sound.ts";
import { Conversion } from "./conversion.ts";
import type { Packet } from "./datagram-io.ts";
import { canReach } from "./leg.ts";
import type { Leg } from "./leg.ts";
import { sendRtp } from "./outgoing.ts";
import type { RelayState } from "./relay-state.ts";

/** Decodes the packet whose header is in `state.header`, for the recordings of `leg` and for its peer. */
export function hearPacket(
  state: RelayState,
  leg: Leg,
  packet: Packet,
  codec: AudioCodec,
  nowMs: number,
): void {
  const arriving = arrivingOf(leg, codec);
  if (!arriving.arrive(state.header)) return;
  const { peer } = leg;
  const target = peer !== null && leg.converts && hears(peer) ? peer : null;
  const conversion = target === null ? null : conversionOf(target, codec);
  if (target === null || conversion === null) {
    if (arriving.read(packet.bytes, state.header)) take(state, leg, arriving, codec, nowMs);
    return;
  }
  if (arriving.jumped) conversion.jump(arriving);
  else if (arriving.conceal()) conversion.push(arriving);
  if (arriving.read(packet.bytes, state.header)) {
    take(state, leg, arriving, codec, nowMs);
    if (takesToneOut(leg)) arriving.reader.silence();
    conversion.push(arriving);
  }
  sendWhole(state, target, conversion, nowMs);
}

/** Sends the telephone event whose header is in `state.header` on to a leg whose sound is converted. */
export function forwardConvertedEvent(
  state: RelayState,
  leg: Leg,
  peer: Leg,
  packet: Packet,
  nowMs: number,
): void {
  const arriving = arrivingOf(leg, leg.codec);
  arriving.passOver(state.header);
  if (!hears(peer) || peer.telephoneEventPayloadType < 0) return;
  const { header } = state;
  const conversion = conversionOf(peer, leg.codec);
  const timestamp = conversion.timestampOf(header.timestamp, arriving);
  const goesOut = nextForwarded(peer.sender, header.ssrc, conversion.sequence, timestamp, nowMs);
  conversion.sequence = (conversion.sequence + 1) & 0xffff;
  if (!goesOut) return;
  const { bytes } = packet;
  const length = rtpHeaderLength + header.payloadEnd - header.payloadStart;
  bytes.copyWithin(rtpHeaderLength, header.payloadStart, header.payloadEnd);
  scaleDuration(bytes, length, peer.digits.clockPerMs / leg.digits.clockPerMs);
  header.payloadType = peer.telephoneEventPayloadType;
  header.timestamp = peer.sender.timestamp;
  sendRtp(state, peer, packet, length);
}

/** Gives back all that decodes and encodes for a leg: it closes, or has another codec from now on. */
export function releaseSound(leg: Leg): void {
  leg.arriving?.close();
  leg.conversion?.close();
  leg.madeFrames?.close();
  leg.arriving = null;
  leg.conversion = null;
  leg.madeFrames = null;
}

function hears(leg: Leg): boolean {
  return leg.send && leg.playback === null && leg.digitSender === null && canReach(leg);
}

/** Decodes the packet whose header is in `state.header`, for the recordings of `leg` and for its conference. */
export function hearForMixing(
  state: RelayState,
  leg: Leg,
  buffer: SpeakerBuffer,
  packet: Packet,
  codec: AudioCodec,
  nowMs: number,
): void {
  const arriving = arrivingOf(leg, codec);
  if (!arriving.arrive(state.header)) return;
  const { reader } = arriving;
  const { rateHz } = buffer;
  if (arriving.conceal()) buffer.pushLost(reader.samples(rateHz), reader.count(rateHz));
  if (!arriving.read(packet.bytes, state.header)) return;
  take(state, leg, arriving, codec, nowMs);
  buffer.push(reader.samples(rateHz), reader.count(rateHz));
}

function arrivingOf(leg: Leg, codec: AudioCodec): ArrivingSound {
  if (leg.arriving?.reader.codec === codec) return leg.arriving;
  leg.arriving?.close();
  leg.arriving = new ArrivingSound(codec);
  return leg.arriving;
}

function conversionOf(leg: Leg, from: AudioCodec): Conversion {
  if (leg.conversion?.from === from && leg.conversion.to === leg.codec) return leg.conversion;
  leg.conversion?.close();
  leg.conversion = new Conversion(from, leg.codec);
  return leg.conversion;
}

/** For recordings and keys. G.711 has been recorded and listened to byte by byte already. */
function take(state: RelayState, leg: Leg, arriving: ArrivingSound, codec: AudioCodec, nowMs: number): void {
  if (leg.taps.length > 0) tap(leg, arriving, nowMs);
  if (isG711(codec)) return;
  const { feeds } = leg;
  const { reader, narrowTimestamp } = arriving;
  const { ssrc } = state.header;
  for (let i = 0; i < feeds.length; i++) {
    const { recording, channel } = feeds[i] as (typeof feeds)[number];
    recording.writeLinear(channel, ssrc, narrowTimestamp, reader.samples(8000), reader.count(8000), nowMs);
  }
  leg.toneEar?.hear(state.header, reader.samples(8000), reader.count(8000), arriving.clockPerMs, nowMs);
}

/** While a recording of the leg is paused, nothing that is said is for an engine either. */
function tap({ taps, feeds }: Leg, arriving: ArrivingSound, nowMs: number): void {
  if (feeds.some(({ recording }) => recording.isPaused)) return;
  const { reader, jumped, gap, clockPerMs } = arriving;
  // Senders whose timestamps follow a clock of their own are off by less than 5 ms without a loss.
  const gapMs = jumped ? undefined : gap < 5 * clockPerMs ? 0 : gap / clockPerMs;
  for (const side of taps) side.push(reader.samples(side.rateHz), reader.count(side.rateHz), gapMs, nowMs);
}

function sendWhole(state: RelayState, leg: Leg, conversion: Conversion, nowMs: number): void {
  // Sending changes the header at hand.
  const { ssrc } = state.header;
  for (;;) {
    const packet = state.io.takePacket();
    const length = conversion.take(packet.bytes, rtpHeaderLength);
    if (length === 0) return;
    const { sender } = leg;
    const goesOut = nextForwarded(sender, ssrc, conversion.sequence, conversion.timestamp, nowMs);
    const { marker } = conversion;
    conversion.advance();
    if (!goesOut) continue;
    state.header.marker = marker || sender.marker;
    state.header.payloadType = leg.payloadType;
    state.header.timestamp = sender.timestamp;
    sendRtp(state, leg, packet, rtpHeaderLength + length);
  }
}

/** The duration of an event is in units of a clock (RFC 4733 §2.3.5), which two legs may have agreed differently. */
function scaleDuration(bytes: Uint8Array, length: number, ratio: number): void {
  if (ratio === 1 || length < rtpHeaderLength + 4) return;
  const at = rtpHeaderLength + 2;
  const duration = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  const scaled = Math.min(0xffff, Math.round(duration * ratio));
  bytes[at] = scaled >> 8;
  bytes[at + 1] = scaled;
}
