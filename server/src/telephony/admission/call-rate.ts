// How many new calls a second this node takes, found by watching how busy it is. A call that is taken costs
// more later (queue, agent, record) than on arrival, so excess is refused before the node is out of breath:
// one that takes what it cannot serve serves nobody.
//
// limit     busy interval                    calm interval
// none      → what was admitted, lowered     stays
// a number  → lowered                        → raised; none after some time without a refusal

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
};

/** Above it, calls wait for the processor noticeably; the rest is for what those inside still need. */
const busyShare = 0.9;
/** Where a limited node is led to. */
const targetShare = 0.8;
/** Steps up are smaller than steps down: the cost of a call comes later than the call. */
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
  const seconds = (now - rate.measuredAt) / 1000;
  const perSecond = seconds > 0 ? rate.admitted / seconds : 0;
  return {
    ...rate,
    limit: nextLimit(rate, busy, perSecond, now),
    measuredAt: now,
    admitted: 0,
    refused: 0,
  };
}

function nextLimit(rate: CallRate, busy: number, perSecond: number, now: number): number {
  const { limit } = rate;
  // Something else than calls may keep the node busy: without any, there is nothing to limit.
  if (busy >= busyShare && (perSecond > 0 || limit < Number.POSITIVE_INFINITY))
    return Math.max(leastPerSecond, Math.min(limit, perSecond) * (targetShare / busy));
  if (now - rate.lastRefusedAt >= freeAfterMs && busy < targetShare) return Number.POSITIVE_INFINITY;
  return busy < targetShare && rate.refused > 0 ? limit * raise : limit;
}
