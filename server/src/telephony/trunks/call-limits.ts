// Limits of calls: how many at once, and how many new ones a second (a token bucket). Pure.

export type CallLimit = { readonly maxCalls: number | null; readonly callsPerSecond: number | null };

/** `tokens` as of `at`; it fills up with time. */
export type CallLoad = { readonly calls: number; readonly tokens: number; readonly at: number };

export type LimitVerdict = "free" | "too-many-calls" | "too-many-calls-per-second";

/** A bucket holds what a second brings, at least one: a limit of 0.2 a second still lets a call through. */
const bucketOf = (perSecond: number) => Math.max(1, perSecond);

export function emptyLoad(limit: CallLimit, now: number): CallLoad {
  return { calls: 0, tokens: bucketOf(limit.callsPerSecond ?? 1), at: now };
}

/** Whether one more call fits now. */
export function judgeLoad(limit: CallLimit, load: CallLoad, now: number): LimitVerdict {
  if (limit.maxCalls !== null && load.calls >= limit.maxCalls) return "too-many-calls";
  if (limit.callsPerSecond !== null && tokensAt(limit.callsPerSecond, load, now) < 1)
    return "too-many-calls-per-second";
  return "free";
}

/** One more call began. An emergency call takes its place even where none is left. */
export function withCall(limit: CallLimit, load: CallLoad, now: number): CallLoad {
  const perSecond = limit.callsPerSecond ?? 1;
  return { calls: load.calls + 1, tokens: Math.max(0, tokensAt(perSecond, load, now) - 1), at: now };
}

/** One call ended. */
export function withoutCall(load: CallLoad): CallLoad {
  return { ...load, calls: Math.max(0, load.calls - 1) };
}

/** How long a refused caller should wait, in whole seconds, at least one. */
export function retryAfterSeconds(limit: CallLimit, load: CallLoad, now: number): number {
  if (limit.callsPerSecond === null) return 5;
  const missing = 1 - tokensAt(limit.callsPerSecond, load, now);
  return Math.max(1, Math.ceil(missing / limit.callsPerSecond));
}

function tokensAt(perSecond: number, load: CallLoad, now: number): number {
  const gained = (Math.max(0, now - load.at) / 1000) * perSecond;
  return Math.min(bucketOf(perSecond), load.tokens + gained);
}
