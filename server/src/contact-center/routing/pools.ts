// Pools of a queue, and agents' seats in them.
import type { AgentRouting, Requirement, SkillRing } from "./configuration.ts";
import { IndexedHeap } from "./indexed-heap.ts";
import { goesBefore } from "./state.ts";
import type { AgentEntry, Pool, QueueEntry, Seat, Waiting } from "./state.ts";

/** Pools that nobody uses are kept up to this many in a queue: flows ask for the same few sets of skills. */
const keptPools = 64;

/** The pool of a contact after so many rings, made when there is none: the one look over a queue's members. */
export function poolFor(
  queue: QueueEntry,
  own: readonly Requirement[] | undefined,
  ring: number,
  lookOver: (pool: Pool) => void,
): Pool {
  const plain = own === undefined || own.length === 0;
  const known = plain ? queue.rings[ring] : undefined;
  if (known) return known;
  const { skills, rings } = queue.settings;
  const requirements = requirementsOf(skills, own ?? [], rings.slice(0, ring));
  const signature = requirements.map(({ skillId, minimum }) => `${skillId}:${minimum}`).join(" ");
  let pool = queue.pools.get(signature);
  if (!pool) {
    if (queue.pools.size >= keptPools) dropIdle(queue);
    pool = newPool(queue, signature, requirements);
    queue.pools.set(signature, pool);
    lookOver(pool);
  }
  return pool;
}

/** The higher minimum of queue and contact counts; a ring's takes its place. */
function requirementsOf(
  skills: readonly Requirement[],
  own: readonly Requirement[],
  rings: readonly SkillRing[],
): Requirement[] {
  const minimums = new Map(skills.map(({ skillId, minimum }) => [skillId, minimum]));
  for (const { skillId, minimum } of own)
    minimums.set(skillId, Math.max(minimum, minimums.get(skillId) ?? 0));
  for (const { skillId, minimum } of rings.flatMap((ring) => ring.minimums)) {
    if (minimums.has(skillId)) minimums.set(skillId, minimum);
  }
  return [...minimums]
    .map(([skillId, minimum]) => ({ skillId, minimum }))
    .filter(({ minimum }) => minimum > 0)
    .toSorted((a, b) => (a.skillId < b.skillId ? -1 : 1));
}

function newPool(queue: QueueEntry, signature: string, requirements: readonly Requirement[]): Pool {
  return {
    queue,
    signature,
    requirements,
    free: new IndexedHeap<Seat>(seatGoesBefore),
    line: new IndexedHeap<Waiting>(goesBefore),
    standings: { free: 0, offDuty: 0, notReady: 0, busy: 0, resting: 0 },
    users: 0,
  };
}

function seatGoesBefore(a: Seat, b: Seat): boolean {
  if (a.rank !== b.rank) return a.rank < b.rank;
  if (a.tie !== b.tie) return a.tie < b.tie;
  return a.agent.agentId < b.agent.agentId;
}

function dropIdle(queue: QueueEntry): void {
  for (const pool of queue.pools.values()) {
    if (pool.users > 0 || queue.rings.includes(pool)) continue;
    queue.pools.delete(pool.signature);
    for (const agent of queue.members) takeSeats(agent, (seat) => seat.pool === pool);
    return;
  }
}

export function has(agent: AgentRouting, requirements: readonly Requirement[]): boolean {
  return requirements.every(({ skillId, minimum }) => (agent.skills.get(skillId) ?? 0) >= minimum);
}

/** Gives the agent a seat, if the skills suffice; not yet in the order of the free. */
export function addSeat(agent: AgentEntry, pool: Pool): void {
  const { requirements } = pool;
  if (!has(agent.settings, requirements)) return;
  let level = 0;
  for (const { skillId } of requirements) level += agent.settings.skills.get(skillId) ?? 0;
  agent.seats.push({ agent, pool, level, rank: 0, tie: 0, place: -1 });
  pool.standings[agent.standing]++;
}

/** Takes those seats from the agent. */
export function takeSeats(agent: AgentEntry, which: (seat: Seat) => boolean): void {
  const { seats } = agent;
  let kept = 0;
  for (const seat of seats) {
    if (which(seat)) {
      seat.pool.free.remove(seat);
      seat.pool.standings[agent.standing]--;
    } else seats[kept++] = seat;
  }
  seats.length = kept;
}

/** Puts a free agent's seats in the order of their pools, or anew after something in that order changed. */
export function seatAsFree(agent: AgentEntry): void {
  for (const seat of agent.seats) {
    seat.pool.free.remove(seat);
    seatAlone(seat);
  }
}

/** Puts one new seat of a free agent in the order of its pool. */
export function seatAlone(seat: Seat): void {
  rankSeat(seat);
  seat.pool.free.add(seat);
}

export function unseat(agent: AgentEntry): void {
  for (const seat of agent.seats) if (seat.place >= 0) seat.pool.free.remove(seat);
}

function rankSeat(seat: Seat): void {
  const { agent, pool } = seat;
  seat.tie = agent.idleSince;
  switch (pool.queue.settings.strategy) {
    case "longest-idle":
      seat.rank = agent.idleSince;
      break;
    case "least-calls":
      seat.rank = agent.handled;
      break;
    case "most-skilled":
      seat.rank = -seat.level;
      break;
    case "round-robin":
      seat.rank = agent.turns.get(pool.queue) ?? 0;
      seat.tie = 0;
      break;
    default:
      pool.queue.settings.strategy satisfies never;
  }
}
