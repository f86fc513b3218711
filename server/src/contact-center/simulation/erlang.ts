// What queueing theory says of a queue: Erlang C for callers who wait as long as it takes, Erlang A (Palm) for callers
// whose patience is exponential. Times are of one unit throughout.

export type Load = {
  /** Contacts per unit of time. */
  readonly arrivals: number;
  /** Mean handling time. */
  readonly handling: number;
  readonly agents: number;
};

export type Outlook = {
  /** Share that has to wait. */
  readonly delayed: number;
  /** Mean over all, whether answered or not. */
  readonly meanWait: number;
  /** Share of all that is answered within the target. */
  readonly serviceLevel: number;
  readonly abandoned: number;
};

/** Share blocked of a loss system, by the recursion B(n) = aB(n−1) / (n + aB(n−1)). */
export function erlangB(erlangs: number, agents: number): number {
  let blocked = 1;
  for (let count = 1; count <= agents; count++) blocked = (erlangs * blocked) / (count + erlangs * blocked);
  return blocked;
}

/** Undefined when more comes than can be served: the line then grows without end. */
export function erlangC({ arrivals, handling, agents }: Load, target: number): Outlook | undefined {
  const erlangs = arrivals * handling;
  if (erlangs >= agents) return undefined;
  const blocked = erlangB(erlangs, agents);
  const delayed = (agents * blocked) / (agents - erlangs * (1 - blocked));
  const meanWait = (delayed * handling) / (agents - erlangs);
  const serviceLevel = 1 - delayed * Math.exp((-(agents - erlangs) * target) / handling);
  return { delayed, meanWait, serviceLevel, abandoned: 0 };
}

/** Steps of Simpson's rule; halving them changes the tenth digit. */
const steps = 2000;

/**
 * The density of the wait that a caller of endless patience would have is λπ(n−1)·exp(λ/θ·(1−e^(−θt)) − nμt)
 * (Mandelbaum and Zeltyn, "Service engineering in action", 2007).
 */
export function erlangA({ arrivals, handling, agents }: Load, patience: number, target: number): Outlook {
  const erlangs = arrivals * handling;
  const [served, leaving] = [agents / handling, 1 / patience];
  // Weights of 0…n−1 callers inside, with that of n−1 as 1, and of all longer lines together.
  let weight = 1;
  let below = 0;
  for (let count = agents - 1; count >= 0; count--) {
    below += weight;
    weight *= count / erlangs;
  }
  let above = 0;
  let busy = arrivals / served;
  for (let line = 1; busy > above * 1e-15 || line < agents; line++) {
    above += busy;
    busy *= arrivals / (served + line * leaving);
  }
  const last = 1 / (below + above);
  const density = (time: number): number =>
    arrivals * last * Math.exp((arrivals / leaving) * -Math.expm1(-leaving * time) - served * time);
  const answeredLater = simpson((time) => Math.exp(-leaving * time) * density(time), target);
  const delayed = above * last;
  const answered = 1 - delayed + simpson((time) => Math.exp(-leaving * time) * density(time), 40 * patience);
  const abandoned = 1 - answered;
  return { delayed, meanWait: abandoned * patience, serviceLevel: 1 - delayed + answeredLater, abandoned };
}

function simpson(value: (at: number) => number, to: number): number {
  const width = to / steps;
  let sum = value(0) + value(to);
  for (let step = 1; step < steps; step++) sum += (step % 2 === 1 ? 4 : 2) * value(step * width);
  return (sum * width) / 3;
}
