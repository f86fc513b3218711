// The calls that queues have in hand, by call and by queue.
import type { CallId, QueueId } from "@tandem/kernel";
import type { QueuedCall } from "./queued-call.ts";

export class QueuedCalls {
  readonly #byId = new Map<CallId, QueuedCall>();
  readonly #byQueue = new Map<QueueId, Set<QueuedCall>>();

  get(callId: CallId): QueuedCall | undefined {
    return this.#byId.get(callId);
  }

  has(callId: CallId): boolean {
    return this.#byId.has(callId);
  }

  add(call: QueuedCall): void {
    this.delete(call.callId);
    this.#byId.set(call.callId, call);
    const ofQueue = this.#byQueue.get(call.queue.id) ?? new Set();
    this.#byQueue.set(call.queue.id, ofQueue.add(call));
  }

  delete(callId: CallId): void {
    const call = this.#byId.get(callId);
    if (!call) return;
    this.#byId.delete(callId);
    this.#byQueue.get(call.queue.id)?.delete(call);
  }

  /** Into another queue. */
  move(call: QueuedCall, queue: QueuedCall["queue"]): void {
    this.delete(call.callId);
    call.queue = queue;
    this.add(call);
  }

  all(): Iterable<QueuedCall> {
    return this.#byId.values();
  }

  /** In no particular order. */
  ofQueue(queueId: QueueId): Iterable<QueuedCall> {
    return this.#byQueue.get(queueId) ?? [];
  }
}
