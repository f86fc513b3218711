// What becomes of an offer: accepted, failed, or taken back because the contact is gone.
import type { AgentId, CallId } from "@tandem/kernel";
import { forget, lookAgain } from "./contacts.ts";
import { endOffer, offer, release, settleAgent } from "./matching.ts";
import { explain } from "./explain.ts";
import { setRestTimer } from "./state.ts";
import type { AgentEntry, Waiting } from "./state.ts";
import type { Step } from "./step.ts";

export function contactLeft(
  step: Step,
  { callId, willReturn }: { readonly callId: CallId; readonly willReturn?: true },
): void {
  const waiting = step.state.contacts.get(callId);
  if (!waiting) return;
  if (!willReturn) waiting.queue.estimate.abandoned++;
  forget(step, waiting);
  withdrawOffers(step, waiting, "contact-left");
}

/** Only a contact in line, and an agent who could be offered one: also one who let an offer pass a moment ago. */
export function contactAssigned(step: Step, callId: CallId, agentId: AgentId): void {
  const waiting = step.state.contacts.get(callId);
  const agent = step.state.agents.get(agentId);
  if (!waiting || waiting.offers.length > 0) return;
  if (agent?.standing !== "free" && agent?.standing !== "resting") return;
  release(step, waiting);
  offer(step, waiting, agent, explain(step, waiting, 0, "assigned"));
}

function withdrawOffers(step: Step, waiting: Waiting, because: "contact-left" | "answered-elsewhere"): void {
  for (const agent of callOff(step, waiting, because)) settleAgent(step, agent);
}

/** Ends all offers of a contact; the agents who were rung have yet to be settled. */
export function callOff(
  step: Step,
  waiting: Waiting,
  because: "contact-left" | "answered-elsewhere" | "queue-removed",
): AgentEntry[] {
  const agents = [...waiting.offers];
  for (const agent of agents) {
    endOffer(waiting, agent);
    step.decisions.push({ kind: "withdraw-offer", callId: waiting.callId, agentId: agent.agentId, because });
  }
  return agents;
}

export function offerAccepted(step: Step, callId: CallId, agentId: AgentId): void {
  const waiting = step.state.contacts.get(callId);
  const agent = waiting?.offers.find((each) => each.agentId === agentId);
  if (!waiting || !agent) return;
  const { queue } = waiting;
  if (waiting.stood) queue.estimate.answers++;
  noteLevel(step, waiting);
  forget(step, waiting);
  endOffer(waiting, agent);
  // The agent's own news may have come first.
  agent.load = Math.min(agent.load + 1, agent.settings.capacity);
  agent.handled++;
  agent.serving = { queue, since: step.now };
  settleAgent(step, agent);
  withdrawOffers(step, waiting, "answered-elsewhere");
}

/** Of the last answers about that many count. */
const rememberedAnswers = 50;
/** Missing the goal wholly is worth that start over other queues. */
const wholeGoalMs = 120_000;

function noteLevel({ state, now }: Step, { queue, contact }: Waiting): void {
  const { targetMs, goal } = queue.settings;
  const within = now - contact.queuedAt <= targetMs ? 1 : 0;
  queue.recentLevel += (within - queue.recentLevel) / rememberedAnswers;
  if (state.options.choice !== "furthest-behind") return;
  queue.offset = targetMs - Math.max(0, goal - queue.recentLevel) * wholeGoalMs;
}

export function offerFailed(step: Step, callId: CallId, agentId: AgentId): void {
  const waiting = step.state.contacts.get(callId);
  const agent = waiting?.offers.find((each) => each.agentId === agentId);
  if (!waiting || !agent) return;
  endOffer(waiting, agent);
  rest(step, agent);
  if (waiting.keptFor === agent) release(step, waiting);
  if (waiting.offers.length === 0) lookAgain(step, waiting);
}

/** Whoever let one pass goes behind those who did not, after a moment's rest. */
function rest(step: Step, agent: AgentEntry): void {
  agent.restUntil = step.now + step.state.options.restMs;
  agent.idleSince = step.now;
  setRestTimer(step.state, agent, agent.restUntil);
  settleAgent(step, agent);
}
