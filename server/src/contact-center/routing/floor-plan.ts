// Takes over what a tenant settles: queues, agents and who has a seat where. Costs as much as there are members, and
// happens when somebody changes the configuration, not with each call.
import type { AgentId, QueueId } from "@tandem/kernel";
import type { AgentRouting, QueueRouting } from "./configuration.ts";
import { forget, moveContact, overflowAll, reenter, seatMembers } from "./contacts.ts";
import { observe, settleAgent } from "./matching.ts";
import { callOff } from "./offers.ts";
import { addSeat, poolFor, takeSeats } from "./pools.ts";
import { goesBefore, newAgentEntry, newQueueEntry, setRestTimer } from "./state.ts";
import type { AgentEntry, QueueEntry, Waiting } from "./state.ts";
import type { Step } from "./step.ts";

/** Who waits in the queue stays in line, by the new rules. */
export function configureQueue(step: Step, settings: QueueRouting): void {
  const { state } = step;
  let queue = state.queues.get(settings.queueId);
  if (!queue) {
    queue = newQueueEntry(settings);
    state.queues.set(settings.queueId, queue);
    for (const agent of state.agents.values())
      if (serves(agent.settings, settings.queueId)) join(queue, agent);
  }
  queue.settings = settings;
  queue.offset = state.options.choice === "longest-waiting" ? 0 : settings.targetMs;
  rebuild(step, queue);
}

/** Makes the pools anew, and puts everybody in them who is there. */
function rebuild(step: Step, queue: QueueEntry): void {
  for (const agent of queue.members) takeSeats(agent, (seat) => seat.pool.queue === queue);
  queue.pools.clear();
  queue.rings = [];
  const rings = queue.settings.rings.map((_, ring) => ring);
  for (const ring of [...rings, rings.length]) {
    queue.rings.push(poolFor(queue, undefined, ring, seatMembers));
  }
  for (const waiting of inOrder(queue)) reenter(step, waiting);
  observe(queue, step.now);
}

/** Those in line first, in order; then those who are offered. */
function inOrder(queue: QueueEntry): Waiting[] {
  return [...new Set([...queue.order.values(), ...queue.contacts])];
}

export function removeQueue(step: Step, queueId: QueueId, moveTo: QueueId | undefined): void {
  const { state } = step;
  const queue = state.queues.get(queueId);
  if (!queue) return;
  const other = moveTo === queueId ? undefined : moveTo && state.queues.get(moveTo);
  const contacts = [...queue.contacts].toSorted((a, b) => (goesBefore(a, b) ? -1 : 1));
  state.queues.delete(queueId);
  for (const agent of queue.members) {
    takeSeats(agent, (seat) => seat.pool.queue === queue);
    agent.turns.delete(queue);
  }
  for (const waiting of contacts) forget(step, waiting);
  const agents = contacts.flatMap((waiting) => callOff(step, waiting, "queue-removed"));
  for (const waiting of contacts) {
    if (other) moveContact(step, waiting, other);
    else step.decisions.push({ kind: "refuse", callId: waiting.callId, queueId, because: "queue-removed" });
  }
  for (const agent of agents) settleAgent(step, agent);
}

export function openQueue(step: Step, queueId: QueueId, open: boolean): void {
  const queue = step.state.queues.get(queueId);
  if (!queue || queue.open === open) return;
  queue.open = open;
  if (!open) overflowAll(step, queue, "closed");
}

function serves(agent: AgentRouting, queueId: QueueId): boolean {
  return agent.queueIds.includes(queueId) && !agent.excludedQueueIds.includes(queueId);
}

function join(queue: QueueEntry, agent: AgentEntry): void {
  queue.members.add(agent);
  if (agent.onDuty) queue.onDuty++;
}

/** Live state of an agent who is known is kept; offers that ring go on. */
export function configureAgent(step: Step, settings: AgentRouting): void {
  const { state } = step;
  let agent = state.agents.get(settings.agentId);
  if (!agent) {
    agent = newAgentEntry(settings);
    state.agents.set(settings.agentId, agent);
  }
  const left = leaveQueues(step, agent);
  agent.settings = settings;
  for (const queueId of new Set(settings.queueIds)) {
    const queue = state.queues.get(queueId);
    if (!queue || !serves(settings, queueId)) continue;
    join(queue, agent);
    for (const pool of queue.pools.values()) addSeat(agent, pool);
    observe(queue, step.now);
  }
  settleAgent(step, agent);
  for (const queue of left) if (queue.onDuty === 0) overflowAll(step, queue, "nobody-on-duty");
}

/** Without a seat anywhere; what was kept for the agent goes to all. */
function leaveQueues(step: Step, agent: AgentEntry): QueueEntry[] {
  const left: QueueEntry[] = [];
  takeSeats(agent, () => true);
  for (const queueId of agent.settings.queueIds) {
    const queue = step.state.queues.get(queueId);
    if (!queue?.members.delete(agent)) continue;
    if (agent.onDuty) queue.onDuty--;
    observe(queue, step.now);
    left.push(queue);
  }
  for (const waiting of agent.kept.values()) {
    waiting.keptUntil = step.now;
    reenter(step, waiting);
  }
  return left;
}

/** Phones that ring for the agent stop; their contacts are offered to others. */
export function removeAgent(step: Step, agentId: AgentId): void {
  const agent = step.state.agents.get(agentId);
  if (!agent) return;
  const left = leaveQueues(step, agent);
  step.state.agents.delete(agentId);
  setRestTimer(step.state, agent, undefined);
  agent.onDuty = false;
  const offered = [...agent.offers];
  for (const waiting of offered) {
    waiting.offers.splice(waiting.offers.indexOf(agent), 1);
    const { callId } = waiting;
    step.decisions.push({ kind: "withdraw-offer", callId, agentId, because: "agent-removed" });
    if (waiting.offers.length === 0) reenter(step, waiting);
  }
  agent.offers.length = 0;
  for (const queue of left) if (queue.onDuty === 0) overflowAll(step, queue, "nobody-on-duty");
}
