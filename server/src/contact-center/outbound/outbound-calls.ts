// The calls that agents place from their desks: how each one goes, and whose wrap-up comes after it.
import { makeFact } from "@tandem/kernel";
import type { AgentId, CallId, Clock, FactPublisher, FactSource, QueueId, TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { CallFact, Calls, CallSignal } from "#telephony/calls";
import { stepOutboundCall } from "./outbound-call.ts";
import type { OutboundCall, OutboundInput } from "./outbound-call.ts";
import type { OutboundFact } from "./outbound-facts.ts";

export type OutboundCallsOptions = {
  readonly clock: Clock;
  readonly agents: Pick<Agents, "join">;
  readonly calls: Pick<Calls, "callerLegOf">;
  readonly facts: FactPublisher<OutboundFact>;
  readonly below: FactSource<CallFact | CallSignal>;
  /** What this agent's desk shows is another than before. */
  readonly onChanged: (tenantId: TenantId, agentId: AgentId) => void;
};

/** The queue that a call is made for, with the wrap-up time of its calls. */
export type OutboundQueue = { readonly id: QueueId; readonly name: string; readonly wrapUpMs: number };

type Placed = {
  readonly tenantId: TenantId;
  readonly agentId: AgentId;
  readonly number: string;
  readonly shownNumber: string | null;
  readonly queue: OutboundQueue | undefined;
};

/** A call back to whoever asked a queue for it, which rings the agent as that queue's callers do. */
type CalledBack = Pick<Placed, "tenantId" | "agentId" | "number"> & {
  readonly queueId: QueueId;
  readonly queueName: string | null;
};

export class OutboundCalls {
  readonly #options: OutboundCallsOptions;
  /** The last one of each agent: a failed one stays until the next. */
  readonly #ofAgent = new Map<AgentId, OutboundCall>();
  readonly #live = new Map<CallId, Placed>();

  constructor(options: OutboundCallsOptions) {
    this.#options = options;
    const { below } = options;
    below.on("CallAnswered", ({ callId }) => this.#nearAnswered(callId));
    below.on("LegRinging", ({ callId, agentId }) => this.#onFar(callId, agentId, { kind: "far-ringing" }));
    below.on("LegEarlyMedia", ({ callId }) => this.#apply(callId, { kind: "far-early" }));
    below.on("LegAnswered", ({ callId, agentId }) => this.#onFar(callId, agentId, { kind: "far-answered" }));
    below.on("LegEnded", ({ callId, agentId, cause }) =>
      this.#onFar(callId, agentId, { kind: "far-ended", cause }),
    );
    below.on("CallEnded", ({ callId, cause }) => {
      this.#apply(callId, { kind: "call-ended", cause });
      this.#live.delete(callId);
    });
  }

  /** Follows this call, which was placed just now. */
  begin(callId: CallId, placed: Placed): void {
    const { tenantId, agentId, number, shownNumber, queue } = placed;
    const known = {
      callId,
      number,
      shownNumber,
      queueId: queue?.id ?? null,
      queueName: queue?.name ?? null,
    };
    this.#follow(placed, { ...known, isCallback: false });
    const { clock, facts } = this.#options;
    facts.publish(makeFact<OutboundFact>(clock, { type: "OutboundCallPlaced", tenantId, agentId, ...known }));
  }

  /** Follows a callback that rings this agent first: what it is counted as, and whose contact, is told elsewhere. */
  beginCallback(callId: CallId, { queueId, queueName, ...called }: CalledBack): void {
    const known = { callId, number: called.number, shownNumber: null, queueId, queueName };
    this.#follow({ ...called, shownNumber: null, queue: undefined }, { ...known, isCallback: true });
  }

  #follow(placed: Placed, known: Omit<OutboundCall, "stage" | "failure">): void {
    const { tenantId, agentId } = placed;
    this.#live.set(known.callId, placed);
    this.#ofAgent.set(agentId, { ...known, stage: "own-phone", failure: null });
    this.#options.onChanged(tenantId, agentId);
  }

  /** The call that this agent places, speaks in, or came to nothing with last. */
  of(agentId: AgentId): OutboundCall | undefined {
    return this.#ofAgent.get(agentId);
  }

  /** From here on a call for a queue is the agent's contact, as one of its callers would be. */
  #nearAnswered(callId: CallId): void {
    const placed = this.#live.get(callId);
    if (!placed) return;
    const { agents, calls } = this.#options;
    const { agentId, number: ani, queue } = placed;
    const legId = calls.callerLegOf(callId);
    if (queue && legId) {
      const { id: queueId, name: queueName, wrapUpMs } = queue;
      // Whom it is with; nobody has dialled anything here, nor waited.
      const caller = { ani, dnis: "", waitMs: 0 };
      agents.join(agentId, { callId, queueId, queueName, wrapUpMs, ...caller }, legId);
    }
    this.#apply(callId, { kind: "near-answered" });
  }

  /** Legs of agents are the agent's own, and colleagues' who are asked meanwhile. */
  #onFar(callId: CallId, agentId: AgentId | null, input: OutboundInput): void {
    if (agentId === null) this.#apply(callId, input);
  }

  #apply(callId: CallId, input: OutboundInput): void {
    const placed = this.#live.get(callId);
    const before = placed && this.#ofAgent.get(placed.agentId);
    if (!placed || before?.callId !== callId) return;
    const after = stepOutboundCall(before, input);
    if (after === before) return;
    if (after) this.#ofAgent.set(placed.agentId, after);
    else this.#ofAgent.delete(placed.agentId);
    this.#options.onChanged(placed.tenantId, placed.agentId);
  }
}
