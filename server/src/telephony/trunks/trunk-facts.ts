// What the trunks module publishes.
import type { CallId, Fact, LegId, TrunkId } from "@tandem/kernel";
import type { TrunkStateName } from "./trunk-state.ts";

/** One server was tried for a call, or a trunk was passed over and why. */
export type TrunkFact = Fact<
  "TrunkAttempted",
  {
    callId: CallId;
    legId: LegId;
    trunkId: TrunkId;
    trunkName: string;
    /** Null when the whole trunk was passed over. */
    server: string | null;
    /** "answered", "cancelled", "rejected", "timeout", "unreachable", "redirected", or why it was passed over. */
    outcome: string;
    status: number | null;
    tookMs: number;
  }
>;

/** A trunk is doing otherwise than before; not kept with calls. */
export type TrunkSignal = Fact<
  "TrunkStateChanged",
  { trunkId: TrunkId; trunkName: string; from: TrunkStateName; to: TrunkStateName; cause: string | null }
>;

export const keptTrunkFacts: readonly TrunkFact["type"][] = ["TrunkAttempted"];
