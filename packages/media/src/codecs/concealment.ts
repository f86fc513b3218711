// What is heard in place of a lost packet: the last period of the voice again and again, fading away
// (in the manner of ITU-T G.711 appendix I).

/** Periods of voices: 400 Hz down to 66 Hz. */
const shortestPeriodMs = 2.5;
const longestPeriodMs = 15;
/** How much of the past is compared to find the period. */
const comparedMs = 10;
const historyMs = longestPeriodMs + comparedMs;
/** Full strength for this long, then down to nothing. */
const fullMs = 10;
const fadeMs = 50;

export type Concealment = {
  /** Remembers the first `count` samples of a packet that came. */
  heard(samples: Int16Array, count: number): void;
  /** Fills the first `count` samples; answers `count`. */
  fill(samples: Int16Array, count: number): number;
};

export function createConcealment(sampleRateHz: number): Concealment {
  const perMs = sampleRateHz / 1000;
  const history = new Int16Array(historyMs * perMs);
  let lostSamples = 0;
  let period = 0;
  return {
    heard(samples, count) {
      lostSamples = 0;
      const kept = Math.min(count, history.length);
      history.copyWithin(0, kept);
      // By hand: a subarray would be garbage for every packet.
      for (let i = 0; i < kept; i++) history[history.length - kept + i] = samples[count - kept + i] as number;
    },
    fill(samples, count) {
      if (lostSamples === 0) period = findPeriod(history, perMs);
      const start = history.length - period;
      for (let i = 0; i < count; i++, lostSamples++) {
        const faded = Math.max(0, lostSamples - fullMs * perMs) / (fadeMs * perMs);
        samples[i] = faded >= 1 ? 0 : (history[start + (lostSamples % period)] as number) * (1 - faded);
      }
      return count;
    },
  };
}

/** The lag at which the end of the past is most like what came before it. */
function findPeriod(history: Int16Array, perMs: number): number {
  const compared = comparedMs * perMs;
  const end = history.length;
  let best = longestPeriodMs * perMs;
  let bestLikeness = 0;
  for (let lag = shortestPeriodMs * perMs; lag <= longestPeriodMs * perMs; lag++) {
    let product = 0;
    let power = 1;
    for (let i = end - compared; i < end; i++) {
      const former = history[i - lag] as number;
      product += former * (history[i] as number);
      power += former * former;
    }
    const likeness = product / Math.sqrt(power);
    if (likeness > bestLikeness) [best, bestLikeness] = [lag, likeness];
  }
  return best;
}
