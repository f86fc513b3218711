// How far from theory chance alone takes what so many contacts give: contacts who wait do so together, the longer the
// busier the agents are, so that a million of them are worth as few as some thousand independent ones.
//
// The number of callers inside is a birth and death process X; what is measured is a sum over time and over its steps,
// S = ∫ held(X) dt + Σ per arrival + Σ per service. With d(i) the difference of two neighbours in the solution of
// Poisson's equation, the variance of S grows by Σ π(i)·(rate of each step from i)·(what the step adds to S and d)² in a
// unit of time (Whitt, "Asymptotic formulas for Markov processes with applications to simulation", 1992).
import { erlangA, erlangC } from "../../server/src/contact-center/simulation/index.ts";
import type { Load } from "../../server/src/contact-center/simulation/index.ts";
import type { Shares } from "./ideal-queue.ts";

export type Queueing = Load & {
  /** Mean of an exponential patience; undefined: callers stay. */
  readonly patience: number | undefined;
  readonly target: number;
};

/** What theory says for these rates. */
export function theoryOf({ patience, target, ...load }: Queueing): Shares {
  const outlook = patience === undefined ? erlangC(load, target) : erlangA(load, patience, target);
  if (!outlook) throw new Error("a staffing point without balance");
  return outlook;
}

/**
 * The standard errors of the differences between what `contacts` in a row give and what theory says for the mean
 * arrivals and handling times of these same contacts.
 */
export function standardErrors(queueing: Queueing, contacts: number): Shares {
  const chain = chainOf(queueing);
  const { agents } = queueing;
  const inTime: number[] = chain.share.map((_, inside) => (inside < agents ? 1 : 0));
  answeredInTime(queueing, chain.share.length - agents).forEach((share, n) => (inTime[agents + n] = share));
  const one = (key: keyof Shares, perArrival: (inside: number) => number, held: (inside: number) => number) =>
    standardError(queueing, chain, key, { perArrival, held }, contacts);
  return {
    delayed: one(
      "delayed",
      (inside) => (inside >= agents ? 1 : 0),
      () => 0,
    ),
    // All waits together are the time that callers spend in the line together.
    meanWait: one(
      "meanWait",
      () => 0,
      (inside) => Math.max(0, inside - agents),
    ),
    // By the chance that the line at the arrival leaves: what the services to come add of their own is small beside it.
    serviceLevel: one(
      "serviceLevel",
      (inside) => inTime[inside] ?? 0,
      () => 0,
    ),
  };
}

type Chain = {
  /** Of the time with so many callers inside. */
  readonly share: readonly number[];
  readonly served: (inside: number) => number;
  readonly leaving: (inside: number) => number;
};

function chainOf({ arrivals, handling, agents, patience }: Queueing): Chain {
  const served = (inside: number) => Math.min(inside, agents) / handling;
  const leaving = (inside: number) => (patience === undefined ? 0 : Math.max(0, inside - agents) / patience);
  const weights: number[] = [];
  let weight = 1;
  for (let inside = agents; inside >= 0; inside--) {
    weights[inside] = weight;
    weight *= served(inside) / arrivals;
  }
  weight = 1;
  for (let inside = agents + 1; weight > 1e-16; inside++) {
    weight *= arrivals / (served(inside) + leaving(inside));
    weights[inside] = weight;
  }
  const sum = weights.reduce((total, each) => total + each, 0);
  return { share: weights.map((each) => each / sum), served, leaving };
}

type Measure = {
  readonly perArrival: (inside: number) => number;
  readonly held: (inside: number) => number;
};

function standardError(
  queueing: Queueing,
  { share, served, leaving }: Chain,
  key: keyof Shares,
  measure: Measure,
  contacts: number,
): number {
  const { arrivals, handling, agents } = queueing;
  const mean = theoryOf(queueing)[key];
  const slope = (of: "arrivals" | "handling") => {
    const step = queueing[of] * 1e-4;
    const at = (by: number) => theoryOf({ ...queueing, [of]: queueing[of] + by })[key];
    return (at(step) - at(-step)) / (2 * step);
  };
  const [byArrivals, byHandling] = [slope("arrivals") * arrivals, slope("handling")];
  // Theory is asked for the rates that were drawn: what chance did to these is not counted a second time.
  const perArrival = (inside: number) => measure.perArrival(inside) - mean - byArrivals;
  const perService = byHandling * handling;
  const held = (inside: number) => measure.held(inside) - byHandling * Math.min(inside, agents);
  const rate = (inside: number) => held(inside) + arrivals * perArrival(inside) + served(inside) * perService;
  const average = share.reduce((sum, each, inside) => sum + each * rate(inside), 0);
  const excess = share.map((each, inside) => each * (rate(inside) - average));
  const differences = neighbours(excess, share, { arrivals, agents });
  let variance = 0;
  for (const [inside, each] of share.entries()) {
    const [up, down] = [differences[inside] ?? 0, differences[inside - 1] ?? 0];
    variance +=
      each *
      (arrivals * (perArrival(inside) + up) ** 2 +
        served(inside) * (perService - down) ** 2 +
        leaving(inside) * down ** 2);
  }
  // Who left has a handling time that nobody saw, though it was drawn.
  const left = share.reduce((sum, each, inside) => sum + each * leaving(inside), 0);
  return Math.sqrt((variance + left * perService ** 2) / (arrivals * contacts));
}

/** Summed from whichever end is nearer, so that the rest of a cancelled sum is not divided by next to nothing. */
function neighbours(
  excess: readonly number[],
  share: readonly number[],
  { arrivals, agents }: Pick<Load, "arrivals" | "agents">,
): number[] {
  const differences = share.map(() => 0);
  let sum = 0;
  for (let inside = 0; inside < agents; inside++) {
    sum += excess[inside] ?? 0;
    differences[inside] = -sum / (arrivals * (share[inside] ?? 1));
  }
  sum = 0;
  for (let inside = share.length - 2; inside >= agents; inside--) {
    sum += excess[inside + 1] ?? 0;
    differences[inside] = sum / (arrivals * (share[inside] ?? 1));
  }
  return differences;
}

/** Steps of the fourth order over the target time. */
const steps = 1000;

/** The chance of being answered in time with 0, 1, 2… callers ahead in the line. */
function answeredInTime({ agents, handling, patience, target }: Queueing, count: number): Float64Array {
  const [served, leaves] = [agents / handling, patience === undefined ? 0 : 1 / patience];
  const grown = (now: Float64Array) =>
    now.map((each, ahead) => {
      const oneAhead = ahead === 0 ? 1 : (now[ahead - 1] ?? 0);
      return (served + ahead * leaves) * oneAhead - (served + (ahead + 1) * leaves) * each;
    });
  const width = target / steps;
  let chance = new Float64Array(count);
  for (let step = 0; step < steps; step++) {
    const moved = (slope: Float64Array, by: number) => chance.map((each, n) => each + by * slope[n]!);
    const first = grown(chance);
    const second = grown(moved(first, width / 2));
    const third = grown(moved(second, width / 2));
    const fourth = grown(moved(third, width));
    chance = chance.map(
      (each, n) => each + (width / 6) * (first[n]! + 2 * second[n]! + 2 * third[n]! + fourth[n]!),
    );
  }
  return chance;
}
