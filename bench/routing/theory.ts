// Simulated waits beside those of theory, over a table of staffing points with a million contacts each.
import type { AgentId, QueueId } from "@tandem/kernel";
import { plainAgent, plainQueue } from "../../server/src/contact-center/routing/index.ts";
import { simulate, syntheticContacts, until } from "../../server/src/contact-center/simulation/index.ts";
import { idealQueue } from "./ideal-queue.ts";
import type { Ideal, Shares } from "./ideal-queue.ts";
import { standardErrors, theoryOf } from "./standard-error.ts";
import type { Queueing } from "./standard-error.ts";

/** Agents, and the share of their time that callers would fill; the first ones are those of a quick run. */
const points: readonly (readonly [agents: number, load: number])[] = [
  [10, 0.8],
  [1, 0.5],
  [5, 0.95],
  [20, 0.9],
  [3, 0.7],
  [1, 0.7],
  [1, 0.9],
  [1, 0.95],
  [2, 0.6],
  [2, 0.8],
  [3, 0.9],
  [4, 0.8],
  [6, 0.75],
  [8, 0.85],
  [10, 0.95],
  [12, 0.8],
  [15, 0.9],
  [20, 0.95],
  [30, 0.9],
  [50, 0.95],
];
const contactsPerPoint = 1_000_000;
const warmUpContacts = 20_000;
const handlingMs = 180_000;
const patienceMs = 120_000;
const queueId = "queue" as QueueId;
const measures = ["delayed", "meanWait", "serviceLevel"] as const;
type Kind = "c" | "a";

/** How far the simulator may be from theory, %. */
export const toleratedPct: Readonly<Record<Kind, number>> = { c: 2, a: 3 };
/** Past so many standard errors it is not chance: one of 120 differences gets there in a run of eighteen. */
export const toleratedErrors = 3.5;

export type Theory = {
  /** The largest difference, %, where what is tolerated is three standard errors or more: elsewhere it says nothing. */
  readonly plainPct: Readonly<Record<Kind, number>>;
  readonly decidable: number;
  readonly undecidable: number;
  /** The largest of all differences, in standard errors. */
  readonly standardErrors: number;
  /** The largest of all differences with the ideal queue as control variate, %. */
  readonly controlledPct: Readonly<Record<Kind, number>>;
  readonly contactsPerSecond: number;
};

/** The first so many points, without and with impatience; the largest difference of delayed, mean wait and service level. */
export function compareWithTheory(count: number, seed: number, say: (line: string) => void): Theory {
  const [controlledPct, plainPct] = [
    { c: 0, a: 0 },
    { c: 0, a: 0 },
  ];
  let [contacts, processorUs, most] = [0, 0, 0];
  let [decidable, undecidable] = [0, 0];
  say("differences from theory of delayed / mean wait / service level, % (± one standard error)");
  for (const [index, [agents, load]] of points.slice(0, count).entries()) {
    for (const kind of ["c", "a"] as const) {
      const point = comparePoint(agents, load, kind, seed * 100 + index);
      controlledPct[kind] = Math.max(controlledPct[kind], ...point.controlled);
      for (const [n, each] of point.plain.entries()) {
        const chance = point.chance[n] ?? 0;
        most = Math.max(most, each / chance);
        if (3 * chance > toleratedPct[kind]) undecidable++;
        else {
          decidable++;
          plainPct[kind] = Math.max(plainPct[kind], each);
        }
      }
      contacts += contactsPerPoint + warmUpContacts;
      processorUs += point.tookUs;
      const plain = point.plain.map((each, n) => `${each.toFixed(2)} ± ${point.chance[n]?.toFixed(2)}`);
      const controlled = point.controlled.map((each) => each.toFixed(3));
      say(
        `Erlang ${kind.toUpperCase()}, ${agents} agents at ${load}: ${plain.join(" / ")}; controlled ${controlled.join(" / ")}`,
      );
    }
  }
  return {
    plainPct,
    decidable,
    undecidable,
    standardErrors: most,
    controlledPct,
    contactsPerSecond: contacts / (processorUs / 1e6),
  };
}

/**
 * Two comparisons of one run. As it came: with theory for the rates that these contacts were drawn with, beside the
 * standard error of that. Controlled: the ideal queue was fed with the same contacts, and what chance did to it, known
 * because its mean is theory's, is taken off what the engine gave.
 */
function comparePoint(agents: number, load: number, kind: Kind, seed: number) {
  const perSecond = (agents * load * 1000) / handlingMs;
  const patience = kind === "a" ? patienceMs : undefined;
  const traffic = { queueId, perSecond, handlingMs, ...(patience !== undefined && { patienceMs: patience }) };
  const contacts = () =>
    until(syntheticContacts([traffic], seed), { count: warmUpContacts + contactsPerPoint });
  const countFromMs = (warmUpContacts / perSecond) * 1000;
  const plain = plainQueue(queueId);
  const { shares, tookUs } = simulated(agents, countFromMs, contacts());
  const ideal = idealQueue(contacts(), { agents, targetMs: plain.targetMs, countFromMs });
  const queueing: Queueing = {
    arrivals: perSecond / 1000,
    handling: handlingMs,
    agents,
    patience,
    target: plain.targetMs,
  };
  return { ...differences(shares, ideal, queueing), tookUs };
}

function simulated(
  agents: number,
  countFromMs: number,
  contacts: Parameters<typeof simulate>[0]["contacts"],
) {
  const before = process.cpuUsage();
  const result = simulate({
    queues: [plainQueue(queueId)],
    agents: Array.from({ length: agents }, (_, n) => plainAgent(`agent-${n}` as AgentId, [queueId])),
    contacts,
    countFromMs,
  });
  const { user, system } = process.cpuUsage(before);
  const queue = result.queues.get(queueId);
  if (!queue) throw new Error("the queue has no result");
  const shares: Shares = {
    delayed: queue.delayed / queue.offered,
    meanWait: queue.waitMs / queue.offered,
    serviceLevel: queue.withinTarget / queue.offered,
  };
  return { shares, tookUs: user + system };
}

/** In % of what theory says, in the order of `measures`. */
function differences(shares: Shares, ideal: Ideal, queueing: Queueing) {
  const theory = theoryOf(queueing);
  const drawn = theoryOf({ ...queueing, ...ideal.drawn });
  const errors = standardErrors(queueing, contactsPerPoint);
  const each = (one: (key: keyof Shares) => number) => measures.map((key) => Math.abs(one(key)) * 100);
  return {
    plain: each((key) => shares[key] / drawn[key] - 1),
    controlled: each((key) => (shares[key] - ideal[key]) / theory[key]),
    chance: each((key) => errors[key] / theory[key]),
  };
}
