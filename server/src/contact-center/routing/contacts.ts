// A contact comes into a queue, and what waiting does to it: kept for its last agent, asked fewer skills of,
// sent on to where the queue overflows. Offers are in offers.ts.
//
// contact | means                                      | leaves by
// --------+--------------------------------------------+------------------------------------------------------
// waiting | in its pool's line                         | an offer, contact-left, overflow, queue-removed
// kept    | in the line of the agent it spoke with last | the same, the limit, the agent's end of work
// offered | phones are rung for it                     | offer-accepted, the last offer-failed, contact-left
import type { QueueId } from "@tandem/kernel";
import type { OverflowRule } from "./configuration.ts";
import type { Contact } from "./decisions.ts";
import { estimatedWaitMs } from "./estimated-wait.ts";
import { explain } from "./explain.ts";
import { leaveLine, observe, release, settleContact } from "./matching.ts";
import { addSeat, poolFor, seatAlone } from "./pools.ts";
import { goesBefore, setContactTimer } from "./state.ts";
import type { AgentEntry, Pool, QueueEntry, Waiting } from "./state.ts";
import type { Step } from "./step.ts";

export function queueContact(step: Step, contact: Contact): void {
  const { state, decisions } = step;
  const { callId, queueId, number } = contact;
  if (state.contacts.has(callId)) return;
  if (number !== undefined && state.blocked.has(number))
    return void decisions.push({ kind: "refuse", callId, queueId, because: "blocked-number" });
  const queue = state.queues.get(queueId);
  if (!queue) return void decisions.push({ kind: "refuse", callId, queueId, because: "unknown-queue" });
  const enteredAt = contact.enteredAt ?? contact.queuedAt;
  const isBack = contact.enteredAt !== undefined;
  enterQueue(step, { contact, queue, visited: [queueId], enteredAt, isBack });
  const waiting = state.contacts.get(callId);
  if (isBack && waiting) makeUpForWait(step, waiting);
}

/** What became due while nobody looked is done this much later, when the process that comes back can do it. */
const catchUpMs = 5000;

function makeUpForWait({ state, now }: Step, waiting: Waiting): void {
  const { queue, enteredAt, timer } = waiting;
  const isDue = queue.settings.overflow.some(
    ({ when }) => when.kind === "wait" && now - enteredAt >= when.overMs,
  );
  const at = now + catchUpMs;
  if (isDue && (timer?.at ?? Infinity) > at) setContactTimer(state, waiting, at);
}

type Entry = {
  readonly contact: Contact;
  readonly queue: QueueEntry;
  readonly visited: readonly QueueId[];
  readonly enteredAt: number;
  /** It was in this queue before. */
  readonly isBack?: boolean;
};

function enterQueue(step: Step, entry: Entry): void {
  const { state } = step;
  const { contact, queue } = entry;
  const rule = entry.isBack ? undefined : overflowAtEntry(step, entry);
  if (rule) return overflow(step, entry, rule);
  const waiting = newWaiting(step, entry);
  state.contacts.set(contact.callId, waiting);
  waiting.pool.users++;
  queue.contacts.add(waiting);
  keepForLastAgent(step, waiting);
  if (settleContact(step, waiting)) return;
  const position = queue.order.rank(waiting.key, waiting.sequence) + 1;
  const why = explain(step, waiting, 0);
  step.decisions.push({ kind: "wait", callId: contact.callId, queueId: queue.queueId, position, why });
  armTimer(step, waiting);
}

function newWaiting(step: Step, { contact, queue, visited, enteredAt }: Entry): Waiting {
  const { state, now } = step;
  const important = contact.number === undefined ? 0 : (state.important.get(contact.number) ?? 0);
  const { priority, priorityStepMs } = queue.settings;
  const ring = ringAt(queue, now - enteredAt);
  return {
    callId: contact.callId,
    contact,
    queue,
    pool: poolFor(queue, contact.skills, ring, seatMembers),
    ring,
    key: contact.queuedAt - (contact.priority + priority + important) * priorityStepMs,
    sequence: state.sequence++,
    enteredAt,
    keptFor: undefined,
    keptUntil: 0,
    stood: false,
    node: undefined,
    offers: [],
    visited,
    timer: undefined,
    place: -1,
  };
}

/** Rings that have begun after that wait. */
function ringAt(queue: QueueEntry, waitedMs: number): number {
  const { rings } = queue.settings;
  let ring = 0;
  while (ring < rings.length && waitedMs >= (rings[ring]?.afterMs ?? Infinity)) ring++;
  return ring;
}

/** Seats for the members of a queue in a pool that is new; the free among them stand in its order. */
export function seatMembers(pool: Pool): void {
  for (const agent of pool.queue.members) {
    const before = agent.seats.length;
    addSeat(agent, pool);
    const seat = agent.seats[before];
    if (seat && agent.standing === "free") seatAlone(seat);
  }
}

function keepForLastAgent({ state, now }: Step, waiting: Waiting): void {
  const { contact, queue } = waiting;
  const { lastAgentMs } = queue.settings;
  if (lastAgentMs === 0 || contact.lastAgentId === undefined) return;
  const until = waiting.enteredAt + lastAgentMs;
  const agent = state.agents.get(contact.lastAgentId);
  const isAtWork = agent?.standing === "free" || agent?.standing === "busy";
  if (!isAtWork || until <= now || !isSeated(agent, waiting.pool)) return;
  waiting.keptFor = agent;
  waiting.keptUntil = until;
}

