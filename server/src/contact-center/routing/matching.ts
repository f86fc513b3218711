// Brings a free agent and a waiting contact together: the best agent for a contact that came, the most urgent
// contact for an agent who came free. Either costs the logarithm of how many stand in the heaps it touches.
//
// standing | means                                   | leaves by
// ---------+-----------------------------------------+---------------------------------------------
// offDuty  | not signed in                           | agent-changed
// notReady | signed in, away or without a phone      | agent-changed
// busy     | as many contacts or offers as can be    | offer-failed, contact-left, agent-changed
// resting  | let an offer pass a moment ago          | time
// free     | can be offered a contact                | an offer, agent-changed
import type { CallId } from "@tandem/kernel";
import type { Explanation } from "./decisions.ts";
import { observeQueue } from "./estimated-wait.ts";
import { explain, noContacts } from "./explain.ts";
import type { IndexedHeap } from "./indexed-heap.ts";
import { seatAsFree, unseat } from "./pools.ts";
import { goesBefore, urgency } from "./state.ts";
import type { AgentEntry, QueueEntry, Standing, Waiting } from "./state.ts";
import type { Step } from "./step.ts";

const namedContacts = 3;

function standingOf(agent: AgentEntry, now: number): Standing {
  if (!agent.onDuty) return "offDuty";
  if (agent.load + agent.offers.length >= agent.settings.capacity) return "busy";
  if (!agent.ready) return "notReady";
  return agent.restUntil > now ? "resting" : "free";
}

/** Notes what the agent can do now; true when that is something else than before. */
function noteStanding(agent: AgentEntry, now: number): boolean {
  const before = agent.standing;
  const standing = standingOf(agent, now);
  if (standing === before) return false;
  agent.standing = standing;
  for (const seat of agent.seats) {
    seat.pool.standings[before]--;
    seat.pool.standings[standing]++;
  }
  if (before === "free") unseat(agent);
  return true;
}

/** After anything about an agent changed: gives a free one what is most urgent, or a seat among the free. */
export function settleAgent(step: Step, agent: AgentEntry, orderChanged = true): void {
  const changed = noteStanding(agent, step.now);
  if (agent.standing === "offDuty" || agent.standing === "notReady") releaseKept(step, agent);
  while (agent.standing === "free") {
    const waiting = mostUrgent(agent);
    if (!waiting) break;
    const strategy = waiting.keptFor === agent ? "last-agent" : undefined;
    offer(step, waiting, agent, explain(step, waiting, 0, strategy, behind(agent, waiting)));
  }
  if (agent.standing === "free" && (changed || orderChanged)) seatAsFree(agent);
}

/** Of the heads of the lines that the agent could serve. */
function mostUrgent(agent: AgentEntry): Waiting | undefined {
  let best = agent.kept.first;
  for (const seat of agent.seats) {
    const head = seat.pool.line.first;
    if (head && (!best || isMoreUrgent(head, best))) best = head;
  }
  return best;
}

/** The heads of the other lines, the most urgent first, at most a few. */
function behind(agent: AgentEntry, chosen: Waiting): readonly CallId[] {
  const heads: Waiting[] = [];
  for (const seat of agent.seats) {
    const head = seat.pool.line.first;
    if (head && head !== chosen) heads.push(head);
  }
  if (heads.length === 0) return noContacts;
  heads.sort((a, b) => (isMoreUrgent(a, b) ? -1 : 1));
  return heads.slice(0, namedContacts).map((waiting) => waiting.callId);
}

function isMoreUrgent(a: Waiting, b: Waiting): boolean {
  if (a.queue === b.queue) return goesBefore(a, b);
  const [first, second] = [urgency(a), urgency(b)];
  return first < second || (first === second && a.sequence < b.sequence);
}

/** Offers a contact to the best agents who are free; otherwise it stands in line. True when it was offered. */
export function settleContact(step: Step, waiting: Waiting): boolean {
  const { pool, queue, keptFor } = waiting;
  if (keptFor) return settleKept(step, waiting, keptFor);
  const atOnce = waiting.contact.ringsOne ? 1 : Math.max(1, queue.settings.ringAtOnce);
  const taken = Math.min(atOnce, pool.free.size);
  if (taken === 0) {
    standInLine(step, waiting, pool.line);
    return false;
  }
  const why = explain(step, waiting, taken);
  // Chosen before the first offer: who can take two contacts stays among the free.
  const seats = taken === 1 ? [pool.free.first] : pool.free.best(taken);
  for (const seat of seats) if (seat) offer(step, waiting, seat.agent, why);
  return true;
}

function settleKept(step: Step, waiting: Waiting, agent: AgentEntry): boolean {
  if (agent.standing !== "free") {
    standInLine(step, waiting, agent.kept);
    return false;
  }
  const why = explain(step, waiting, 0, "last-agent");
  const nextAgents = why.nextAgents.filter((agentId) => agentId !== agent.agentId);
  offer(step, waiting, agent, { ...why, nextAgents });
  return true;
}

/** Who is not at work blocks nobody: what was kept for the agent goes to all. */
function releaseKept(step: Step, agent: AgentEntry): void {
  for (let waiting = agent.kept.first; waiting; waiting = agent.kept.first) {
    release(step, waiting);
    settleContact({ ...step, trigger: "last-agent-not-free" }, waiting);
  }
}

/** The contact is no longer kept for its last agent, and in no line until it is settled. */
export function release(step: Step, waiting: Waiting): void {
  if (!waiting.keptFor) return;
  leaveLine(step, waiting);
  waiting.keptFor = undefined;
}

/** Takes the contact out of its line, and has the agent rung for it. */
export function offer(step: Step, waiting: Waiting, agent: AgentEntry, why: Explanation): void {
  leaveLine(step, waiting);
  waiting.offers.push(agent);
  agent.offers.push(waiting);
  agent.turns.set(waiting.queue, ++waiting.queue.turns);
  if (!noteStanding(agent, step.now) && agent.standing === "free") seatAsFree(agent);
  const { callId, queue } = waiting;
  step.decisions.push({ kind: "offer", callId, agentId: agent.agentId, queueId: queue.queueId, why });
}

function standInLine(step: Step, waiting: Waiting, line: IndexedHeap<Waiting>): void {
  if (line.has(waiting)) return;
  line.add(waiting);
  waiting.stood = true;
  waiting.node = waiting.queue.order.add(waiting, waiting.key, waiting.sequence);
  observe(waiting.queue, step.now);
}

/** Out of the line, or of the agent's it is kept for; it stays of its pool and queue. */
export function leaveLine(step: Step, waiting: Waiting): void {
  if (waiting.place < 0) return;
  waiting.pool.line.remove(waiting);
  waiting.keptFor?.kept.remove(waiting);
  if (waiting.node) waiting.queue.order.remove(waiting.node);
  waiting.node = undefined;
  observe(waiting.queue, step.now);
}

/** The agent is no longer rung for this contact. */
export function endOffer(waiting: Waiting, agent: AgentEntry): void {
  waiting.offers.splice(waiting.offers.indexOf(agent), 1);
  agent.offers.splice(agent.offers.indexOf(waiting), 1);
}

/** Tells the estimate who waits and who works from now on. */
export function observe(queue: QueueEntry, now: number): void {
  observeQueue(queue.estimate, queue.order.size, queue.onDuty, now);
}
