// What one call, or one refresh, costs: warmed up, three rounds, and the timers that outlive the last one.
import type { MeasuredFloor } from "./measured-floor.ts";
import { added, scaled, spent } from "./processor-time.ts";
import type { Shares } from "./processor-time.ts";

export type Work = {
  readonly name: string;
  /** Does `count` units spread evenly over `count / perSecond`; resolves with how many succeeded. */
  readonly run: (count: number, perSecond: number) => Promise<number>;
  /** Units per round; undefined: what the pace gives in a round's time. */
  readonly count: number | undefined;
  /** Always the same: calls that come together share the cost of waking up and of writing. */
  readonly perSecond: number;
};

export type Cost = {
  /** ms of processor per unit. */
  readonly perUnit: Shares;
  /** The same of each round, without the timers that outlive it. */
  readonly rounds: readonly Shares[];
  readonly units: number;
  readonly failed: number;
};

const rounds = 3;
const roundSeconds = 3;
/** Parts of the pace, each for some seconds, until V8 has compiled what runs often: cold code costs three times as much. */
const warmUpSteps = [
  { share: 0.3, seconds: 2 },
  { share: 0.6, seconds: 2 },
  { share: 1, seconds: 20 },
];

/** Control and media together: what the targets are about. PostgreSQL is told apart. */
export function controlAndMedia({ control, media }: Shares): number {
  return control + media;
}

/** Measures one kind of unit; `around` is called before the first round and after the last. */
export async function measure(
  floor: MeasuredFloor,
  work: Work,
  around: { readonly before: () => Promise<void>; readonly after: () => Promise<void> },
): Promise<Cost> {
  const { perSecond } = work;
  const warmed = await warmUp(work);
  const count = work.count ?? Math.round(perSecond * roundSeconds);
  await around.before();
  const costs: Shares[] = [];
  let done = 0;
  let before = floor.time.read();
  for (let round = 0; round < rounds; round++) {
    const succeeded = await work.run(count, perSecond);
    const after = floor.time.read();
    costs.push(scaled(spent(before, after, floor.idle), 1 / Math.max(1, succeeded)));
    done += succeeded;
    before = after;
  }
  await around.after();
  before = floor.time.read();
  const trailing = spent(before, await floor.transactionsEnd(), floor.idle);
  // The long timers of the warm-up end in the same time as those of the rounds.
  const perUnit = added(medianOf(costs), scaled(trailing, 1 / (done + warmed)));
  return { perUnit, rounds: costs, units: done, failed: rounds * count - done };
}

/** Raises the pace in steps; resolves with how many units succeeded, and throws when none did. */
export async function warmUp({ name, run, perSecond }: Omit<Work, "count">): Promise<number> {
  let done = 0;
  for (const { share, seconds } of warmUpSteps) {
    const pace = Math.max(1, Math.round(perSecond * share));
    done += await run(pace * seconds, pace);
  }
  if (done === 0) throw new Error(`${name}: not one succeeded`);
  return done;
}

function medianOf(costs: readonly Shares[]): Shares {
  const sorted = costs.toSorted((a, b) => controlAndMedia(a) - controlAndMedia(b));
  const median = sorted[Math.floor(sorted.length / 2)];
  if (!median) throw new Error("no round was measured");
  return median;
}
