// States of agents in the database: each begins with its fact and ends where the agent's next one begins.
import type { AgentId, TenantId } from "@tandem/kernel";
import { CompiledQuery } from "kysely";
import { insertRows } from "#platform/database";
import type { Database, TableRow } from "#platform/database";
import { longestIntervalMs } from "./agent-recorder.ts";
import type { AgentInterval } from "./agent-times.ts";
import { giveUpCounted } from "./counted-store.ts";
import type { MetricsFact } from "./metrics-facts.ts";

/** Adds states of any tenants. The same ones again, in any order, change nothing. */
export async function storeAgentIntervals(facts: readonly MetricsFact[], database: Database): Promise<void> {
  for (const [tenantId, own] of Map.groupBy(facts, (fact) => fact.tenantId)) {
    const rows = own.map((fact) => ({
      tenant_id: tenantId,
      id: fact.id,
      agent_id: fact.agentId,
      presence: fact.presence,
      reason: fact.reason,
      work_state: fact.workState,
      call_id: fact.contactId,
      queue_id: fact.queueId,
      started_at: new Date(fact.at),
    }));
    const agentIds = [...new Set(own.map(({ agentId }) => agentId))];
    await database.withTenant(tenantId, async (trx) => {
      await insertRows(trx, "agent_intervals", rows);
      await trx.executeQuery(CompiledQuery.raw(endText, [tenantId, agentIds]));
      const [first, last] = [Math.min(...own.map(({ at }) => at)), Math.max(...own.map(({ at }) => at))];
      const span = { from: new Date(first), to: new Date(last + 2 * longestIntervalMs) };
      await giveUpCounted(tenantId, span, trx);
    });
  }
}

/** Facts of one millisecond keep the order of their ids (UUIDv7). */
const endText = `update agent_intervals as state set ended_at = (
    select min(next.started_at) from agent_intervals as next
    where next.tenant_id = state.tenant_id and next.agent_id = state.agent_id
      and (next.started_at, next.id) > (state.started_at, state.id))
  where tenant_id = $1::uuid and agent_id = any($2::uuid[]) and ended_at is null`;

/** The last state of each agent as far as it is written down. */
export async function lastAgentIntervals(
  tenantId: TenantId,
  database: Database,
): Promise<Map<AgentId, AgentInterval>> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("agent_intervals")
      .where("tenant_id", "=", tenantId)
      .where("ended_at", "is", null)
      .selectAll()
      .execute(),
  );
  return new Map(rows.map((row) => [row.agent_id, intervalOfRow(row)]));
}

/** The states of some agents that reach into the time from one moment to another. */
export async function agentIntervalsBetween(
  tenantId: TenantId,
  asked: { readonly agentIds: readonly AgentId[]; readonly from: number; readonly to: number },
  database: Database,
): Promise<AgentInterval[]> {
  const { agentIds, from, to } = asked;
  if (agentIds.length === 0) return [];
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("agent_intervals")
      .where("tenant_id", "=", tenantId)
      .where("agent_id", "in", agentIds)
      // A state is at most so long, and a little more until it is cut.
      .where("started_at", ">=", new Date(from - 2 * longestIntervalMs))
      .where("started_at", "<", new Date(to))
      .where((is) => is.or([is("ended_at", "is", null), is("ended_at", ">", new Date(from))]))
      .selectAll()
      .orderBy("started_at")
      .execute(),
  );
  return rows.map(intervalOfRow);
}

function intervalOfRow(row: TableRow<"agent_intervals">): AgentInterval {
  return {
    agentId: row.agent_id,
    presence: row.presence,
    reason: row.reason,
    workState: row.work_state,
    callId: row.call_id,
    queueId: row.queue_id,
    startedAt: row.started_at.getTime(),
    endedAt: row.ended_at?.getTime() ?? null,
  };
}
