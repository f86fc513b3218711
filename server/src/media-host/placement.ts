// Which relay worker takes a new call. Pure.

/** What a worker is known to carry. */
export type Load = {
  /** Share of a core that its thread used of late, as it measured itself. */
  readonly share: number;
  readonly calls: number;
  /** When the calls of the last seconds were placed on it. */
  readonly placedAtMs: readonly number[];
};

/** A call rings, is answered and speaks before its sound is in what a worker measures. */
export const settlingMs = 5000;
/** A recorded call, where no worker has calls yet to measure it by (docs/adr/0003-media-process.md). */
const usualShareOfCall = 0.001;
/** A worker that is idle but for housekeeping says nothing about what a call costs. */
const leastCallsToMeasure = 20;

/**
 * The index of the worker that will have the least to do once the calls that were just placed speak; among equals the
 * one with the fewest calls. −1 when there is none.
 */
export function leastLoaded(loads: readonly Load[], nowMs: number): number {
  const shareOfCall = measuredShareOfCall(loads, nowMs);
  let best = -1;
  let [bestShare, bestCalls] = [Number.POSITIVE_INFINITY, 0];
  for (const [index, load] of loads.entries()) {
    const share = load.share + settling(load, nowMs) * shareOfCall;
    if (share > bestShare || (share === bestShare && load.calls >= bestCalls)) continue;
    best = index;
    [bestShare, bestCalls] = [share, load.calls];
  }
  return best;
}

function settling({ placedAtMs }: Load, nowMs: number): number {
  return placedAtMs.filter((at) => nowMs - at < settlingMs).length;
}

function measuredShareOfCall(loads: readonly Load[], nowMs: number): number {
  const calls = loads.reduce((sum, load) => sum + load.calls - settling(load, nowMs), 0);
  const share = loads.reduce((sum, load) => sum + load.share, 0);
  return calls < leastCallsToMeasure ? usualShareOfCall : Math.max(share / calls, usualShareOfCall / 10);
}
