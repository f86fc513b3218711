// A recorded day once more through the engine: callers come when they came, and what nobody could see is drawn.
import type { AgentId } from "@tandem/kernel";
import type { QueueRouting } from "#contact-center/routing";
import { Random, simulate } from "#contact-center/simulation";
import type { DayChange, SimulatedContact, SimulatedOutcome } from "#contact-center/simulation";
import type { DayCourse } from "./figures.ts";
import { drawPatience, leftByWill } from "./patience.ts";
import type { Patience } from "./patience.ts";
import type { RecordedContact, RecordedDay } from "./recorded-day.ts";
import { joined, without } from "./spans.ts";
import type { Span } from "./spans.ts";
import { dutyChanges } from "./staffing.ts";
import type { StaffedAgent } from "./staffing.ts";

/** A day with whoever is there for it and what its queue asks for; the same for every seed. */
export type Replay = {
  readonly day: RecordedDay;
  readonly queue: QueueRouting;
  readonly agents: readonly StaffedAgent[];
  readonly patience: Patience;
};

type Caller = SimulatedContact & { readonly recorded: RecordedContact };

/** Pure: the course of the day by that seed. Whoever waits still when the day ends gives up then. */
export function replay({ day, queue, agents, patience }: Replay, seed: number): DayCourse {
  const { bounds, ringMs } = day;
  const end = bounds.at(-1) ?? 0;
  const seen: { outcome: SimulatedOutcome; caller: Caller }[] = [];
  simulate({
    queues: [leavingTheQueue(queue)],
    agents: agents.map(({ routing }) => routing),
    contacts: callersOf(day, patience, seed),
    answerMs: Math.round(ringMs),
    changes: [...openChanges(day), ...dutyChanges(agents, end)].toSorted((a, b) => a.atMs - b.atMs),
    onOutcome: (outcome) => seen.push({ outcome, caller: outcome.contact as Caller }),
  });
  const contact = Map.groupBy(
    seen.filter(({ outcome }) => outcome.kind === "answered"),
    ({ outcome }) => outcome.agentId as AgentId,
  );
  return {
    outcomes: seen.map(({ outcome: { atMs, kind }, caller }) => ({
      atMs: caller.atMs,
      // Who asked for a callback had enough of waiting, but is no abandon.
      kind: kind === "abandoned" && caller.recorded.outcome === "callback" ? "flowed-out" : kind,
      waitMs: atMs - caller.atMs,
    })),
    agents: agents.map(({ routing, available }) => {
      const own = contact.get(routing.agentId) ?? [];
      const busy = joined(
        own.map(({ outcome: { atMs }, caller }): Span => {
          return { from: Math.max(caller.atMs, atMs - ringMs), to: atMs + caller.handlingMs };
        }),
      );
      return { contact: busy, idle: without(available, busy) };
    }),
  };
}

/**
 * Handling is as it was; of those whom nobody answered it is one of the others', by chance. Patience is as it was for those
 * who left, and for the rest as that of somebody who had waited as long.
 */
function callersOf(
  { contacts, bounds, queue: { queueId } }: RecordedDay,
  patience: Patience,
  seed: number,
): Caller[] {
  const random = new Random(seed);
  const end = bounds.at(-1) ?? 0;
  const known = contacts.flatMap(({ handlingMs }) => handlingMs ?? []);
  return contacts.map((recorded) => {
    const { atMs, waitMs } = recorded;
    // Drawn before anything is run, used or not: a caller has the same luck whatever is changed.
    const handled = known[Math.floor(random.uniform() * known.length)] ?? 0;
    const drawn = drawPatience(patience, waitMs, random);
    const patienceMs = leftByWill(recorded) ? waitMs : Math.min(drawn, Math.max(end - atMs, waitMs));
    return { atMs, queueId, handlingMs: recorded.handlingMs ?? handled, patienceMs, recorded };
  });
}

/** Wherever a caller is sent, the queue is left: what happens there is not part of it. */
function leavingTheQueue(queue: QueueRouting): QueueRouting {
  const away = { kind: "voicemail" } as const;
  return { ...queue, overflow: queue.overflow.map(({ when }) => ({ when, to: away })) };
}

function openChanges({ open, queue, bounds }: RecordedDay): DayChange[] {
  const { queueId } = queue;
  const begin = bounds[0] ?? 0;
  return [
    { atMs: begin, queueId, open: false },
    ...open.flatMap(({ from, to }) => [
      { atMs: from, queueId, open: true },
      { atMs: to, queueId, open: false },
    ]),
  ];
}
