// Sound made here, one 20 ms frame per turn of a leg: keys being dialled win over a playback, a playback
// over the noise of a silent peer's room, that over silence. Silence goes to WebRTC legs only, when nothing was sent for a while: a browser's jitter
// buffer would otherwise take every pause for a network fault and stretch what comes after it.
import { decodeALaw, encodeLinear, isG711, silenceByte } from "../codecs/index.ts";
import type { ComfortNoise } from "../codecs/index.ts";
import {
  dialledKeyMs,
  fillTone,
  isToneFrame,
  keyOfEvent,
  nextDigitFrame,
  telephoneEventLength,
  writeTelephoneEvent,
} from "../dtmf/index.ts";
import type { DigitFrame, DigitSender } from "../dtmf/index.ts";
import { copyEncodedFrame, fillFrame } from "../prompts/index.ts";
import type { Playback } from "../prompts/index.ts";
import type { PlaybackEnd } from "../protocol/index.ts";
import { breakSource, isGenerating, nextGenerated, rtpHeaderLength, samplesPerFrame } from "../rtp/index.ts";
import type { Packet } from "./datagram-io.ts";
import type { Leg } from "./leg.ts";
import { MadeFrames, silentPayload } from "./made-frames.ts";
import { sendRtp } from "./outgoing.ts";
import { updateTurns } from "./relay-state.ts";
import type { RelayState } from "./relay-state.ts";

/** Three packets of a bridged far side missing: then silence takes over. */
const silenceAfterMs = 60;
const frameEnd = rtpHeaderLength + samplesPerFrame;
/** The frame being made. */
const frameSamples = new Int16Array(samplesPerFrame);
const frameBytes = new Uint8Array(samplesPerFrame);

/** Gives a leg its turn. On hold (`send` false) keys and playbacks go on unheard. */
export function giveTurn(state: RelayState, leg: Leg, nowMs: number): void {
  if (leg.digitSender !== null) sendDigitFrame(state, leg, leg.digitSender, nowMs);
  else if (leg.playback !== null) playFrame(state, leg, leg.playback, nowMs);
  // Its conference has turns of its own, and sends in each.
  else if (leg.mixing !== null) return;
  else if (leg.comfort !== null) sendNoise(state, leg, leg.comfort, nowMs);
  else if (isGenerating(leg.sender) || nowMs - leg.sender.lastSentAtMs >= silenceAfterMs) {
    const packet = state.io.takePacket();
    sendFrame(state, leg, packet, fillSilence(packet, leg), nowMs);
  }
}

function sendNoise(state: RelayState, leg: Leg, comfort: ComfortNoise, nowMs: number): void {
  comfort.make(frameSamples, samplesPerFrame);
  const packet = state.io.takePacket();
  sendFrame(state, leg, packet, encodeFrame(packet, leg), nowMs);
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
  const end = fillFromPlayback(packet, leg, playback);
  if (end > 0) sendFrame(state, leg, packet, end, nowMs);
  else endPlayback(state, leg, "completed");
}

/** Where the payload ends; 0 when there was nothing left to play. */
function fillFromPlayback(packet: Packet, leg: Leg, playback: Playback): number {
  const { codec } = leg;
  if (isG711(codec)) return fillFrame(playback, codec, packet.bytes, rtpHeaderLength) ? frameEnd : 0;
  const length = copyEncodedFrame(playback, codec, packet.bytes, rtpHeaderLength);
  if (length > 0) return rtpHeaderLength + length;
  if (!fillFrame(playback, "PCMA", frameBytes, 0)) return 0;
  decodeALaw(frameBytes, frameSamples);
  return encodeFrame(packet, leg);
}

/** Fills the payload with silence; answers where it ends, as the two below do. */
export function fillSilence(packet: Packet, leg: Leg): number {
  if (isG711(leg.codec)) {
    packet.bytes.fill(silenceByte[leg.codec], rtpHeaderLength, frameEnd);
    return frameEnd;
  }
  const silence = silentPayload(leg.codec);
  packet.bytes.set(silence, rtpHeaderLength);
  return rtpHeaderLength + silence.length;
}

/** Fills the payload with `frameSamples`. */
function encodeFrame(packet: Packet, leg: Leg): number {
  if (isG711(leg.codec)) {
    encodeLinear(frameSamples, leg.codec, packet.bytes, rtpHeaderLength);
    return frameEnd;
  }
  leg.madeFrames ??= new MadeFrames(leg.codec);
  return rtpHeaderLength + leg.madeFrames.encode(frameSamples, packet.bytes, rtpHeaderLength);
}

/** Sends the 20 ms that end at `end` of the packet. */
export function sendFrame(state: RelayState, leg: Leg, packet: Packet, end: number, nowMs: number): void {
  if (!leg.send) return;
  nextGenerated(leg.sender, nowMs);
  state.header.marker = leg.sender.marker;
  state.header.payloadType = leg.payloadType;
  state.header.timestamp = leg.sender.timestamp;
  sendRtp(state, leg, packet, end);
}

function sendDigitFrame(state: RelayState, leg: Leg, digitSender: DigitSender, nowMs: number): void {
  const frame = nextDigitFrame(digitSender, leg.digits.clockPerMs);
  if (frame === undefined) {
    leg.digitSender = null;
    breakSource(leg.sender);
    updateTurns(state, leg);
  } else if (leg.keyForm === "info") {
    if (frame.kind === "key" && frame.frame === 0) tellKeyToSend(state, leg, frame.code);
  } else if (leg.keyForm === "in-band") {
    const packet = state.io.takePacket();
    sendFrame(state, leg, packet, fillToneOrSilence(packet, leg, frame), nowMs);
  } else if (frame.kind === "pause") {
    breakSource(leg.sender);
  } else if (leg.send) {
    sendEvent(state, leg, frame, nowMs);
  }
}

/** Signalling sends it, at its pace. */
function tellKeyToSend(state: RelayState, { legId }: Leg, code: number): void {
  const digit = keyOfEvent(code) as string;
  state.emit({ kind: "key-to-send", legId, digit, durationMs: dialledKeyMs, at: state.clock.now() });
}

function fillToneOrSilence(packet: Packet, leg: Leg, frame: DigitFrame): number {
  if (frame.kind === "pause" || !isToneFrame(frame)) return fillSilence(packet, leg);
  fillTone(frameSamples, frame.code, frame.frame * samplesPerFrame);
  return encodeFrame(packet, leg);
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
