// How long a caller will wait. Order statistics of a line that abandons (Erlang A): whoever has `ahead`
// before them is served after ahead + 1 departures; with i callers ahead the next comes at the rate
// R + i·θ, so that the mean wait is the sum over i = 0…ahead of 1 / (R + i·θ).
//
// R: each agent on duty serves this queue at the rate measured while somebody waited (decayed with a half
// life), which holds in it what agents give to other queues, wrap-up and breaks; before enough was
// seen, one contact in a handling time. θ: abandonments in the time that callers waited, likewise.

export type WaitEstimate = {
  at: number;
  waiting: number;
  agents: number;
  /** Answers while somebody waited, and the agents' time while somebody did, ms. */
  answers: number;
  agentMs: number;
  abandoned: number;
  waitedMs: number;
  /** Of contacts, from answer to free again. */
  handled: number;
  handledMs: number;
};

/** What was measured so long ago counts half. */
const halfLifeMs = 15 * 60_000;
/** Before anything was measured: a contact in three minutes. */
const firstHandlingMs = 180_000;
/** Weight of what is assumed, in contacts. */
const assumedContacts = 5;
/** Up to here the sum is added up; beyond, its integral: less than a thousandth apart. */
const summedTerms = 64;

export function newWaitEstimate(): WaitEstimate {
  return {
    at: 0,
    waiting: 0,
    agents: 0,
    answers: 0,
    agentMs: 0,
    abandoned: 0,
    waitedMs: 0,
    handled: 0,
    handledMs: 0,
  };
}

/** The queue from now on: so many wait, so many agents are on duty. */
export function observeQueue(estimate: WaitEstimate, waiting: number, agents: number, now: number): void {
  const passedMs = now - estimate.at;
  if (passedMs > 0) {
    if (estimate.waiting > 0) {
      estimate.agentMs += passedMs * estimate.agents;
      estimate.waitedMs += passedMs * estimate.waiting;
    }
    if (estimate.at > 0 && passedMs > halfLifeMs / 64) decay(estimate, 2 ** (-passedMs / halfLifeMs));
    else if (estimate.at > 0) decay(estimate, 1 - (passedMs * Math.LN2) / halfLifeMs);
    estimate.at = now;
  }
  estimate.waiting = waiting;
  estimate.agents = agents;
}

function decay(estimate: WaitEstimate, by: number): void {
  estimate.answers *= by;
  estimate.agentMs *= by;
  estimate.abandoned *= by;
  estimate.waitedMs *= by;
  estimate.handled *= by;
  estimate.handledMs *= by;
}

/** Contacts that one agent on duty takes from this queue in a millisecond while somebody waits. */
function ratePerAgent(estimate: WaitEstimate): number {
  const handlingMs =
    (assumedContacts * firstHandlingMs + estimate.handledMs) / (assumedContacts + estimate.handled);
  return (assumedContacts + estimate.answers) / (assumedContacts * handlingMs + estimate.agentMs);
}

/** Mean wait of somebody with so many before them, ms; undefined when nobody is on duty. */
export function estimatedWaitMs(estimate: WaitEstimate, ahead: number): number | undefined {
  if (estimate.agents === 0) return undefined;
  const served = ratePerAgent(estimate) * estimate.agents;
  const leaving = estimate.waitedMs > 0 ? estimate.abandoned / estimate.waitedMs : 0;
  const terms = Math.min(ahead + 1, summedTerms);
  let sumMs = 0;
  for (let each = 0; each < terms; each++) sumMs += 1 / (served + each * leaving);
  const more = ahead + 1 - terms;
  if (more === 0) return sumMs;
  if (leaving === 0) return sumMs + more / served;
  const [from, to] = [served + (terms - 0.5) * leaving, served + (ahead + 0.5) * leaving];
  return sumMs + Math.log(to / from) / leaving;
}
