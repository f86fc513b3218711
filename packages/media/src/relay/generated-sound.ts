// Sound made here, one 20 ms frame per turn of a leg: keys being dialled win over a playback, a playback
// over silence. Silence goes to WebRTC legs only, when nothing was sent for a while: a browser's jitter
// buffer would otherwise take every pause for a network fault and stretch what comes after it.
import { encodeLinear, silenceByte } from "../codecs/index.ts";
import {
  fillTone,
  isToneFrame,
  nextDigitFrame,
  telephoneEventLength,
  writeTelephoneEvent,
} from "../dtmf/index.ts";
import type { DigitFrame, DigitSender } from "../dtmf/index.ts";
import { fillFrame } from "../prompts/index.ts";
import type { Playback } from "../prompts/index.ts";
import type { PlaybackEnd } from "../protocol/index.ts";
import { breakSource, isGenerating, nextGenerated, rtpHeaderLength, samplesPerFrame } from "../rtp/index.ts";
import type { Packet } from "./datagram-io.ts";
import type { Leg } from "./leg.ts";
import { sendRtp } from "./outgoing.ts";
import { updateTurns } from "./relay-state.ts";
import type { RelayState } from "./relay-state.ts";

/** Three packets of a bridged far side missing: then silence takes over. */
const silenceAfterMs = 60;
const frameEnd = rtpHeaderLength + samplesPerFrame;
const toneSamples = new Int16Array(samplesPerFrame);

/** Gives a leg its turn. On hold (`send` false) keys and playbacks go on unheard. */
export function giveTurn(state: RelayState, leg: Leg, nowMs: number): void {
  if (leg.digitSender !== null) sendDigitFrame(state, leg, leg.digitSender, nowMs);
  else if (leg.playback !== null) playFrame(state, leg, leg.playback, nowMs);
  else if (isGenerating(leg.sender) || nowMs - leg.sender.lastSentAtMs >= silenceAfterMs) {
    const packet = state.io.takePacket();
    sendFrame(state, leg, fillSilence(packet, leg), nowMs);
  }
}

/** Ends the leg's playback, if it has one, and tells why. */
export function endPlayback(state: RelayState, leg: Leg, reason: PlaybackEnd): void {
  if (leg.playback === null) return;
  const { playbackId } = leg.playback;
  leg.playback = null;
  breakSource(leg.sender);
  updateTurns(state, leg);
  state.emit({ kind: "playback-finished", legId: leg.legId, playbackId, reason, at: state.clock.now() });
}

function playFrame(state: RelayState, leg: Leg, playback: Playback, nowMs: number): void {
  const packet = state.io.takePacket();
  if (fillFrame(playback, leg.codec, packet.bytes, rtpHeaderLength, samplesPerFrame)) {
    sendFrame(state, leg, packet, nowMs);
  } else {
    endPlayback(state, leg, "completed");
  }
}

function fillSilence(packet: Packet, leg: Leg): Packet {
  packet.bytes.fill(silenceByte[leg.codec], rtpHeaderLength, frameEnd);
  return packet;
}

function sendFrame(state: RelayState, leg: Leg, packet: Packet, nowMs: number): void {
  if (!leg.send) return;
  nextGenerated(leg.sender, nowMs);
  state.header.marker = leg.sender.marker;
  state.header.payloadType = leg.payloadType;
  state.header.timestamp = leg.sender.timestamp;
  sendRtp(state, leg, packet, frameEnd);
}

function sendDigitFrame(state: RelayState, leg: Leg, digitSender: DigitSender, nowMs: number): void {
  const frame = nextDigitFrame(digitSender);
  if (frame === undefined) {
    leg.digitSender = null;
    breakSource(leg.sender);
    updateTurns(state, leg);
  } else if (leg.telephoneEventPayloadType < 0) {
    sendFrame(state, leg, fillToneOrSilence(state.io.takePacket(), leg, frame), nowMs);
  } else if (frame.kind === "pause") {
    breakSource(leg.sender);
  } else if (leg.send) {
    sendEvent(state, leg, frame, nowMs);
  }
}

function fillToneOrSilence(packet: Packet, leg: Leg, frame: DigitFrame): Packet {
  if (frame.kind === "pause" || !isToneFrame(frame)) return fillSilence(packet, leg);
  fillTone(toneSamples, frame.code, frame.frame * samplesPerFrame);
  encodeLinear(toneSamples, leg.codec, packet.bytes.subarray(rtpHeaderLength, frameEnd));
  return packet;
}

/** All packets of one event carry the timestamp of its beginning (RFC 4733 §2.5.1.2). */
function sendEvent(state: RelayState, leg: Leg, frame: DigitFrame & { kind: "key" }, nowMs: number): void {
  nextGenerated(leg.sender, nowMs);
  if (frame.frame === 0) leg.eventTimestamp = leg.sender.timestamp;
  const packet = state.io.takePacket();
  writeTelephoneEvent(packet.bytes, rtpHeaderLength, frame.code, frame.end, frame.duration);
  state.header.marker = frame.frame === 0;
  state.header.payloadType = leg.telephoneEventPayloadType;
  state.header.timestamp = leg.eventTimestamp;
  sendRtp(state, leg, packet, rtpHeaderLength + telephoneEventLength);
}
