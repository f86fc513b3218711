// Queues: made, renamed, staffed and removed while calls run.
import { endpoints } from "@tandem/contract";
import type { QueueInput, QueueUse } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { AgentId, QueueId, Result, SkillId, TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { Flows } from "#contact-center/flows";
import { deleteQueue, loadRoutingSettings, storeQueue } from "#contact-center/queues";
import type { Queues, RoutingSettings } from "#contact-center/queues";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type QueueRoutesOptions = {
  readonly database: Database;
  readonly agents: Agents;
  readonly queues: Queues;
  readonly flows: Flows;
  readonly log: Logger;
  /** Takes the tenant's stored queues over into the running node. */
  readonly reload: (tenantId: TenantId) => Promise<void>;
};

export function addQueueRoutes(router: Router, options: QueueRoutesOptions): void {
  const { queues, database } = options;
  router.add(endpoints.createQueue, ({ person, body }) => store(options, person, undefined, body));
  router.add(endpoints.updateQueue, ({ person, params, body }) =>
    store(options, person, params.queueId as QueueId, body),
  );
  router.add(endpoints.getQueueUse, async ({ person, params }) => {
    const { id: tenantId } = person.tenant;
    const queueId = params.queueId as QueueId;
    if (!queues.get(tenantId, queueId)) return err(notFound);
    const settings = await loadRoutingSettings(tenantId, database);
    return ok(useOf(options, tenantId, queueId, settings));
  });
  router.add(endpoints.deleteQueue, ({ person, params, query }) =>
    remove(options, person, params.queueId as QueueId, query.callersTo as QueueId | "flow" | undefined),
  );
  router.add(endpoints.getSkillUse, async ({ person, params }) => {
    const settings = await loadRoutingSettings(person.tenant.id, database);
    const skillId = params.skillId as SkillId;
    const asking = queues
      .ofTenant(person.tenant.id)
      .filter(({ id }) => settings.queues.get(id)?.skills.some((skill) => skill.skillId === skillId));
    const knowing = [...settings.agents.values()].filter((known) =>
      known.some((skill) => skill.skillId === skillId),
    );
    return ok({
      queues: asking.map(({ id, name }) => ({ id, name })),
      waiting: asking.reduce((sum, { id }) => sum + queues.waitingSince(id).length, 0),
      agents: knowing.length,
    });
  });
}

async function store(
  options: QueueRoutesOptions,
  person: Person,
  id: QueueId | undefined,
  body: QueueInput,
): Promise<Result<{ id: string }, Failure>> {
  const { id: tenantId } = person.tenant;
  const agentIds = [...new Set(body.agentIds)] as AgentId[];
  if (!agentIds.every((agentId) => options.agents.get(agentId)?.record.tenantId === tenantId))
    return err({ ...agentGone, field: "body.agentIds" });
  const stored = await storeQueue(tenantId, options.database, { ...body, id, agentIds });
  if (stored === "not-found") return err(notFound);
  if (stored === "name-taken") return err({ kind: "name-taken", field: "body.name", reason: "name-taken" });
  await options.reload(tenantId);
  audit(options, person, id ? "queue changed" : "queue created", { queue: body.name });
  return ok({ id: stored });
}

function useOf(
  { queues, flows }: QueueRoutesOptions,
  tenantId: TenantId,
  queueId: QueueId,
  settings: RoutingSettings,
): QueueUse {
  const leadsIn = flows.ofTenant(tenantId).filter(({ document }) => {
    const nodes = Object.values(document.nodes);
    return nodes.some((node) => node.type === "queue" && node.queueId === queueId);
  });
  const overflowing = queues
    .ofTenant(tenantId)
    .filter(({ id }) =>
      settings.queues.get(id)?.overflow.some(({ to }) => to.kind === "queue" && to.queueId === queueId),
    );
  const named = ({ id, name }: { id: string; name: string }) => ({ id, name });
  return {
    waiting: queues.waitingSince(queueId).length,
    talking: queues.talkingIn(queueId),
    flows: leadsIn.map(named),
    queues: overflowing.map(named),
  };
}

/** Callers are moved first, in one turn: between that and the new configuration nobody can come into the queue again. */
async function remove(
  options: QueueRoutesOptions,
  person: Person,
  queueId: QueueId,
  callersTo: QueueId | "flow" | undefined,
): Promise<Result<Record<string, never>, Failure>> {
  const { id: tenantId } = person.tenant;
  const { queues, database } = options;
  const queue = queues.get(tenantId, queueId);
  if (!queue) return err(notFound);
  const moveTo = callersTo === "flow" ? undefined : callersTo;
  if (moveTo === queueId || (moveTo && !queues.get(tenantId, moveTo)))
    return err({ kind: "not-usable", field: "query.callersTo", reason: "callers-to-gone" });
  if (callersTo === undefined && queues.waitingSince(queueId).length > 0)
    return err({
      kind: "still-bound",
      message: "callers wait in this queue; say where they go",
      reason: "callers-wait",
      subject: queue.name,
    });
  const repointed = await repoint(options, tenantId, queueId, moveTo);
  if (!repointed.ok) return repointed;
  await deleteQueue(tenantId, database, queueId, repointed.value);
  queues.remove(tenantId, queueId, moveTo);
  await options.reload(tenantId);
  audit(options, person, "queue deleted", { queue: queue.name });
  return ok({});
}

/** Settings of the queues that overflow into the one to be removed: into the other one instead, or no more. */
async function repoint(
  { queues, database }: QueueRoutesOptions,
  tenantId: TenantId,
  queueId: QueueId,
  moveTo: QueueId | undefined,
): Promise<Result<RoutingSettings["queues"], Failure>> {
  const now = await loadRoutingSettings(tenantId, database);
  const changed = new Map(
    [...now.queues].flatMap(([id, settings]) => {
      const leadsIn = settings.overflow.some(({ to }) => to.kind === "queue" && to.queueId === queueId);
      if (id === queueId || !leadsIn) return [];
      const overflow = settings.overflow.flatMap((rule) => {
        if (rule.to.kind !== "queue" || rule.to.queueId !== queueId) return [rule];
        return moveTo && moveTo !== id ? [{ ...rule, to: { kind: "queue" as const, queueId: moveTo } }] : [];
      });
      return [[id, { ...settings, overflow }] as const];
    }),
  );
  const [problem] = queues.problemsWith(
    tenantId,
    { ...now, queues: new Map([...now.queues, ...changed]) },
    queueId,
  );
  if (!problem) return ok(changed);
  const subject = queues.get(tenantId, problem.queueId)?.name ?? problem.queueId;
  return err({
    kind: "not-usable",
    message: `${subject}: ${problem.message}`,
    reason: problem.kind,
    subject,
  });
}

const agentGone = { kind: "not-usable", message: "this agent is gone", reason: "agent-gone" } as const;
const notFound: Failure = {
  kind: "not-found",
  message: "it is not there any more; it may have been deleted",
};
