// Writes down what agents do: hears that an agent changed, and says so once when it is another state than before.
import { makeFact } from "@tandem/kernel";
import type { AgentId, Clock, FactPublisher, FactSource, TenantId } from "@tandem/kernel";
import { workStateOf } from "#contact-center/agents";
import type { Agent, Agents, AgentSignal } from "#contact-center/agents";
import type { AgentInterval } from "./agent-times.ts";
import type { MetricsFact } from "./metrics-facts.ts";

export type AgentRecorderOptions = {
  readonly clock: Clock;
  readonly agents: Pick<Agents, "get" | "ofTenant">;
  readonly facts: FactPublisher<MetricsFact>;
  readonly below: FactSource<AgentSignal>;
};

type State = Omit<AgentInterval, "agentId" | "startedAt" | "endedAt">;
type Known = State & { readonly startedAt: number };

/** A state that lasts longer is written down in parts: reports need not look further back for what began before. */
export const longestIntervalMs = 12 * 3_600_000;
const cutEveryMs = 3_600_000;

export class AgentRecorder {
  readonly #options: AgentRecorderOptions;
  readonly #known = new Map<TenantId, Map<AgentId, Known>>();
  #cancel: () => void = () => {};

  constructor(options: AgentRecorderOptions) {
    this.#options = options;
    options.below.on("AgentChanged", ({ tenantId, agentId }) => this.#note(tenantId, agentId));
  }

  /**
   * Goes on from what is written down of a tenant, after its agents are there as they are. Who was at work and is not
   * any more stopped when the node was alive last.
   */
  begin(tenantId: TenantId, last: ReadonlyMap<AgentId, AgentInterval>, aliveAt: number): void {
    this.#known.set(tenantId, new Map(last));
    for (const [agentId, { startedAt }] of last)
      if (!this.#options.agents.get(agentId))
        this.#say(tenantId, agentId, atHome, Math.max(startedAt + 1, aliveAt));
    for (const { record } of this.#options.agents.ofTenant(tenantId)) {
      const since = last.get(record.id)?.startedAt;
      const goesOn = this.#options.agents.get(record.id)?.state.presence !== "offline";
      this.#note(
        tenantId,
        record.id,
        since !== undefined && !goesOn ? Math.max(since + 1, aliveAt) : undefined,
      );
    }
  }

  /** Cuts states that last, from now on. */
  start(): void {
    this.#cancel = this.#options.clock.after(cutEveryMs, () => {
      this.#cut();
      this.start();
    });
  }

  close(): void {
    this.#cancel();
  }

  #note(tenantId: TenantId, agentId: AgentId, at?: number): void {
    const states = this.#known.get(tenantId);
    const agent = this.#options.agents.get(agentId);
    if (!states || !agent) return;
    const state = stateOf(agent);
    if (!isSame(states.get(agentId) ?? atHome, state)) this.#say(tenantId, agentId, state, at);
  }

  #cut(): void {
    const before = this.#options.clock.now() - longestIntervalMs + cutEveryMs;
    for (const [tenantId, states] of this.#known) {
      for (const [agentId, state] of states) {
        if (state.startedAt > before || isSame(state, atHome)) continue;
        this.#say(tenantId, agentId, this.#options.agents.get(agentId) ? state : atHome);
      }
    }
  }

  #say(tenantId: TenantId, agentId: AgentId, state: State, at = this.#options.clock.now()): void {
    const { presence, reason, workState, callId: contactId, queueId } = state;
    const clock = { ...this.#options.clock, now: () => at };
    this.#known
      .get(tenantId)
      ?.set(agentId, { presence, reason, workState, callId: contactId, queueId, startedAt: at });
    this.#options.facts.publish(
      makeFact<MetricsFact>(clock, {
        type: "AgentStateBegan",
        tenantId,
        agentId,
        presence,
        reason,
        workState,
        contactId,
        queueId,
      }),
    );
  }
}

const atHome: State = { presence: "offline", reason: null, workState: "idle", callId: null, queueId: null };

function stateOf({ state }: Agent): State {
  const { presence, awayReason, contact } = state;
  const { callId = null, queueId = null } = contact ?? {};
  return { presence, reason: awayReason ?? null, workState: workStateOf(state), callId, queueId };
}

function isSame(a: State, b: State): boolean {
  return (
    a.presence === b.presence &&
    a.reason === b.reason &&
    a.workState === b.workState &&
    a.callId === b.callId &&
    a.queueId === b.queueId
  );
}
