// The queue that theory speaks of, in twenty lines and without the engine: first come, first served by whichever agent is
// free first (Kiefer and Wolfowitz), and who runs out of patience is gone.
import type { SimulatedContact } from "../../server/src/contact-center/simulation/index.ts";

export type Shares = {
  /** Of all contacts. */
  readonly delayed: number;
  /** Mean over all, ms. */
  readonly meanWait: number;
  readonly serviceLevel: number;
};

export type Ideal = Shares & {
  /** What the contacts themselves turned out to be: per ms, and mean ms. */
  readonly drawn: { readonly arrivals: number; readonly handling: number };
};

/** Runs contacts through that queue; those that come before `countFromMs` are not counted. */
export function idealQueue(
  contacts: Iterable<SimulatedContact>,
  { agents, targetMs, countFromMs }: { agents: number; targetMs: number; countFromMs: number },
): Ideal {
  const freeAt = new Float64Array(agents);
  let [all, handling, lastAt] = [0, 0, 0];
  let [counted, delayed, waits, inTime] = [0, 0, 0, 0];
  for (const { atMs, handlingMs, patienceMs } of contacts) {
    all++;
    handling += handlingMs;
    lastAt = atMs;
    let first = 0;
    for (let agent = 1; agent < agents; agent++) if (freeAt[agent]! < freeAt[first]!) first = agent;
    const needed = Math.max(0, freeAt[first]! - atMs);
    const isAnswered = needed < patienceMs;
    if (isAnswered) freeAt[first] = atMs + needed + handlingMs;
    if (atMs < countFromMs) continue;
    counted++;
    if (needed > 0) delayed++;
    waits += Math.min(needed, patienceMs);
    if (isAnswered && needed <= targetMs) inTime++;
  }
  return {
    delayed: delayed / counted,
    meanWait: waits / counted,
    serviceLevel: inTime / counted,
    drawn: { arrivals: all / lastAt, handling: handling / all },
  };
}
