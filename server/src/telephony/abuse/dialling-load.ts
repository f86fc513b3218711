// How much a tenant dials now, as a pure state machine: calls that run, calls begun this minute, spend of this hour.
//
// | input   | what it does                                                             |
// |---------|--------------------------------------------------------------------------|
// | begun   | the call counts at once; its cost begins when it is answered             |
// | answered| its minutes begin                                                        |
// | ended   | its whole minutes are added to the spend, as carriers charge them        |
// | (time)  | calls leave the count of the minute, spend leaves the hour it was made in|
import { assertNever } from "@tandem/kernel";
import type { LegId } from "@tandem/kernel";
import { ratePerMinute, shortNumberDigits } from "./dialling-limits.ts";
import type { DiallingLimits } from "./dialling-limits.ts";

type RunningCall = { readonly perMinute: number; readonly answeredAt: number | undefined };
type Spent = { readonly at: number; readonly yuan: number };

export type DiallingLoad = {
  readonly running: ReadonlyMap<LegId, RunningCall>;
  /** When the calls of the last minute began. */
  readonly begunAt: readonly number[];
  /** What ended calls of the last hour cost. */
  readonly spent: readonly Spent[];
};

export type DiallingInput =
  | { readonly kind: "begun"; readonly legId: LegId; readonly number: string }
  | { readonly kind: "answered"; readonly legId: LegId }
  | { readonly kind: "ended"; readonly legId: LegId };

export type DiallingVerdict =
  | "allowed"
  | "destination-not-allowed"
  | "too-many-calls"
  | "too-many-calls-per-minute"
  | "spend-limit";

export const emptyLoad: DiallingLoad = { running: new Map(), begunAt: [], spent: [] };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Whether a call to `number` (E.164 with "+", or as dialled when it is none) may begin now. */
export function mayDial(
  load: DiallingLoad,
  limits: DiallingLimits,
  number: string,
  now: number,
): DiallingVerdict {
  if (!isAllowedDestination(number, limits)) return "destination-not-allowed";
  if (limits.maxCalls !== null && load.running.size >= limits.maxCalls) return "too-many-calls";
  const begun = load.begunAt.filter((at) => now - at < minuteMs).length;
  if (limits.callsPerMinute !== null && begun >= limits.callsPerMinute) return "too-many-calls-per-minute";
  // The call that is asked about counts with its first minute: one that alone is too dear does not begin.
  const wanted = spendOf(load, now) + ratePerMinute(number, limits);
  return limits.spendPerHour !== null && wanted > limits.spendPerHour ? "spend-limit" : "allowed";
}

/** What the last hour cost about, in yuan, calls that run included. */
export function spendOf({ running, spent }: DiallingLoad, now: number): number {
  let yuan = 0;
  for (const each of spent) if (now - each.at < hourMs) yuan += each.yuan;
  for (const call of running.values()) yuan += costOf(call, now);
  return yuan;
}

export function stepDialling(
  load: DiallingLoad,
  input: DiallingInput,
  limits: DiallingLimits,
  now: number,
): DiallingLoad {
  const call = load.running.get(input.legId);
  switch (input.kind) {
    case "begun": {
      const begun = { perMinute: ratePerMinute(input.number, limits), answeredAt: undefined };
      const begunAt = [...load.begunAt.filter((at) => now - at < minuteMs), now];
      return { ...load, begunAt, running: new Map(load.running).set(input.legId, begun) };
    }
    case "answered": {
      if (call === undefined || call.answeredAt !== undefined) return load;
      return { ...load, running: new Map(load.running).set(input.legId, { ...call, answeredAt: now }) };
    }
    case "ended": {
      if (call === undefined) return load;
      const running = new Map(load.running);
      running.delete(input.legId);
      const spent = load.spent.filter(({ at }) => now - at < hourMs);
      const yuan = costOf(call, now);
      return { ...load, running, spent: yuan === 0 ? spent : [...spent, { at: now, yuan }] };
    }
    default:
      return assertNever(input);
  }
}

function costOf({ perMinute, answeredAt }: RunningCall, now: number): number {
  return answeredAt === undefined ? 0 : perMinute * Math.max(1, Math.ceil((now - answeredAt) / minuteMs));
}

function isAllowedDestination(number: string, { allowedPrefixes }: DiallingLimits): boolean {
  if (allowedPrefixes.some((prefix) => number.startsWith(prefix))) return true;
  return !number.startsWith("+") && number.length <= shortNumberDigits;
}
