// What callers said of the service they had, for reports.
import { endpoints } from "@tandem/contract";
import { ok } from "@tandem/kernel";
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { Queues } from "#contact-center/queues";
import { surveyReport } from "#contact-center/surveys";
import type { SurveyFigures } from "#contact-center/surveys";
import type { Database } from "#platform/database";
import type { Router } from "./router.ts";

export type SurveyRoutesOptions = {
  readonly database: Database;
  readonly agents: Pick<Agents, "get">;
  readonly queues: Pick<Queues, "get">;
};

export function addSurveyRoutes(router: Router, { database, agents, queues }: SurveyRoutesOptions): void {
  const nameOf = (by: "queue" | "agent" | "day", tenantId: TenantId, key: string | null) => {
    if (key === null || by === "day") return null;
    if (by === "queue") return queues.get(tenantId, key as QueueId)?.name ?? null;
    const record = agents.get(key as AgentId)?.record;
    return record?.tenantId === tenantId ? record.displayName : null;
  };
  router.add(endpoints.getSurveyReport, async ({ person, query }) => {
    const { id: tenantId, timeZone } = person.tenant;
    const { by, queueId, agentId } = query;
    const wanted = {
      by,
      from: new Date(query.from),
      to: new Date(query.to),
      queueId: queueId as QueueId | undefined,
      agentId: agentId as AgentId | undefined,
      timeZone,
    };
    const figures = await surveyReport(tenantId, wanted, database);
    return ok({ rows: figures.map((row) => ({ name: nameOf(by, tenantId, row.key), ...rates(row) })) });
  });
}

/** Every row has a call that was asked, and every question of it an answer. */
function rates({ key, asked, responded, questions }: SurveyFigures) {
  return {
    key,
    asked,
    responded,
    responseRate: responded / asked,
    questions: questions.map((each) => ({ ...each, satisfaction: each.topTwo / each.answers })),
  };
}
