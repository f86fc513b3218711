// What is held against one source, as a pure state machine.
//
// | state   | input                       | next    | effects                                   |
// |---------|-----------------------------|---------|-------------------------------------------|
// | free    | offence, score below 100    | free    |                                           |
// | free    | offence, score from 100 on  | banned  | banned: 10 min, doubled each time, ≤ 24 h |
// | free    | proved (right password)     | free    | score 0, known for an hour                |
// | known   | offence                     | known   | (never banned; its score still counts)    |
// | banned  | offence, proved             | banned  | (nothing of it is read)                   |
// | banned  | its time is over            | free    | score 0; the next ban is twice as long    |
// | any     | ban by hand                 | banned  | banned                                    |
// | banned  | unban                       | free    | unbanned; its bans are forgotten          |
//
// Times are whole tenths of a second since the guard started and everything else whole numbers: small integers cost
// no memory of their own, so that 50,000 sources fit into a few megabytes.
import { assertNever } from "@tandem/kernel";
import {
  banMemoryMs,
  banScore,
  firstBanMs,
  forgivenPerMinute,
  longestBanMs,
  offencePoints,
} from "./offences.ts";
import type { BanReason, Offence } from "./offences.ts";

export type SourceState = {
  readonly score: number;
  /** New work it may still bring, in hundredths of a message. */
  readonly tokens: number;
  readonly scoreAt: number;
  readonly tokensAt: number;
  readonly bannedUntil: number;
  readonly bannedAt: number;
  readonly bans: number;
  readonly reason: BanReason;
  readonly knownUntil: number;
};

export type SourceInput =
  | { readonly kind: "offence"; readonly offence: Offence }
  /** It sent a right password. */
  | { readonly kind: "proved" }
  | { readonly kind: "ban"; readonly durationMs: number }
  | { readonly kind: "unban" };

export type SourceEffect =
  | { readonly kind: "banned"; readonly reason: BanReason; readonly until: number }
  | { readonly kind: "unbanned" };

export type SourceStep = { readonly state: SourceState; readonly effects: readonly SourceEffect[] };

/** How much new work a source may bring at once, and in the long run per second, in messages. */
export type Allowance = { readonly burst: number; readonly perSecond: number };

const tenthMs = 100;
const hundredths = 100;
/** Phones register once an hour at the latest: who does stays known from one to the next. */
const knownForMs = 70 * 60_000;

export function newSource(now: number, allowance: Allowance): SourceState {
  return {
    score: 0,
    tokens: allowance.burst * hundredths,
    scoreAt: now,
    tokensAt: now,
    bannedUntil: 0,
    bannedAt: 0,
    bans: 0,
    reason: "by-hand",
    knownUntil: 0,
  };
}

export function isBanned(state: SourceState, now: number): boolean {
  return state.bannedUntil > now;
}

export function isKnown(state: SourceState, now: number): boolean {
  return state.knownUntil > now;
}

/** `now` in tenths of a second. */
export function stepSource(state: SourceState, input: SourceInput, now: number): SourceStep {
  switch (input.kind) {
    case "offence":
      return offend(state, input.offence, now);
    case "proved": {
      if (isBanned(state, now)) return { state, effects: [] };
      return { state: { ...state, score: 0, knownUntil: now + knownForMs / tenthMs }, effects: [] };
    }
    case "ban":
      return ban({ ...state, knownUntil: 0 }, "by-hand", input.durationMs, now);
    case "unban": {
      const effects = isBanned(state, now) ? [{ kind: "unbanned" } as const] : [];
      return { state: { ...state, score: 0, bannedUntil: 0, bans: 0 }, effects };
    }
    default:
      return assertNever(input);
  }
}

function offend(state: SourceState, offence: Offence, now: number): SourceStep {
  if (isBanned(state, now)) return { state, effects: [] };
  const score = remainingScore(state, now) + offencePoints[offence];
  const offended = { ...state, score, scoreAt: now };
  if (score < banScore || isKnown(state, now)) return { state: offended, effects: [] };
  const isFresh = state.bans === 0 || (now - state.bannedUntil) * tenthMs > banMemoryMs;
  const bans = isFresh ? 0 : state.bans;
  const durationMs = Math.min(firstBanMs * 2 ** Math.min(bans, 20), longestBanMs);
  return ban({ ...offended, bans }, offence, durationMs, now);
}

function ban(state: SourceState, reason: BanReason, durationMs: number, now: number): SourceStep {
  const bannedUntil = now + Math.round(durationMs / tenthMs);
  const banned = {
    ...state,
    score: 0,
    scoreAt: now,
    bannedUntil,
    bannedAt: now,
    bans: state.bans + 1,
    reason,
  };
  return { state: banned, effects: [{ kind: "banned", reason, until: bannedUntil }] };
}

/** What is left of the score after `forgivenPerMinute`. */
function remainingScore({ score, scoreAt }: SourceState, now: number): number {
  const forgiven = Math.floor((((now - scoreAt) * tenthMs) / 60_000) * forgivenPerMinute);
  return Math.max(0, score - forgiven);
}

export function fillAllowance(state: SourceState, { burst }: Allowance, now: number): SourceState {
  return { ...state, tokens: burst * hundredths, tokensAt: now };
}

/** Takes `cost` messages out of the allowance, or nothing when it is used up. */
export function takeAllowance(
  state: SourceState,
  cost: number,
  { burst, perSecond }: Allowance,
  now: number,
): { readonly state: SourceState; readonly isWithin: boolean } {
  const gained = (now - state.tokensAt) * perSecond * ((hundredths * tenthMs) / 1_000);
  const tokens = Math.min(burst * hundredths, state.tokens + gained);
  const isWithin = tokens >= cost * hundredths;
  const left = Math.round(isWithin ? tokens - cost * hundredths : tokens);
  return { state: { ...state, tokens: left, tokensAt: now }, isWithin };
}
