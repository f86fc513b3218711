// What an input to the routing engine costs: 1,000 queues, each with a skill of 50 and its minimum; agents with ten
// skills each and eight queues; as many callers as keep nine in ten agents busy.
import type { AgentId, CallId, QueueId, SkillId } from "@tandem/kernel";
import {
  newRouting,
  plainAgent,
  plainQueue,
  stepRouting,
} from "../../server/src/contact-center/routing/index.ts";
import type { RoutingInput } from "../../server/src/contact-center/routing/index.ts";
import { Random } from "../../server/src/contact-center/simulation/index.ts";

const [queueCount, skillCount, skillsEach, queuesEach] = [1000, 50, 10, 8];
const skillId = (n: number) => `skill-${n}` as SkillId;
const queueId = (n: number) => `queue-${n}` as QueueId;

export type DecisionCost = { readonly decisionUs: number; readonly p99Us: number };

/** Means over so many decisions; p99 of single inputs, by the wall clock. */
export function measureDecisions(agentCount: number, decisions: number): DecisionCost {
  const floor = new BusyFloor(agentCount);
  // The compiler warms up, and the floor fills.
  floor.run(Math.max(20_000, agentCount * 4));
  const before = process.cpuUsage();
  floor.run(decisions);
  const { user, system } = process.cpuUsage(before);
  const single = floor.timeEach(Math.min(decisions, 100_000)).toSorted((a, b) => a - b);
  return { decisionUs: (user + system) / decisions, p99Us: single[Math.floor(single.length * 0.99)] ?? 0 };
}

class BusyFloor {
  readonly #random = new Random(11);
  readonly #state = newRouting();
  readonly #served: QueueId[] = [];
  /** Agents who talk, any of whom may be next to come free. */
  readonly #talking: { agentId: AgentId }[] = [];
  readonly #most: number;
  #calls = 0;
  #now = 1;
  #waiting = 0;
  #decided = 0;

  constructor(agentCount: number) {
    this.#most = Math.ceil(agentCount * 0.9);
    for (let n = 0; n < queueCount; n++) {
      const skills = [{ skillId: skillId(n % skillCount), minimum: 1 + (n % 5) }];
      this.#tell({ kind: "queue-configured", queue: { ...plainQueue(queueId(n)), skills } });
    }
    for (let n = 0; n < agentCount; n++) this.#hire(`agent-${n}` as AgentId);
  }

  #hire(agentId: AgentId): void {
    const first = this.#upTo(skillCount);
    const skills = new Map<SkillId, number>();
    for (let n = 0; n < skillsEach; n++) skills.set(skillId((first + 7 * n) % skillCount), 5 + this.#upTo(6));
    const known = [...skills.keys()];
    const queueIds = Array.from({ length: queuesEach }, (_, n) => {
      const skill = Number((known[n % known.length] as string).slice("skill-".length));
      return queueId(skill + skillCount * this.#upTo(queueCount / skillCount));
    });
    this.#served.push(...queueIds);
    this.#tell({ kind: "agent-configured", agent: { ...plainAgent(agentId, queueIds), skills } });
    this.#tell(idle(agentId, this.#now));
  }

  run(inputs: number): void {
    const end = this.#decided + inputs;
    while (this.#decided < end) this.#tell(this.#next());
  }

  /** µs of each of so many inputs. */
  timeEach(inputs: number): number[] {
    return Array.from({ length: inputs }, () => {
      const input = this.#next();
      const before = performance.now();
      const decisions = stepRouting(this.#state, input, this.#now);
      const tookUs = (performance.now() - before) * 1000;
      this.#carryOut(decisions);
      return tookUs;
    });
  }

  /** A caller comes, or an agent comes free: the more of them talk, the sooner. */
  #next(): RoutingInput {
    this.#now += 10;
    const isCrowded = this.#talking.length + this.#waiting >= this.#most;
    if (isCrowded && this.#talking.length > 0) {
      const at = this.#upTo(this.#talking.length);
      const [agent] = this.#talking.splice(at, 1, this.#talking.at(-1) as { agentId: AgentId });
      this.#talking.pop();
      return idle((agent as { agentId: AgentId }).agentId, this.#now);
    }
    const served = this.#served[this.#upTo(this.#served.length)] as QueueId;
    const callId = `call-${this.#calls++}` as CallId;
    this.#waiting++;
    return { kind: "contact-queued", contact: { callId, queueId: served, priority: 0, queuedAt: this.#now } };
  }

  #tell(input: RoutingInput): void {
    this.#carryOut(stepRouting(this.#state, input, this.#now));
  }

  #carryOut(decisions: ReturnType<typeof stepRouting>): void {
    this.#decided += decisions.length;
    for (const decision of decisions) {
      if (decision.kind !== "offer") continue;
      const { callId, agentId } = decision;
      this.#waiting--;
      this.#talking.push({ agentId });
      stepRouting(this.#state, { kind: "offer-accepted", callId, agentId }, this.#now);
    }
  }

  #upTo(count: number): number {
    return Math.floor(this.#random.uniform() * count);
  }
}

function idle(agentId: AgentId, since: number): RoutingInput {
  return { kind: "agent-changed", agentId, onDuty: true, ready: true, load: 0, idleSince: since };
}
