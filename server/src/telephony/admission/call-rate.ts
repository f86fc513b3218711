// How many new calls a second this node takes, found by watching how busy it is. A call that is taken costs
// more later (queue, agent, record) than on arrival, so excess is refused before the node is out of breath:
// one that takes what it cannot serve serves nobody.
//
// limit     busy interval                          calm interval
// none      → what can be afforded by their cost,  stays
//             if the interval before was busy too
// a number  → towards that, in steps               → raised; none after some time without a refusal

/** Calls a second; Infinity for no limit. */
export type CallRate = {
  readonly limit: number;
  /** What may be admitted at once, in calls. */
  readonly tokens: number;
  readonly tokensAt: number;
  readonly measuredAt: number;
  /** Since the last measurement. */
  readonly admitted: number;
  readonly refused: number;
  readonly lastRefusedAt: number;
  /** Whether the last interval was busy. One alone may have been a collection of garbage, or the machine's own pause. */
  readonly wasBusy: boolean;
  /** Seconds of the processor for each call, all its parts; 0 while nothing is known. */
  readonly cost: number;
  /** Over how long the cost was learned. */
  readonly learnedMs: number;
};

/** Above it, calls wait for the processor noticeably; the rest is for what those inside still need. */
const busyShare = 0.9;
/** Where a limited node is led to. */
const targetShare = 0.8;
/** What a call costs is learned over about so long: its cost comes some seconds after it. */
const learningMs = 3_000;
/** Before, the first calls' later costs are not in it. */
const trustedAfterMs = 5_000;
/** Fewer calls say nothing of what one costs. */
const leastToLearnFrom = 5;
/** Another program that takes the processor away is no reason to refuse nearly everybody: a step down is at most this. */
const lower = 0.9;
const raise = 1.1;
/** A burst of half a second's calls is let in at once. */
const burstSeconds = 0.5;
/** A node always takes some calls: otherwise it would never learn that it can again. */
const leastPerSecond = 2;
const freeAfterMs = 5_000;

export function newCallRate(now: number): CallRate {
  return {
    limit: Number.POSITIVE_INFINITY,
    tokens: 0,
    tokensAt: now,
    measuredAt: now,
    admitted: 0,
    refused: 0,
    lastRefusedAt: Number.NEGATIVE_INFINITY,
    wasBusy: false,
    cost: 0,
    learnedMs: 0,
  };
}

/** Whether one more call may come in now. */
export function askForCall(rate: CallRate, now: number): { rate: CallRate; admitted: boolean } {
  if (rate.limit === Number.POSITIVE_INFINITY)
    return { rate: { ...rate, admitted: rate.admitted + 1 }, admitted: true };
  const tokens = Math.min(
    Math.max(1, rate.limit * burstSeconds),
    rate.tokens + ((now - rate.tokensAt) / 1000) * rate.limit,
  );
  const filled = { ...rate, tokens, tokensAt: now };
  if (tokens < 1)
    return { rate: { ...filled, refused: rate.refused + 1, lastRefusedAt: now }, admitted: false };
  return { rate: { ...filled, tokens: tokens - 1, admitted: rate.admitted + 1 }, admitted: true };
}

/** Takes in how busy the processor was since the last measurement, from 0 to 1. */
export function measureLoad(rate: CallRate, busy: number, now: number): CallRate {
  const elapsedMs = now - rate.measuredAt;
  const perSecond = elapsedMs > 0 ? (rate.admitted * 1000) / elapsedMs : 0;
  const wiser = perSecond < leastToLearnFrom ? rate : learnCost(rate, busy / perSecond, elapsedMs);
  return {
    ...wiser,
    limit: nextLimit(wiser, busy, perSecond, now),
    measuredAt: now,
    admitted: 0,
    refused: 0,
    wasBusy: busy >= busyShare,
  };
}

function learnCost(rate: CallRate, seen: number, elapsedMs: number): CallRate {
  const { cost, learnedMs } = rate;
  const weight = learnedMs === 0 ? 1 : Math.min(1, elapsedMs / learningMs);
  return { ...rate, cost: cost + (seen - cost) * weight, learnedMs: learnedMs + elapsedMs };
}

function nextLimit(rate: CallRate, busy: number, perSecond: number, now: number): number {
  const { limit } = rate;
  const isFirst = limit === Number.POSITIVE_INFINITY && !rate.wasBusy;
  // Something else than calls may keep the node busy: without any, there is nothing to limit.
  if (busy >= busyShare && !isFirst && (perSecond > 0 || limit < Number.POSITIVE_INFINITY))
    return Math.max(leastPerSecond, lowered(rate, busy, perSecond));
  if (now - rate.lastRefusedAt >= freeAfterMs && busy < targetShare) return Number.POSITIVE_INFINITY;
  return busy < targetShare && rate.refused > 0 ? limit * raise : limit;
}

function lowered({ limit, cost, learnedMs }: CallRate, busy: number, perSecond: number): number {
  if (learnedMs < trustedAfterMs) return Math.min(limit, perSecond) * (targetShare / busy);
  const affordable = targetShare / cost;
  return limit === Number.POSITIVE_INFINITY
    ? affordable
    : Math.max(limit * lower, Math.min(limit, affordable));
}
