// The routing engine of one tenant: who waits, who could answer, and who is offered to whom. Pure and
// deterministic: no clock, no randomness, no I/O. What each input may cost: the logarithm of how many agents and
// contacts there are, for each pool that the agent it is about has a seat in.
import { assertNever } from "@tandem/kernel";
import type { AgentId, CallId } from "@tandem/kernel";
import { contactsAreDue, overflowAll, queueContact } from "./contacts.ts";
import type { RoutingDecision, RoutingInput, Trigger } from "./decisions.ts";
import { estimatedWaitMs } from "./estimated-wait.ts";
import { configureAgent, configureQueue, openQueue, removeAgent, removeQueue } from "./floor-plan.ts";
import { observe, settleAgent } from "./matching.ts";
import { contactAssigned, contactLeft, offerAccepted, offerFailed } from "./offers.ts";
import { seatAsFree } from "./pools.ts";
import type { AgentEntry, QueueEntry, RoutingState, Waiting } from "./state.ts";
import type { Step } from "./step.ts";

const triggers: Readonly<Record<RoutingInput["kind"], Trigger>> = {
  "queue-configured": "configuration",
  "queue-removed": "configuration",
  "queue-opened": "configuration",
  "agent-configured": "configuration",
  "agent-removed": "configuration",
  "lists-configured": "configuration",
  "agent-changed": "agent-came-free",
  "day-began": "configuration",
  "contact-queued": "contact-came",
  "contact-left": "agent-came-free",
  "contact-assigned": "contact-came",
  "offer-accepted": "agent-came-free",
  "offer-failed": "offer-failed",
  time: "agent-came-free",
};

/** Changes the state, and says what is to be done. What was due by `now` happens first; `now` never goes back. */
export function stepRouting(state: RoutingState, input: RoutingInput, now: number): RoutingDecision[] {
  const decisions: RoutingDecision[] = [];
  runTimers(state, now, decisions);
  apply({ state, now, decisions, trigger: triggers[input.kind] }, input);
  return decisions;
}

/** When time alone changes something; undefined when it does not. */
export function nextWakeAt(state: RoutingState): number | undefined {
  return state.timers.first?.at;
}

/** Whether this agent's phone should be ringing for that call. */
export function isOffered(state: RoutingState, callId: CallId, agentId: AgentId): boolean {
  return state.contacts.get(callId)?.offers.some((agent) => agent.agentId === agentId) ?? false;
}

export type WaitOutlook = {
  /** From 1: the next to be served. */
  readonly position: number;
  /** Undefined when nobody is on duty. */
  readonly estimatedWaitMs: number | undefined;
};

/** What a waiting caller can be told; undefined for a contact that waits no more. */
export function waitOutlook(state: RoutingState, callId: CallId, now: number): WaitOutlook | undefined {
  const waiting = state.contacts.get(callId);
  if (!waiting) return undefined;
  const { queue, key, sequence } = waiting;
  observe(queue, now);
  const ahead = queue.order.rank(key, sequence);
  return { position: ahead + 1, estimatedWaitMs: estimatedWaitMs(queue.estimate, ahead) };
}

/** Contacts that are due at one time are looked at in the order of their lines. */
function runTimers(state: RoutingState, now: number, decisions: RoutingDecision[]): void {
  const contacts: Waiting[] = [];
  const agents: AgentEntry[] = [];
  for (let timer = state.timers.first; timer && timer.at <= now; timer = state.timers.first) {
    state.timers.remove(timer);
    if (timer.contact) contacts.push(timer.contact);
    if (timer.agent) agents.push(timer.agent);
  }
  if (contacts.length > 0) {
    contactsAreDue({ state, now, decisions, trigger: "skills-lowered" }, contacts);
  }
  for (const agent of agents) {
    agent.rest = undefined;
    settleAgent({ state, now, decisions, trigger: "agent-came-free" }, agent);
  }
}

function apply(step: Step, input: RoutingInput): void {
  switch (input.kind) {
    case "queue-configured":
      return configureQueue(step, input.queue);
    case "queue-removed":
      return removeQueue(step, input.queueId, input.moveTo);
    case "queue-opened":
      return openQueue(step, input.queueId, input.open);
    case "agent-configured":
      return configureAgent(step, input.agent);
    case "agent-removed":
      return removeAgent(step, input.agentId);
    case "lists-configured":
      step.state.important = input.important;
      step.state.blocked = input.blocked;
      return;
    case "agent-changed":
      return agentChanged(step, input);
    case "day-began":
      return dayBegan(step);
    case "contact-queued":
      return queueContact(step, input.contact);
    case "contact-left":
      return contactLeft(step, input);
    case "contact-assigned":
      return contactAssigned(step, input.callId, input.agentId);
    case "offer-accepted":
      return offerAccepted(step, input.callId, input.agentId);
    case "offer-failed":
      return offerFailed(step, input.callId, input.agentId);
    case "time":
      return;
    default:
      assertNever(input);
  }
}

function agentChanged(step: Step, input: Extract<RoutingInput, { kind: "agent-changed" }>): void {
  const agent = step.state.agents.get(input.agentId);
  if (!agent) return;
  if (agent.serving && input.load < agent.load) {
    const { estimate } = agent.serving.queue;
    estimate.handled++;
    estimate.handledMs += step.now - agent.serving.since;
    agent.serving = undefined;
  }
  const { load, ready, idleSince, onDuty } = input;
  const dutyChanged = onDuty !== agent.onDuty;
  const orderChanged = agent.standing === "free" && idleSince !== agent.idleSince;
  Object.assign(agent, { load, ready, onDuty, idleSince });
  if (dutyChanged) countDuty(step, agent);
  settleAgent(step, agent, orderChanged);
  if (dutyChanged && !onDuty) {
    for (const queue of queuesOf(step.state, agent))
      if (queue.onDuty === 0) overflowAll(step, queue, "nobody-on-duty");
  }
}

function queuesOf(state: RoutingState, agent: AgentEntry): QueueEntry[] {
  const queues = agent.settings.queueIds.map((queueId) => state.queues.get(queueId));
  return [...new Set(queues)].filter((queue) => queue?.members.has(agent) === true) as QueueEntry[];
}

function countDuty(step: Step, agent: AgentEntry): void {
  for (const queue of queuesOf(step.state, agent)) {
    queue.onDuty += agent.onDuty ? 1 : -1;
    observe(queue, step.now);
  }
}

function dayBegan({ state }: Step): void {
  for (const agent of state.agents.values()) {
    agent.handled = 0;
    if (agent.standing === "free") seatAsFree(agent);
  }
}
