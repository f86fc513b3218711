// What every leg and recording needs now and then: timeouts, RTCP, writing to disk.
import { expireDigit } from "../dtmf/index.ts";
import { writeReport } from "../rtp/index.ts";
import { canReach } from "./leg.ts";
import type { Leg } from "./leg.ts";
import { finishRecording } from "./recording-commands.ts";
import { updateTurns } from "./relay-state.ts";
import type { RelayState } from "./relay-state.ts";

/** Fine enough for lost ends of keys and DTLS resends. */
export const housekeepingMs = 100;
/** RFC 3550 §6.2: the usual least interval of reports. */
const reportEveryMs = 5000;
/** Longer than the gaps of a bad network, shorter than a person wonders whether anybody is there. */
const quietAfterMs = 1000;

export function keepHouse(state: RelayState, nowMs: number): void {
  if (nowMs < state.nextHousekeepingMs) return;
  state.nextHousekeepingMs = nowMs + housekeepingMs;
  for (const leg of state.legs.values()) {
    expireDigit(leg.digits, nowMs, leg.digitListener);
    watchRtp(state, leg, nowMs);
    watchQuiet(state, leg, nowMs);
    if (leg.webrtc === null) continue;
    leg.webrtc.tick(nowMs);
    updateTurns(state, leg);
    sendReport(state, leg, leg.webrtc, nowMs);
  }
  for (const running of state.recordings.values()) {
    running.recording.flushIfDue(nowMs);
    if (running.recording.failure !== undefined) finishRecording(state, running, nowMs);
  }
}

function watchRtp(state: RelayState, leg: Leg, nowMs: number): void {
  if (!leg.agreed || !leg.receive || leg.failureReported) return;
  if (nowMs - leg.lastReceivedAtMs < state.rtpTimeoutMs) return;
  leg.failureReported = true;
  state.emit({ kind: "leg-failed", legId: leg.legId, reason: "no-rtp", at: state.clock.now() });
}

function watchQuiet(state: RelayState, leg: Leg, nowMs: number): void {
  if (leg.quietReported || !leg.connectedReported || nowMs - leg.lastReceivedAtMs < quietAfterMs) return;
  leg.quietReported = true;
  state.emit({ kind: "leg-quiet", legId: leg.legId, at: state.clock.now() });
}

function sendReport(state: RelayState, leg: Leg, webrtc: NonNullable<Leg["webrtc"]>, nowMs: number): void {
  if (!canReach(leg) || nowMs < leg.nextReportAtMs) return;
  leg.nextReportAtMs = nowMs + reportEveryMs;
  const packet = state.io.takePacket();
  const { sender, receiver, lastSenderReport } = leg;
  const times = { nowMs, unixMs: state.clock.now() };
  packet.length = writeReport(packet.bytes, {
    sender,
    receiver,
    lastSenderReport,
    cname: "tandem",
    ...times,
  });
  if (webrtc.protectRtcp(packet)) state.io.send(leg.slot, packet, webrtc.remoteAddress, webrtc.remotePort);
}
