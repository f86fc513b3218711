// The second socket of a leg whose RTCP has a port of its own: opened when the leg can be reached and not before, so
// that phones which only ring cost none.
import { canReach } from "./leg.ts";
import type { Leg } from "./leg.ts";
import { takeSlot } from "./relay-state.ts";
import type { RelayState } from "./relay-state.ts";

/** True when a report can go out now; opens the second socket when it needs one. */
export function canReport(state: RelayState, leg: Leg): boolean {
  if (!canReach(leg)) return false;
  if (leg.webrtc !== null || leg.rtcp.isMuxed) return true;
  if (leg.rtcp.socket === "closed") openSocket(state, leg);
  return leg.rtcp.socket === "open";
}

function openSocket(state: RelayState, leg: Leg): void {
  const { rtcp } = leg;
  const slot = takeSlot(state);
  rtcp.socket = "opening";
  state.io.open(slot, { address: leg.localAddress, port: leg.port + 1 }, (opened) => {
    if (!opened.ok) {
      // Somebody else has the port: the call goes on without reports.
      state.freeSlots.push(slot);
      rtcp.socket = "gone";
    } else if (rtcp.socket === "gone") {
      closeSlot(state, slot);
    } else {
      rtcp.socket = "open";
      rtcp.slot = slot;
      state.legsBySlot[slot] = leg;
    }
  });
}

export function closeRtcpSocket(state: RelayState, { rtcp }: Leg): void {
  if (rtcp.socket === "open") closeSlot(state, rtcp.slot);
  rtcp.socket = "gone";
}

function closeSlot(state: RelayState, slot: number): void {
  state.legsBySlot[slot] = undefined;
  state.io.close(slot);
  state.freeSlots.push(slot);
}
