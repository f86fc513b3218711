// What every leg needs now and then: timeouts, RTCP.
import { expireDigit } from "../dtmf/index.ts";
import type { Leg } from "./leg.ts";
import { isMeasureDue, measure } from "./measurements.ts";
import { updateTurns } from "./relay-state.ts";
import type { RelayState } from "./relay-state.ts";
import { reportIfDue } from "./reports.ts";
import { advanceTaps } from "./tap-commands.ts";
import { watchSound } from "./sound-watch.ts";

/** Fine enough for lost ends of keys and DTLS resends. */
export const housekeepingMs = 100;
/** Legs that began together are not measured together: the packets of all others would wait for it. */
const leastMeasurements = 4;
const turnsForAll = 40;
/** Longer than the gaps of a bad network, shorter than a person wonders whether anybody is there. */
const quietAfterMs = 1000;

export function keepHouse(state: RelayState, nowMs: number): void {
  if (nowMs < state.nextHousekeepingMs) return;
  state.nextHousekeepingMs = nowMs + housekeepingMs;
  let measurements = Math.max(leastMeasurements, Math.ceil(state.legs.size / turnsForAll));
  for (const leg of state.legs.values()) {
    expireDigit(leg.digits, nowMs, leg.digitListener);
    leg.toneEar?.expire(nowMs);
    watchRtp(state, leg, nowMs);
    watchQuiet(state, leg, nowMs);
    listen(state, leg, nowMs);
    if (measurements > 0 && isMeasureDue(leg, nowMs)) {
      measure(state, leg, nowMs);
      measurements--;
    }
    if (leg.webrtc !== null) {
      leg.webrtc.tick(nowMs);
      updateTurns(state, leg);
    }
    reportIfDue(state, leg, nowMs);
  }
  advanceTaps(state, nowMs);
}

function watchRtp(state: RelayState, leg: Leg, nowMs: number): void {
  // Who does not want to hear us holds, and need not say anything meanwhile.
  if (!leg.agreed || !leg.receive || !leg.send || leg.failureReported) return;
  if (nowMs - leg.lastReceivedAtMs < state.rtpTimeoutMs) return;
  leg.failureReported = true;
  state.emit({ kind: "leg-failed", legId: leg.legId, reason: "no-rtp", at: state.clock.now() });
}

function watchQuiet(state: RelayState, leg: Leg, nowMs: number): void {
  if (leg.quietReported || !leg.connectedReported || nowMs - leg.lastReceivedAtMs < quietAfterMs) return;
  leg.quietReported = true;
  state.emit({ kind: "leg-quiet", legId: leg.legId, at: state.clock.now() });
}

/** Somebody who may speak and be heard, and did not say goodbye, should be heard. */
function listen(state: RelayState, leg: Leg, nowMs: number): void {
  const { legId, soundWatch } = leg;
  const isGone = leg.reports.goodbyeAtMs > leg.lastReceivedAtMs;
  const news = watchSound(soundWatch, leg.agreed && leg.send && leg.receive && !isGone, nowMs);
  if (news === undefined) return;
  const at = state.clock.now();
  if (news.kind === "sounding") state.emit({ kind: "leg-sounding", legId, at });
  else state.emit({ kind: "leg-silent", legId, reason: news.reason, silentMs: news.silentMs, at });
}
