// A day that has been, made by the simulator with callers whose patience is known: what a replay of it should come near to.
import type { AgentId, QueueId } from "@tandem/kernel";
import { plainAgent, plainQueue } from "#contact-center/routing";
import type { QueueRouting } from "#contact-center/routing";
import { simulate, syntheticContacts, until } from "#contact-center/simulation";
import type { SimulatedOutcome } from "#contact-center/simulation";
import type { RecordedDay } from "../recorded-day.ts";
import type { Span } from "../spans.ts";
import { dutyChanges } from "../staffing.ts";

export const queueId = "service" as QueueId;
const hourMs = 3_600_000;

export type MadeDay = {
  readonly perHour: number;
  readonly hours: number;
  readonly handlingMs: number;
  readonly patienceMs: number;
  /** When each agent is there, in hours. */
  readonly shifts: readonly (readonly [from: number, to: number])[];
  readonly seed: number;
  readonly queue?: Partial<QueueRouting>;
};

/** From hour 0 on; half-hours until all have left. */
export function madeDay({ shifts, hours, seed, queue: more, ...traffic }: MadeDay): RecordedDay {
  const queue = { ...plainQueue(queueId), ...more };
  const bounds = Array.from({ length: hours * 2 + 5 }, (_, n) => (n * hourMs) / 2);
  const agents = shifts.map(([from, to], n) => ({
    routing: plainAgent(`agent-${n}` as AgentId, [queueId]),
    available: [{ from: from * hourMs, to: to * hourMs }],
    away: [],
  }));
  const seen: SimulatedOutcome[] = [];
  const { perHour, handlingMs, patienceMs } = traffic;
  const mean = { queueId, perSecond: perHour / 3600, handlingMs, patienceMs };
  simulate({
    queues: [queue],
    agents: agents.map(({ routing }) => routing),
    contacts: until(syntheticContacts([mean], seed), { atMs: hours * hourMs }),
    changes: dutyChanges(agents, bounds.at(-1) ?? 0),
    onOutcome: (outcome) => seen.push(outcome),
  });
  const busy = (agentId: AgentId): Span[] =>
    seen
      .filter((outcome) => outcome.agentId === agentId)
      .map(({ atMs, contact }) => ({ from: atMs, to: atMs + contact.handlingMs }));
  return {
    queue,
    bounds,
    contacts: seen
      .map(({ contact, kind: outcome, atMs }) => ({
        atMs: contact.atMs,
        outcome,
        waitMs: atMs - contact.atMs,
        handlingMs: outcome === "answered" ? contact.handlingMs : undefined,
      }))
      .toSorted((a, b) => a.atMs - b.atMs),
    agents: agents.map((agent) => ({ ...agent, contact: busy(agent.routing.agentId) })),
    ringMs: 0,
    open: [{ from: 0, to: bounds.at(-1) ?? 0 }],
  };
}
