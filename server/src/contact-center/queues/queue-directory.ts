// The queues of all tenants, in memory.
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import type { QueueRecord } from "./queue-store.ts";

export class QueueDirectory {
  readonly #queues = new Map<QueueId, QueueRecord>();
  /** Asked for at every change of an agent. */
  readonly #byAgent = new Map<TenantId, ReadonlyMap<AgentId, QueueRecord[]>>();

  /** Puts these in the place of all that the tenant had. */
  replace(tenantId: TenantId, records: readonly QueueRecord[]): void {
    for (const [id, queue] of this.#queues) if (queue.tenantId === tenantId) this.#queues.delete(id);
    const byAgent = new Map<AgentId, QueueRecord[]>();
    for (const record of records) {
      this.#queues.set(record.id, record);
      for (const agentId of record.agentIds) {
        const served = byAgent.get(agentId);
        if (served) served.push(record);
        else byAgent.set(agentId, [record]);
      }
    }
    this.#byAgent.set(tenantId, byAgent);
  }

  remove(tenantId: TenantId, queueId: QueueId): void {
    this.replace(
      tenantId,
      this.ofTenant(tenantId).filter(({ id }) => id !== queueId),
    );
  }

  get(tenantId: TenantId, queueId: QueueId): QueueRecord | undefined {
    const queue = this.#queues.get(queueId);
    return queue?.tenantId === tenantId ? queue : undefined;
  }

  ofAgent(tenantId: TenantId, agentId: AgentId): readonly QueueRecord[] {
    return this.#byAgent.get(tenantId)?.get(agentId) ?? [];
  }

  ofTenant(tenantId: TenantId): QueueRecord[] {
    return [...this.#queues.values()].filter((queue) => queue.tenantId === tenantId);
  }
}
