// Which flow answers which number. For the tenant's own people each queue is an entry point as well.
import type { FlowId, NumberId, QueueId, TenantId, TrunkId } from "@tandem/kernel";
import type { EntryPoint } from "./entry-point-store.ts";

/** What an agent's phone sends a caller to, to put them straight into a queue. */
export function numberOfQueue(queueId: QueueId): string {
  return `queue-${queueId}`;
}

export class EntryPoints {
  readonly #byTenant = new Map<TenantId, ReadonlyMap<string, EntryPoint>>();
  readonly #queues = new Map<TenantId, ReadonlyMap<string, EntryPoint>>();

  replace(tenantId: TenantId, entryPoints: readonly EntryPoint[]): void {
    this.#byTenant.set(tenantId, new Map(entryPoints.map((each) => [each.number, each])));
  }

  /** Takes over a tenant's queues. */
  replaceQueues(
    tenantId: TenantId,
    queues: readonly { readonly id: QueueId; readonly name: string }[],
  ): void {
    const entryPoints = queues.map(({ id, name: queueName }): EntryPoint => {
      const number = numberOfQueue(id);
      // A queue's id names the flow that leads straight into it: see flow-service.ts.
      const [ownId, flowId] = [id as string as NumberId, id as string as FlowId];
      return { id: ownId, tenantId, number, trunkId: null, flowId, queueName };
    });
    this.#queues.set(tenantId, new Map(entryPoints.map((each) => [each.number, each])));
  }

  ofTenant(tenantId: TenantId): EntryPoint[] {
    return [...(this.#byTenant.get(tenantId)?.values() ?? [])];
  }

  /** The entry point of a dialed number; our own people and visitors come over no trunk. Punctuation that people write into numbers does not count. */
  match(tenantId: TenantId, dialed: string, trunkId: TrunkId | undefined): EntryPoint | undefined {
    const queue = trunkId === undefined ? this.#queues.get(tenantId)?.get(dialed) : undefined;
    if (queue) return queue;
    const entryPoint = this.#byTenant.get(tenantId)?.get(dialed.replaceAll(/[\s().-]/g, ""));
    if (!entryPoint) return undefined;
    const overThisTrunk =
      entryPoint.trunkId === null || trunkId === undefined || entryPoint.trunkId === trunkId;
    return overThisTrunk ? entryPoint : undefined;
  }
}
