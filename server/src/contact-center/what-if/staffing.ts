// Who is there for the queue in a replayed day: the agents as they were, some more or some fewer in some half-hours.
import type { AgentId } from "@tandem/kernel";
import { plainAgent } from "#contact-center/routing";
import type { AgentRouting, QueueRouting } from "#contact-center/routing";
import type { DayChange, SimulatedPresence } from "#contact-center/simulation";
import type { RecordedAgent, RecordedDay } from "./recorded-day.ts";
import { addLasting, joined, without } from "./spans.ts";
import type { Span } from "./spans.ts";

/** So many agents more (or fewer) in the half-hours of these numbers. */
export type StaffingChange = { readonly intervals: readonly number[]; readonly agents: number };

export type StaffedAgent = Pick<RecordedAgent, "routing" | "available" | "away">;

/** Pure. Whoever is added can do all that the queue asks for; whoever is taken away is who was there longest. */
export function staffed(
  { agents, bounds }: Pick<RecordedDay, "agents" | "bounds">,
  changes: readonly StaffingChange[],
  queue: QueueRouting,
): StaffedAgent[] {
  const balance = bounds.slice(1).map(() => 0);
  for (const { intervals, agents: count } of changes)
    for (const index of intervals) balance[index] = (balance[index] ?? 0) + count;
  return [...withFewer(agents, balance, bounds), ...added(balance, bounds, queue)];
}

function withFewer(
  agents: readonly RecordedAgent[],
  balance: readonly number[],
  bounds: readonly number[],
): StaffedAgent[] {
  if (balance.every((count) => count >= 0)) return [...agents];
  const there = agents.map((agent) => {
    const lasting = balance.map(() => 0);
    addLasting(lasting, agent.available, bounds);
    const inAll = lasting.reduce((sum, ms, index) => sum + ((balance[index] ?? 0) < 0 ? ms : 0), 0);
    return { agent, lasting, inAll, gone: [] as Span[] };
  });
  // The same ones in every half-hour, as far as they were there: nobody comes and goes because of it.
  const longest = there.toSorted((a, b) => b.inAll - a.inAll);
  for (const [index, count] of balance.entries()) {
    const span = spanOf(bounds, index);
    const present = longest.filter(({ lasting }) => (lasting[index] ?? 0) > 0);
    for (const { gone } of present.slice(0, Math.max(0, -count))) gone.push(span);
  }
  return there.map(({ agent, gone }) => ({
    routing: agent.routing,
    available: without(agent.available, gone),
    away: without(agent.away, gone),
  }));
}

function added(balance: readonly number[], bounds: readonly number[], queue: QueueRouting): StaffedAgent[] {
  const most = Math.max(0, ...balance);
  return Array.from({ length: most }, (_, number) => {
    const spans = balance.flatMap((count, index) => (count > number ? [spanOf(bounds, index)] : []));
    return { routing: capable(`added-${number}` as AgentId, queue), available: joined(spans), away: [] };
  });
}

function spanOf(bounds: readonly number[], index: number): Span {
  return { from: bounds[index] ?? 0, to: bounds[index + 1] ?? 0 };
}

function capable(agentId: AgentId, { queueId, skills }: QueueRouting): AgentRouting {
  const known = new Map(skills.map(({ skillId, minimum }) => [skillId, minimum]));
  return { ...plainAgent(agentId, [queueId]), skills: known };
}

/** When each agent comes, goes and comes back; who is there when the day ends stays until everybody is served. */
export function dutyChanges(agents: readonly StaffedAgent[], dayEnd: number): DayChange[] {
  const changes = agents.flatMap(({ routing: { agentId }, available, away }) => {
    const spans = [...named(available, "available"), ...named(without(away, available), "away")];
    spans.sort((a, b) => a.from - b.from);
    return spans.flatMap(({ from, to, presence }, n) => {
      const begins: DayChange = { atMs: from, agentId, presence };
      const goesOn = spans[n + 1]?.from === to || to >= dayEnd;
      return goesOn ? [begins] : [begins, { atMs: to, agentId, presence: "offline" } satisfies DayChange];
    });
  });
  return changes.toSorted((a, b) => a.atMs - b.atMs);
}

function named(spans: readonly Span[], presence: SimulatedPresence) {
  return spans.map((span) => ({ ...span, presence }));
}
