// What can happen to one agent, and what follows for others.
import type { CallId, LegId } from "@tandem/kernel";
import type {
  AgentState,
  AwayReason,
  KeptFor,
  OfferedContact,
  OwnLeg,
  Presence,
  PresenceBy,
} from "./agent-state.ts";

export type AgentInput =
  | {
      readonly kind: "presence-chosen";
      readonly presence: Presence;
      readonly reason: AwayReason | undefined;
      readonly by: PresenceBy;
    }
  /** Offline when the call at hand and its wrap-up are over, at once when there is none. */
  | { readonly kind: "signed-out"; readonly by: PresenceBy }
  /** Who was to be signed out stays. */
  | { readonly kind: "sign-out-withdrawn" }
  | { readonly kind: "reachability"; readonly reachable: boolean }
  | { readonly kind: "offered"; readonly contact: OfferedContact }
  /** As offered, whatever presence says: a colleague sends somebody. */
  | { readonly kind: "reserved"; readonly contact: OfferedContact }
  /** A colleague put a caller through with whose leg the agent is connected already. */
  | { readonly kind: "joined"; readonly contact: OfferedContact; readonly legId: LegId }
  /** The call is to go on without the agent: when their leg ends, nothing is to be wrapped up. */
  | { readonly kind: "let-go"; readonly callId: CallId }
  | { readonly kind: "kept-free"; readonly keptFor: KeptFor | undefined }
  | { readonly kind: "leg-dialed"; readonly legId: LegId }
  | { readonly kind: "own-leg-began"; readonly leg: OwnLeg }
  /** Another phone of the agent, or the reloaded page, goes on with the call. */
  | { readonly kind: "leg-replaced"; readonly legId: LegId; readonly byLegId: LegId; readonly held: boolean }
  | { readonly kind: "offer-withdrawn"; readonly callId: CallId }
  | { readonly kind: "answered"; readonly legId: LegId }
  | { readonly kind: "held"; readonly legId: LegId; readonly held: boolean }
  /**
   * `lost`: the phone is gone and the caller goes back to the line, so there is nothing to wrap up. `missed`: it rang
   * for the whole time.
   */
  | { readonly kind: "leg-ended"; readonly legId: LegId; readonly lost: boolean; readonly missed?: boolean }
  | { readonly kind: "wrap-up-extended"; readonly callId: CallId; readonly byMs: number }
  | { readonly kind: "wrap-up-done"; readonly callId: CallId }
  | { readonly kind: "time" };

export type AgentEffect =
  | { readonly kind: "presence-changed"; readonly from: Presence }
  | { readonly kind: "away-limit-passed"; readonly reason: AwayReason }
  /** Signed out for good: the pages of the agent are too. */
  | { readonly kind: "left" }
  | { readonly kind: "wrap-up-started"; readonly callId: CallId; readonly until: number }
  | {
      readonly kind: "wrap-up-finished";
      readonly callId: CallId;
      readonly by: "agent" | "timeout";
      readonly wrapUpMs: number;
    };

export type AgentStep = { readonly state: AgentState; readonly effects: readonly AgentEffect[] };

/** What the tenant, and the queue of the contact at hand, say about presence. */
export type AgentRules = {
  /** Reasons that have a limit. */
  readonly limitsMs: ReadonlyMap<AwayReason, number>;
  /** So many calls missed in a row take readiness away; 0: never. */
  readonly missesToAway: number;
  /** A break after a call that was talked longer than that; undefined: none. */
  readonly longCall: { readonly overMs: number; readonly breakMs: number } | undefined;
};

export const noRules: AgentRules = { limitsMs: new Map(), missesToAway: 0, longCall: undefined };

export function same(state: AgentState): AgentStep {
  return { state, effects: [] };
}

/** The effects of one step, then those of the next. */
export function andThen(step: AgentStep, next: (state: AgentState) => AgentStep): AgentStep {
  const { state, effects } = next(step.state);
  return { state, effects: [...step.effects, ...effects] };
}
