// How queues choose among their agents, and what they settle about their callers. Changes take effect at once, for those who
// wait too.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { AgentId, QueueId, Result, SkillId, TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { BusinessHours } from "#contact-center/business-hours";
import type { Flows } from "#contact-center/flows";
import {
  deleteSkill,
  loadRoutingSettings,
  storeAgentSkills,
  storeQueueSettings,
  storeSkill,
} from "#contact-center/queues";
import type { Queues, RoutingSettings } from "#contact-center/queues";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import type { PromptLibrary } from "#telephony/prompts";
import { audit } from "./audit.ts";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";
import { settingsOf, settingsProblem, settingsView } from "./queue-settings-shapes.ts";

export type RoutingRoutesOptions = {
  readonly database: Database;
  readonly agents: Agents;
  readonly queues: Queues;
  readonly flows: Flows;
  readonly businessHours: BusinessHours;
  readonly prompts: PromptLibrary;
  readonly log: Logger;
  /** Takes the tenant's stored settings over into the running node. */
  readonly reload: (tenantId: TenantId) => Promise<void>;
};

export function addRoutingRoutes(router: Router, options: RoutingRoutesOptions): void {
  const { database, agents, queues } = options;
  router.add(endpoints.getRouting, async ({ person }) => {
    const settings = await loadRoutingSettings(person.tenant.id, database);
    return ok({
      skills: settings.skills.map(({ id, name }) => ({ id, name })),
      queues: [...settings.queues].map(([id, each]) => ({ id, ...settingsView(each) })),
      agents: agents
        .ofTenant(person.tenant.id)
        .map(({ record }) => ({ id: record.id, skills: [...(settings.agents.get(record.id) ?? [])] })),
    });
  });
  router.add(endpoints.setQueueRouting, async ({ person, params, body }) => {
    const { id: tenantId } = person.tenant;
    const queueId = params.queueId as QueueId;
    if (!queues.get(tenantId, queueId)) return err(notFound);
    const wanted = settingsOf(body);
    const problem = settingsProblem(tenantId, wanted, options);
    if (problem) return err(problem);
    return change(options, person, {
      what: "settings of a queue changed",
      wanted: (now) => ({ ...now, queues: new Map([...now.queues, [queueId, wanted]]) }),
      named: wanted.skills.map(({ skillId }) => skillId),
      store: () => storeQueueSettings(tenantId, database, queueId, wanted),
    });
  });
  router.add(endpoints.setAgentSkills, async ({ person, params, body }) => {
    const { id: tenantId } = person.tenant;
    const agentId = params.agentId as AgentId;
    if (agents.get(agentId)?.record.tenantId !== tenantId) return err(notFound);
    const wanted = body.skills.map(({ skillId, level }) => ({ skillId: skillId as SkillId, level }));
    return change(options, person, {
      what: "skills of an agent changed",
      wanted: (now) => ({ ...now, agents: new Map([...now.agents, [agentId, wanted]]) }),
      named: wanted.map(({ skillId }) => skillId),
      store: () => storeAgentSkills(tenantId, database, agentId, wanted),
    });
  });
  router.add(endpoints.createSkill, async ({ person, body }) => {
    const id = await storeSkill(person.tenant.id, database, body.name);
    await options.reload(person.tenant.id);
    audit(options, person, "skill created");
    return ok({ id, name: body.name });
  });
  router.add(endpoints.deleteSkill, async ({ person, params }) => {
    const [user] = options.flows.usersOf(person.tenant.id, { kind: "skill", id: params.skillId });
    if (user !== undefined) return err({ kind: "still-bound", reason: "skill-in-use", subject: user });
    if (!(await deleteSkill(person.tenant.id, database, params.skillId as SkillId))) return err(notFound);
    await options.reload(person.tenant.id);
    audit(options, person, "skill deleted");
    return ok({});
  });
}

type Change = {
  readonly what: string;
  readonly wanted: (now: RoutingSettings) => RoutingSettings;
  /** Skills it speaks of. */
  readonly named: readonly SkillId[];
  readonly store: () => Promise<void>;
};

/** Stores what can work, and says of the rest why it cannot. */
async function change(
  options: RoutingRoutesOptions,
  person: Person,
  { what, wanted, named, store }: Change,
): Promise<Result<Record<string, never>, Failure>> {
  const { id: tenantId } = person.tenant;
  const now = await loadRoutingSettings(tenantId, options.database);
  const refuse = (reason: string, message: string) =>
    err({ kind: "not-usable", message, field: "body.skills", reason } as const);
  if (new Set(named).size < named.length) return refuse("skill-twice", "a skill is named twice");
  if (!named.every((id) => now.skills.some((skill) => skill.id === id)))
    return refuse("skill-gone", "this skill is gone; choose another");
  const [problem] = options.queues.problemsWith(tenantId, wanted(now));
  if (problem) {
    const subject = options.queues.get(tenantId, problem.queueId)?.name ?? problem.queueId;
    const message = `${subject}: ${problem.message}`;
    return err({ kind: "not-usable", message, reason: problem.kind, subject });
  }
  await store();
  await options.reload(tenantId);
  audit(options, person, what);
  return ok({});
}

const notFound: Failure = {
  kind: "not-found",
  message: "it is not there any more; it may have been deleted",
};
