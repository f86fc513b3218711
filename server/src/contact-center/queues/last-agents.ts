// With whom each number spoke last, so that a caller can be kept for them: of the records of calls at the start, and as
// it happens from then on.
import type { AgentId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type LastTalk = { readonly number: string; readonly agentId: AgentId; readonly at: number };

/** No queue looks back further. */
export const longestMemoryMs = 30 * 24 * 3_600_000;
/** Of so many numbers of a tenant; the one heard of longest ago goes first. */
const mostNumbers = 200_000;

export class LastAgents {
  readonly #byTenant = new Map<TenantId, Map<string, Omit<LastTalk, "number">>>();

  note(tenantId: TenantId, { number, agentId, at }: LastTalk): void {
    if (number === "") return;
    const known = this.#byTenant.get(tenantId) ?? new Map<string, Omit<LastTalk, "number">>();
    this.#byTenant.set(tenantId, known);
    if ((known.get(number)?.at ?? 0) > at) return;
    // Put in anew, so that the order of the map is that of the talks.
    known.delete(number);
    known.set(number, { agentId, at });
    if (known.size <= mostNumbers) return;
    for (const oldest of known.keys()) return void known.delete(oldest);
  }

  /** Undefined when that was before `since`, or never. */
  find(tenantId: TenantId, number: string, since: number): AgentId | undefined {
    const last = this.#byTenant.get(tenantId)?.get(number);
    return last && last.at >= since ? last.agentId : undefined;
  }
}

/** Of each number the last talk since then, the oldest first. */
export async function loadLastTalks(
  tenantId: TenantId,
  database: Database,
  since: number,
): Promise<LastTalk[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("calls")
      .where("tenant_id", "=", tenantId)
      .where("started_at", ">=", new Date(since))
      .where("direction", "=", "inbound")
      .where("agent_id", "is not", null)
      .distinctOn("ani")
      .select(["ani", "agent_id", "ended_at"])
      .orderBy("ani")
      .orderBy("started_at", "desc")
      .execute(),
  );
  return rows
    .flatMap(({ ani, agent_id, ended_at }) =>
      agent_id ? [{ number: ani, agentId: agent_id, at: ended_at.getTime() }] : [],
    )
    .toSorted((a, b) => a.at - b.at);
}
