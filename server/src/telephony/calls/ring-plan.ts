// Which phones of one person ring for one leg of a call: all at once, or one after the other.
import type { CallId, DeviceId, LegId } from "@tandem/kernel";
import type { OutgoingInvite } from "@tandem/sip";
import type { DialTarget, LegInviteOptions } from "./leg-signalling.ts";

/** Whoever answers has to press a key: a mailbox never does. */
export type Confirmation = {
  /** Sound files that say which key to press; repeated until pressed. */
  readonly files: readonly string[];
  readonly key: string;
  readonly waitMs: number;
};

/** The leg that is rung for. */
export type RungLeg = { readonly callId: CallId; readonly legId: LegId };

/** One phone to ring. */
export type RingAttempt = {
  readonly deviceId: DeviceId;
  readonly target: DialTarget;
  /** Undefined: answering the phone takes the call. */
  readonly confirmation: Confirmation | undefined;
  /** How it is dialed when not as the phones of this system are: through a trunk. */
  readonly dial?: (leg: RungLeg, options: LegInviteOptions) => OutgoingInvite;
};

/** Phones that ring at the same time. */
export type RingRound = {
  readonly attempts: readonly RingAttempt[];
  /** The next round begins when this time is over; undefined: rings until the caller's patience ends. */
  readonly ringMs: number | undefined;
};

/** Rounds in order. The first phone to be answered gets the call. */
export type RingPlan = { readonly rounds: readonly RingRound[] };

/** One phone, or a plan of several. */
export type RingTarget = DialTarget | RingPlan;

export type RingStrategy = "together" | "in-turn";

/** What a person's device offers to a plan: its phones that can be reached now. */
export type RingableDevice = {
  readonly ringMs: number;
  readonly attempts: readonly RingAttempt[];
};

/** The plan of one person's devices, in their order; undefined when no phone can be rung. */
export function planRing(strategy: RingStrategy, devices: readonly RingableDevice[]): RingPlan | undefined {
  const reachable = devices.filter(({ attempts }) => attempts.length > 0);
  if (reachable.length === 0) return undefined;
  if (strategy === "together") {
    return { rounds: [{ attempts: reachable.flatMap(({ attempts }) => attempts), ringMs: undefined }] };
  }
  const rounds = reachable.map(({ attempts, ringMs }, index) => ({
    attempts,
    // Nobody comes after the last one.
    ringMs: index === reachable.length - 1 ? undefined : ringMs,
  }));
  return { rounds };
}

/** The phone of a plan that needs no choosing: it is dialed as any single phone. */
export function singleTarget(target: RingTarget): DialTarget | undefined {
  if (!("rounds" in target)) return target;
  const [attempt, second] = target.rounds.flatMap(({ attempts }) => attempts);
  if (!attempt || second || attempt.confirmation || attempt.dial) return undefined;
  return attempt.target;
}

/** Where a plan rings first, for the record of the leg until somebody answers. */
export function addressOf(target: RingTarget): string {
  if (!("rounds" in target)) return target.uri;
  return target.rounds
    .flatMap(({ attempts }) => attempts)
    .map((attempt) => attempt.target.uri)
    .join(", ");
}
