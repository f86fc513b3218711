// How agents work at their desks, as administrators settle it, and signing in to single queues.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import {
  storeDeskRules,
  storeQueueDeskRules,
  storeQueueSignIn,
  systemReasonNames,
} from "#contact-center/agents";
import type { Agents, DeskRules } from "#contact-center/agents";
import type { Queues } from "#contact-center/queues";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type DeskRuleRoutesOptions = {
  readonly database: Database;
  readonly agents: Agents;
  readonly queues: Queues;
  readonly deskRules: DeskRules;
  readonly log: Logger;
  /** Takes the tenant's stored queues and desk rules over into the running node. */
  readonly reload: (tenantId: TenantId) => Promise<void>;
};

export function addDeskRuleRoutes(router: Router, options: DeskRuleRoutesOptions): void {
  const { database, queues, deskRules } = options;
  router.add(endpoints.getDeskRules, async ({ person }) => {
    const { id: tenantId } = person.tenant;
    const { awayReasons, autoAnswerAgentIds, ...rules } = deskRules.ofTenant(tenantId);
    return ok({
      ...rules,
      awayReasons: [...awayReasons],
      autoAnswerAgentIds: [...autoAnswerAgentIds],
      queues: queues.ofTenant(tenantId).map(({ id, name, wrapUpSeconds }) => {
        return { id, name, wrapUpSeconds, ...deskRules.ofQueue(tenantId, id) };
      }),
    });
  });
  router.add(endpoints.setDeskRules, async ({ person, body }) => {
    const codes = body.awayReasons.map(({ code }) => code);
    const taken = codes.find((code, index) => code in systemReasonNames || codes.indexOf(code) < index);
    if (taken !== undefined)
      return err({ kind: "not-usable", message: `the code ${taken} is taken`, field: "body.awayReasons" });
    const autoAnswerAgentIds = body.autoAnswerAgentIds as AgentId[];
    await storeDeskRules(person.tenant.id, database, { ...body, autoAnswerAgentIds });
    await takeOver(options, person, "rules of the desks changed");
    return ok({});
  });
  router.add(endpoints.setQueueDeskRules, async ({ person, params, body }) => {
    const queueId = params.queueId as QueueId;
    if (!queues.get(person.tenant.id, queueId)) return err(notFound);
    await storeQueueDeskRules(person.tenant.id, database, queueId, body);
    await takeOver(options, person, "rules of a queue's desks changed");
    return ok({});
  });
  addQueueSignIn(router, options);
}

function addQueueSignIn(
  router: Router,
  { agents, database, deskRules, reload }: DeskRuleRoutesOptions,
): void {
  router.add(endpoints.setQueueSignIn, async ({ person, params, body }) => {
    const { id: tenantId } = person.tenant;
    const agentId = agents.ofUser(tenantId, person.user.id)?.record.id;
    if (!agentId) return err({ kind: "unknown-agent" });
    const queueId = params.queueId as QueueId;
    // Back in is always allowed: the setting may have changed while one was out.
    if (!body.signedIn && !deskRules.ofQueue(tenantId, queueId).agentsMayLeave)
      return err({ kind: "forbidden", message: "leaving this queue is for supervisors" });
    const stored = await storeQueueSignIn(tenantId, database, { agentId, queueId, signedIn: body.signedIn });
    if (!stored) return err(notFound);
    await reload(tenantId);
    return ok({});
  });
}

async function takeOver({ log, reload }: DeskRuleRoutesOptions, person: Person, what: string): Promise<void> {
  await reload(person.tenant.id);
  audit({ log }, person, what);
}

const notFound: Failure = {
  kind: "not-found",
  message: "it is not there any more; it may have been deleted",
};
