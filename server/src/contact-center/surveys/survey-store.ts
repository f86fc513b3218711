// Surveys and their answers in the database: one row a call that was asked, one a question that was answered.
import { sql } from "kysely";
import { newId } from "@tandem/kernel";
import type { AgentId, Fact, QueueId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { SurveyFact } from "./survey-facts.ts";

type Started = Extract<SurveyFact, { type: "SurveyStarted" }>;
type Answered = Extract<SurveyFact, { type: "SurveyAnswered" }>;

/** Adds what the facts of any tenants say; a call is asked once, and the first answer to a question counts. */
export async function keepSurveys(facts: readonly Fact[], database: Database): Promise<void> {
  const own = (facts as readonly SurveyFact[]).filter(isStored);
  for (const [tenantId, ofTenant] of Map.groupBy(own, (fact) => fact.tenantId)) {
    const started = ofTenant.filter((fact) => fact.type === "SurveyStarted").map(surveyRow);
    const answered = ofTenant.filter((fact) => fact.type === "SurveyAnswered").map(answerRow);
    await database.withTenant(tenantId, async (trx) => {
      if (started.length > 0)
        await trx
          .insertInto("surveys")
          .values(started)
          .onConflict((on) => on.doNothing())
          .execute();
      if (answered.length > 0)
        await trx
          .insertInto("survey_answers")
          .values(answered)
          .onConflict((on) => on.doNothing())
          .execute();
    });
  }
}

function isStored(fact: SurveyFact): fact is Started | Answered {
  return fact.type === "SurveyStarted" || fact.type === "SurveyAnswered";
}

function surveyRow({ tenantId, callId, at, queueId, agentId }: Started) {
  return {
    tenant_id: tenantId,
    id: newId(at),
    call_id: callId,
    asked_at: new Date(at),
    queue_id: queueId,
    agent_id: agentId,
  };
}

function answerRow({ tenantId, callId, at, question, score }: Answered) {
  return { tenant_id: tenantId, id: newId(at), call_id: callId, answered_at: new Date(at), question, score };
}

export type SurveyGrouping = "queue" | "agent" | "day";

export type SurveyReportWanted = {
  readonly by: SurveyGrouping;
  readonly from: Date;
  /** Included. */
  readonly to: Date;
  readonly queueId: QueueId | undefined;
  readonly agentId: AgentId | undefined;
  /** In which days begin. */
  readonly timeZone: string;
};

/** What callers said of one queue, agent or day. */
export type SurveyFigures = {
  /** Id of the queue or agent, null for none; or the day as YYYY-MM-DD. */
  readonly key: string | null;
  /** Calls that were asked, and those of them that answered anything. */
  readonly asked: number;
  readonly responded: number;
  readonly questions: readonly QuestionFigures[];
};

export type QuestionFigures = {
  readonly question: string;
  readonly answers: number;
  /** How many gave 4 or 5. */
  readonly topTwo: number;
  readonly mean: number;
};

/** By when the survey began; ordered by key. */
export async function surveyReport(
  tenantId: TenantId,
  wanted: SurveyReportWanted,
  database: Database,
): Promise<SurveyFigures[]> {
  const key = {
    queue: sql<string | null>`s.queue_id::text`,
    agent: sql<string | null>`s.agent_id::text`,
    day: sql<string | null>`to_char(s.asked_at at time zone ${wanted.timeZone}, 'YYYY-MM-DD')`,
  }[wanted.by];
  const { rows } = await database.withTenant(tenantId, (trx) =>
    sql<ReportRow>`
      with chosen as (
        select s.tenant_id, s.call_id, ${key} as key from surveys s
        where s.tenant_id = ${tenantId} and s.asked_at >= ${wanted.from} and s.asked_at <= ${wanted.to}
          and (${wanted.queueId ?? null}::uuid is null or s.queue_id = ${wanted.queueId ?? null}::uuid)
          and (${wanted.agentId ?? null}::uuid is null or s.agent_id = ${wanted.agentId ?? null}::uuid)
      ), totals as (
        select c.key, count(*)::int as asked,
          count(*) filter (where exists (
            select from survey_answers a where a.tenant_id = c.tenant_id and a.call_id = c.call_id
          ))::int as responded
        from chosen c group by c.key
      ), answers as (
        select c.key, a.question, count(*)::int as answers,
          count(*) filter (where a.score >= 4)::int as top_two, avg(a.score)::float8 as mean
        from chosen c join survey_answers a on a.tenant_id = c.tenant_id and a.call_id = c.call_id
        group by c.key, a.question
      )
      select t.key, t.asked, t.responded, n.question, n.answers, n.top_two, n.mean
      from totals t left join answers n on n.key is not distinct from t.key
      order by t.key nulls last, n.question`.execute(trx),
  );
  return [...Map.groupBy(rows, (row) => row.key)].map(([group, ofGroup]) => ({
    key: group,
    asked: ofGroup[0]?.asked ?? 0,
    responded: ofGroup[0]?.responded ?? 0,
    questions: ofGroup.flatMap(({ question, answers, top_two: topTwo, mean }) =>
      question === null ? [] : [{ question, answers, topTwo, mean }],
    ),
  }));
}

type ReportRow = {
  readonly key: string | null;
  readonly asked: number;
  readonly responded: number;
  readonly question: string | null;
  readonly answers: number;
  readonly top_two: number;
  readonly mean: number;
};
