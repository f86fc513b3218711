// The standard metrics of a contact center, each from sums that were counted: what has nothing to divide by is null.
import type { AgentTimes } from "./agent-times.ts";
import type { SurveySums } from "./report.ts";
import type { Tally } from "./tally.ts";

/** `offered`: all count. `no-short`: short abandons do not. `answered-only`: only answered ones. `removed`: whoever gave up in time counts as served. */
export type ServiceLevelVariant = "offered" | "no-short" | "answered-only" | "removed";

export const serviceLevelVariants: readonly ServiceLevelVariant[] = [
  "offered",
  "no-short",
  "answered-only",
  "removed",
];

function share(part: number, of: number): number | null {
  return of > 0 ? part / of : null;
}

/** Answered within the target, as a share of the contacts that the variant counts, 0 to 1. */
export function serviceLevel(tally: Tally, variant: ServiceLevelVariant): number | null {
  const { offered, answered, answeredInTime, abandonedInTime, shortAbandoned } = tally;
  switch (variant) {
    case "offered":
      return share(answeredInTime, offered);
    case "no-short":
      return share(answeredInTime, offered - shortAbandoned);
    case "answered-only":
      return share(answeredInTime, answered);
    case "removed":
      return share(answeredInTime + abandonedInTime, offered);
    default:
      return variant satisfies never;
  }
}

/** Abandoned of offered, short ones included, 0 to 1. */
export function abandonment(tally: Tally): number | null {
  return share(tally.abandoned, tally.offered);
}

/** As `abandonment`, without short abandons above and below the line. */
export function abandonmentWithoutShort({ abandoned, offered, shortAbandoned }: Tally): number | null {
  return share(abandoned - shortAbandoned, offered - shortAbandoned);
}

/** Average speed of answer: the wait of the answered, ms. */
export function averageSpeedOfAnswer({ answeredWaitMs, answered }: Tally): number | null {
  return share(answeredWaitMs, answered);
}

/** Average handling time: talk, hold and wrap-up of a conversation that is over, ms. */
export function averageHandlingTime({ talkMs, holdMs, wrapUpMs, handled }: Tally): number | null {
  return share(talkMs + holdMs + wrapUpMs, handled);
}

/** First contact resolution: answered callers of known number who did not come again with the same topic, 0 to 1. */
export function firstContactResolution({ identified, repeated }: Tally): number | null {
  return share(identified - repeated, identified);
}

/** Customer satisfaction (CSAT), top two box: answers of 4 or 5 of all answers, 0 to 1. */
export function satisfaction({ topTwo, answers }: SurveySums): number | null {
  return share(topTwo, answers);
}

/** Callers who answered anything of those who were asked, 0 to 1. */
export function responseRate({ responded, asked }: SurveySums): number | null {
  return share(responded, asked);
}

/** Contact time of contact and idle time, by the wall clock, 0 to 1. */
export function occupancy(times: AgentTimes): number | null {
  const contactMs = contactTime(times);
  return share(contactMs, contactMs + times.idleMs);
}

/** Ringing, talking, on hold and wrapping up, ms. */
export function contactTime({ offeredMs, talkingMs, onHoldMs, wrapUpMs }: AgentTimes): number {
  return offeredMs + talkingMs + onHoldMs + wrapUpMs;
}
