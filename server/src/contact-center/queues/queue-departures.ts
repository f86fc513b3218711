// Callers who leave a queue neither answered nor given up: on into another queue, or to where somebody else goes on with them.
import type { Clock, FactContent } from "@tandem/kernel";
import type { FlowsOutTo, QueueFact } from "./queue-facts.ts";
import type { QueuedCall } from "./queued-call.ts";
import type { QueuedCalls } from "./queued-calls.ts";
import type { QueueRecord } from "./queue-store.ts";

export type Because = Extract<QueueFact, { type: "ContactFlowedOut" }>["because"];

export class QueueDepartures {
  readonly #calls: QueuedCalls;
  readonly #clock: Clock;
  readonly #publish: (content: FactContent<QueueFact>) => void;

  constructor(calls: QueuedCalls, clock: Clock, publish: (content: FactContent<QueueFact>) => void) {
    this.#calls = calls;
    this.#clock = clock;
    this.#publish = publish;
  }

  /** Routing has put the contact there already. */
  moveOn(call: QueuedCall, queue: QueueRecord, because: Because): void {
    this.#tellFlowedOut(call, because, { kind: "queue", queueId: queue.id, name: queue.name });
    this.#calls.move(call, queue);
    call.queuedAt = this.#clock.now();
    call.estimateMs = undefined;
    this.tellQueued(call, false);
  }

  /** Somebody else goes on with the caller: who hears ContactFlowedOut. */
  leave(call: QueuedCall, because: Because, to: FlowsOutTo): void {
    this.#calls.delete(call.callId);
    call.caller.stop();
    this.#tellFlowedOut(call, because, to);
  }

  tellQueued({ tenantId, callId, queue }: QueuedCall, returning: boolean): void {
    const [queueId, queueName] = [queue.id, queue.name];
    this.#publish({ type: "ContactQueued", tenantId, callId, queueId, queueName, returning });
  }

  #tellFlowedOut({ tenantId, callId, queue, queuedAt }: QueuedCall, because: Because, to: FlowsOutTo): void {
    const about = { tenantId, callId, queueId: queue.id, queueName: queue.name };
    const waitMs = this.#clock.now() - queuedAt;
    this.#publish({ type: "ContactFlowedOut", ...about, waitMs, because, to });
  }
}