/** The next time at which waiting alone changes something for the contact. */
function armTimer({ state, now }: Step, waiting: Waiting): void {
  const { queue, enteredAt } = waiting;
  const dues = queue.settings.overflow.flatMap(({ when }) =>
    when.kind === "wait" ? [enteredAt + when.overMs] : [],
  );
  const ring = queue.settings.rings[waiting.ring];
  if (ring) dues.push(enteredAt + ring.afterMs);
  if (waiting.keptFor) dues.push(waiting.keptUntil);
  // A rule that was due and led nowhere is not due again.
  const at = Math.min(...dues.filter((due) => due > now));
  setContactTimer(state, waiting, at === Infinity ? undefined : at);
}

/** Their time has come. One that is being offered is looked at again when the offer fails. */
export function contactsAreDue(step: Step, contacts: Waiting[]): void {
  for (const waiting of contacts) waiting.timer = undefined;
  if (contacts.length > 1) contacts.sort((a, b) => (goesBefore(a, b) ? -1 : 1));
  for (const waiting of contacts) if (waiting.offers.length === 0) lookAgain(step, waiting);
}

/** Overflows, lowers the skills, or ends the keeping, as the wait has it; then offers or waits on. */
export function lookAgain(step: Step, waiting: Waiting): void {
  const { queue } = waiting;
  const waitedMs = step.now - waiting.enteredAt;
  const rule = queue.settings.overflow.find(({ when }) => when.kind === "wait" && waitedMs >= when.overMs);
  if (rule && canOverflow(step, waiting, rule)) {
    forget(step, waiting);
    return overflow(step, waiting, rule);
  }
  widenTo(step, waiting, ringAt(queue, waitedMs));
  const { keptFor } = waiting;
  const isKeptNoMore = keptFor && (waiting.keptUntil <= step.now || !isSeated(keptFor, waiting.pool));
  if (isKeptNoMore) release(step, waiting);
  const again: Step = isKeptNoMore ? { ...step, trigger: "last-agent-not-free" } : step;
  if (!settleContact(again, waiting)) armTimer(step, waiting);
}

/** Into the pool of that ring. */
function widenTo(step: Step, waiting: Waiting, ring: number): void {
  if (ring === waiting.ring) return;
  leaveLine(step, waiting);
  waiting.ring = ring;
  waiting.pool.users--;
  waiting.pool = poolFor(waiting.queue, waiting.contact.skills, ring, seatMembers);
  waiting.pool.users++;
}

function isSeated(agent: AgentEntry, pool: Pool): boolean {
  return agent.seats.some((seat) => seat.pool === pool);
}

/** After the queue's pools or the agent it was kept for changed: where it belongs now. */
export function reenter(step: Step, waiting: Waiting): void {
  leaveLine(step, waiting);
  waiting.pool.users--;
  waiting.ring = ringAt(waiting.queue, step.now - waiting.enteredAt);
  waiting.pool = poolFor(waiting.queue, waiting.contact.skills, waiting.ring, seatMembers);
  waiting.pool.users++;
  if (waiting.offers.length === 0) lookAgain(step, waiting);
}

function overflowAtEntry(step: Step, entry: Entry): OverflowRule | undefined {
  const { settings, order, estimate, onDuty, open } = entry.queue;
  if (settings.overflow.length === 0) return undefined;
  return settings.overflow.find((rule) => {
    if (!canOverflow(step, entry, rule)) return false;
    const { when } = rule;
    switch (when.kind) {
      case "closed":
        return !open;
      case "nobody-on-duty":
        return onDuty === 0;
      case "size":
        return order.size >= when.from;
      case "estimated-wait":
        observe(entry.queue, step.now);
        return order.size > 0 && (estimatedWaitMs(estimate, order.size) ?? Infinity) > when.overMs;
      case "wait":
        return false;
      default:
        return when satisfies never;
    }
  });
}

/** Into no queue twice, and into none that is not there. */
function canOverflow(
  { state }: Step,
  { contact, visited }: Pick<Waiting, "contact" | "visited">,
  { to }: OverflowRule,
): boolean {
  if (contact.stays) return false;
  return to.kind !== "queue" || (state.queues.has(to.queueId) && !visited.includes(to.queueId));
}

function overflow(
  step: Step,
  from: Pick<Waiting, "contact" | "queue" | "visited">,
  { to, when }: OverflowRule,
): void {
  const { contact, queue, visited } = from;
  const { callId } = contact;
  step.decisions.push({ kind: "overflow", callId, queueId: queue.queueId, to, because: when.kind });
  const next = to.kind === "queue" ? step.state.queues.get(to.queueId) : undefined;
  if (next) moveContact(step, { contact, visited }, next);
}

/** Into another queue, with the time it has waited. */
export function moveContact(step: Step, from: Pick<Waiting, "contact" | "visited">, queue: QueueEntry): void {
  const contact = { ...from.contact, queueId: queue.queueId };
  enterQueue(step, { contact, queue, visited: [...from.visited, queue.queueId], enteredAt: step.now });
}

/** The last agent went off duty, or the queue closed: those who wait go where the rule says. */
export function overflowAll(step: Step, queue: QueueEntry, because: "nobody-on-duty" | "closed"): void {
  const rule = queue.settings.overflow.find(({ when }) => when.kind === because);
  if (!rule) return;
  for (const waiting of queue.order.values()) {
    if (!canOverflow(step, waiting, rule)) continue;
    forget(step, waiting);
    overflow(step, waiting, rule);
  }
}

/** Takes a contact out of everything but its agents' offers. */
export function forget(step: Step, waiting: Waiting): void {
  const { state } = step;
  leaveLine(step, waiting);
  waiting.keptFor = undefined;
  setContactTimer(state, waiting, undefined);
  waiting.queue.contacts.delete(waiting);
  waiting.pool.users--;
  state.contacts.delete(waiting.callId);
}
