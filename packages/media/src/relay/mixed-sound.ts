// A turn of a conference: 20 ms of what each member hears, in the member's codec, and into the recordings.
import { encodeLinear, isG711 } from "../codecs/index.ts";
import { rtpHeaderLength } from "../rtp/index.ts";
import type { Packet } from "./datagram-io.ts";
import { fillSilence, sendFrame } from "./generated-sound.ts";
import { canReach } from "./leg.ts";
import type { Leg, LegConference, LegMember } from "./leg.ts";
import { MadeFrames } from "./made-frames.ts";
import type { RelayState } from "./relay-state.ts";

/** Until encoders have forgotten that there was ever anything else, silence is encoded; then it is the same for all. */
const settlingTurns = 10;
/** What a member hears, per rate. */
const narrowSamples = new Int16Array(160);
const wideSamples = new Int16Array(320);

export function giveConferenceTurn(state: RelayState, conference: LegConference, nowMs: number): void {
  const { mixer, bySeat, recordings, activeSpeaker } = conference;
  const samples = mixer.rateHz === 8000 ? narrowSamples : wideSamples;
  mixer.turn();
  for (let seat = 0; seat < bySeat.length; seat++) {
    const member = bySeat[seat];
    if (member === undefined) continue;
    const isHeard = mixer.heardBy(seat, samples);
    if (!isHeard) samples.fill(0);
    if (recordings.size > 0) recordMix(conference, member.leg, isHeard, samples, nowMs);
    sendMix(state, member, isHeard, samples, nowMs);
  }
  if (activeSpeaker.step(mixer.levels, nowMs)) tellActiveSpeaker(state, conference);
}

/** Two members go on as a pair: what each has not heard yet of the other is sent now, and nothing is missing between. */
export function flushMix(state: RelayState, a: Leg, b: Leg, nowMs: number): void {
  flush(state, a, b, nowMs);
  flush(state, b, a, nowMs);
}

function flush(state: RelayState, { mixing: from }: Leg, { mixing: to }: Leg, nowMs: number): void {
  if (from === null || to === null) return;
  const { mixer } = from.conference;
  const buffer = mixer.buffer(from.seat);
  if (buffer === undefined || !mixer.hears(to.seat, from.seat)) return;
  const samples = mixer.rateHz === 8000 ? narrowSamples : wideSamples;
  while (buffer.waiting >= samples.length && buffer.pull(samples)) sendMix(state, to, true, samples, nowMs);
}

function sendMix(
  state: RelayState,
  member: LegMember,
  isHeard: boolean,
  samples: Int16Array,
  nowMs: number,
): void {
  const { leg } = member;
  if (isHeard) member.waitsUntilMs = nowMs;
  if (nowMs < member.waitsUntilMs) return;
  member.silentTurns = isHeard ? 0 : member.silentTurns + 1;
  if (!leg.send || leg.playback !== null || leg.digitSender !== null || !canReach(leg)) return;
  const packet = state.io.takePacket();
  const end = member.silentTurns > settlingTurns ? fillSilence(packet, leg) : fill(packet, member, samples);
  sendFrame(state, leg, packet, end, nowMs);
}

/** Fills the payload; answers where it ends. */
function fill(packet: Packet, member: LegMember, samples: Int16Array): number {
  const { leg, conference } = member;
  if (isG711(leg.codec) && conference.mixer.rateHz === 8000) {
    encodeLinear(samples, leg.codec, packet.bytes, rtpHeaderLength);
    return rtpHeaderLength + samples.length;
  }
  member.output ??= new MadeFrames(leg.codec, conference.mixer.rateHz);
  return rtpHeaderLength + member.output.encode(samples, packet.bytes, rtpHeaderLength);
}

function recordMix(
  { recordings }: LegConference,
  leg: Leg,
  isHeard: boolean,
  samples: Int16Array,
  nowMs: number,
): void {
  for (const [running, mix] of recordings) {
    if (running.left !== leg) continue;
    if (isHeard) mix.write(running.recording, samples, nowMs);
    else mix.pass();
  }
}

function tellActiveSpeaker(state: RelayState, { conferenceId, activeSpeaker, bySeat }: LegConference): void {
  const legId = bySeat[activeSpeaker.current]?.leg.legId ?? null;
  state.emit({ kind: "active-speaker", conferenceId, legId, at: state.clock.now() });
}
