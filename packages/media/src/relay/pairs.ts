// The end of a pair of legs that hear each other without a mixer.
import { breakSource } from "../rtp/index.ts";
import { setComfort } from "./incoming.ts";
import { settleCodecs } from "./leg.ts";
import type { Leg } from "./leg.ts";
import type { RelayState } from "./relay-state.ts";

/** Each of the two hears nothing from now on. */
export function separate(state: RelayState, leg: Leg): void {
  const { peer } = leg;
  if (peer === null) return;
  leg.peer = null;
  peer.peer = null;
  for (const each of [leg, peer]) {
    breakSource(each.sender);
    each.conversion?.clear();
    settleCodecs(each);
    setComfort(state, each, null);
  }
}
