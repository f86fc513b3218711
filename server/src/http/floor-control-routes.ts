// What supervisors do to agents and to callers who wait.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { AgentId, CallId, QueueId, Result, TenantId } from "@tandem/kernel";
import { storeQueuesOfAgent } from "#contact-center/agents";
import type { Agents } from "#contact-center/agents";
import type { Queues } from "#contact-center/queues";
import type { FloorControl, FloorControlError } from "#contact-center/supervision";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type FloorControlRoutesOptions = {
  readonly database: Database;
  readonly agents: Agents;
  readonly queues: Queues;
  readonly floorControl: FloorControl;
  readonly log: Logger;
  /** Takes the tenant's stored queues over into the running node. */
  readonly reload: (tenantId: TenantId) => Promise<void>;
};

export function addFloorControlRoutes(router: Router, options: FloorControlRoutesOptions): void {
  const { floorControl } = options;
  const actOf = ({ tenant, user }: Person, agentId: string, seenSince: string) => ({
    tenantId: tenant.id,
    agentId: agentId as AgentId,
    seenSince: Date.parse(seenSince),
    byName: user.displayName,
  });

  router.add(endpoints.forcePresence, async ({ person, params, body }) => {
    const act = actOf(person, params.agentId, body.seenSince);
    const done = floorControl.forcePresence(act, body.presence, body.reason);
    if (done.ok)
      audit(options, person, `a supervisor set an agent's presence to ${body.presence}`, {
        agentId: params.agentId,
      });
    return answer(done);
  });

  router.add(endpoints.signOutAgent, async ({ person, params, body }) => {
    const done = floorControl.signOut(actOf(person, params.agentId, body.seenSince));
    if (done.ok) audit(options, person, "a supervisor signs an agent out", { agentId: params.agentId });
    return answer(done);
  });

  router.add(endpoints.assignCaller, async ({ person, params, body }) => {
    const { tenant, user } = person;
    const agentId = body.agentId as AgentId;
    return answer(floorControl.assign(tenant.id, params.callId as CallId, agentId, user.displayName));
  });

  router.add(endpoints.moveAgent, async ({ person, params, body }) => {
    const moved = await move(options, person, params.agentId as AgentId, body);
    if (moved.ok)
      audit(options, person, "a supervisor moved an agent to other queues", { agentId: params.agentId });
    return moved;
  });
}

async function move(
  { database, agents, queues, reload }: FloorControlRoutesOptions,
  { tenant }: Person,
  agentId: AgentId,
  wanted: { readonly queueIds: readonly string[]; readonly seenQueueIds: readonly string[] },
): Promise<Result<Record<string, never>, Failure>> {
  const agent = agents.get(agentId);
  if (agent?.record.tenantId !== tenant.id) return err({ kind: "unknown-agent" });
  const queueIds = wanted.queueIds as QueueId[];
  if (!queueIds.every((id) => queues.get(tenant.id, id)))
    return err({ kind: "not-usable", message: "this queue is gone; choose another", field: "body.queueIds" });
  const stored = await storeQueuesOfAgent(tenant.id, database, {
    agentId,
    seen: wanted.seenQueueIds as QueueId[],
    wanted: queueIds,
  });
  if (!stored.ok)
    return err({
      kind: "changed-meanwhile",
      message: `somebody else has moved ${agent.record.displayName} meanwhile`,
    });
  await reload(tenant.id);
  return ok({});
}

function answer(result: Result<undefined, FloorControlError>): Result<Record<string, never>, Failure> {
  return result.ok ? ok({}) : err(result.error);
}
