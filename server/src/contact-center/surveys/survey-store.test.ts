import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, FactId, QueueId, TenantId } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createTenant } from "#platform/tenancy";
import { surveySums } from "./survey-intervals.ts";
import type { SurveySumsQuery } from "./survey-intervals.ts";
import type { SurveyFact } from "./survey-facts.ts";
import { keepSurveys, surveyReport } from "./survey-store.ts";

let opened: TestDatabase;
before(async () => void (opened = await openTestDatabase()));
after(async () => opened.close());

const tenant = async (name: string) =>
  opened.database.withPlatform((trx) => createTenant(trx, { name, sipDomain: `${name}.example` }));

/** Half past eleven in the evening of the first of March in Shanghai, and an hour later. */
const [late, nextDay] = [Date.UTC(2026, 2, 1, 15, 30), Date.UTC(2026, 2, 1, 16, 30)];

type Story = { at: number; queueId: QueueId | null; agentId: AgentId | null; scores: Record<string, number> };

function told(tenantId: TenantId, { at, queueId, agentId, scores }: Story): SurveyFact[] {
  const shared = { version: 1, tenantId, callId: newId<CallId>(), at } as const;
  const subject = { queueId, agentId };
  const fact = () => ({ ...shared, id: newId<FactId>() });
  return [
    { ...fact(), type: "SurveyStarted", node: "asked", questions: Object.keys(scores), ...subject },
    ...Object.entries(scores).map(([question, score]): SurveyFact => ({
      ...fact(),
      type: "SurveyAnswered",
      question,
      score,
      ...subject,
    })),
    { ...fact(), type: "SurveyEnded", answers: Object.keys(scores).length },
  ];
}

test("satisfaction is the share of 4 and 5, the response rate that of callers who answered; by queue, agent and day", async () => {
  const [one, other] = [await tenant("one"), await tenant("other")];
  const [sales, service] = [newId<QueueId>(), newId<QueueId>()].toSorted();
  const [li, wang] = [newId<AgentId>(), newId<AgentId>()].toSorted();
  assert.ok(sales && service && li && wang);
  const facts = [
    ...told(one, { at: late, queueId: sales, agentId: li, scores: { service: 5, again: 1 } }),
    ...told(one, { at: late, queueId: sales, agentId: wang, scores: { service: 2 } }),
    ...told(one, { at: nextDay, queueId: sales, agentId: li, scores: {} }),
    ...told(one, { at: nextDay, queueId: null, agentId: null, scores: { service: 4 } }),
    ...told(other, { at: late, queueId: service, agentId: li, scores: { service: 1 } }),
  ];
  await keepSurveys(facts, opened.database);
  // The journal may tell everything again.
  await keepSurveys(facts, opened.database);
  const ask = (by: "queue" | "agent" | "day", more: { agentId?: AgentId; to?: number } = {}) =>
    surveyReport(
      one,
      {
        by,
        from: new Date(late),
        to: new Date(more.to ?? nextDay),
        queueId: undefined,
        agentId: more.agentId,
        timeZone: "Asia/Shanghai",
      },
      opened.database,
    );
  assert.deepEqual(await ask("queue"), [
    {
      key: sales,
      asked: 3,
      responded: 2,
      questions: [
        { question: "again", answers: 1, topTwo: 0, mean: 1 },
        { question: "service", answers: 2, topTwo: 1, mean: 3.5 },
      ],
    },
    {
      key: null,
      asked: 1,
      responded: 1,
      questions: [{ question: "service", answers: 1, topTwo: 1, mean: 4 }],
    },
  ]);
  const counts = (rows: Awaited<ReturnType<typeof ask>>) =>
    rows.map(({ key, asked, responded }) => [key, asked, responded]);
  assert.deepEqual(counts(await ask("agent")), [
    [li, 2, 1],
    [wang, 1, 1],
    [null, 1, 1],
  ]);
  assert.deepEqual(counts(await ask("day")), [
    ["2026-03-01", 2, 2],
    ["2026-03-02", 2, 1],
  ]);
  assert.deepEqual(counts(await ask("day", { agentId: wang })), [["2026-03-01", 1, 1]]);
  assert.deepEqual(counts(await ask("queue", { to: late })), [[sales, 2, 2]], "the end of the time is in it");
});

test("a call answers a question once: the first answer counts, and a second survey of the call is none", async () => {
  const tenantId = await tenant("again");
  const [first, ...rest] = told(tenantId, { at: late, queueId: null, agentId: null, scores: { service: 5 } });
  const [answer] = rest;
  assert.ok(first?.type === "SurveyStarted" && answer?.type === "SurveyAnswered");
  await keepSurveys([first, answer], opened.database);
  const again: SurveyFact[] = [
    { ...first, id: newId(), at: nextDay },
    { ...answer, id: newId(), score: 1 },
  ];
  await keepSurveys(again, opened.database);
  const wanted = {
    by: "day",
    from: new Date(0),
    to: new Date(nextDay + 1),
    timeZone: "Asia/Shanghai",
  } as const;
  const rows = await surveyReport(
    tenantId,
    { ...wanted, queueId: undefined, agentId: undefined },
    opened.database,
  );
  assert.deepEqual(rows, [
    {
      key: "2026-03-01",
      asked: 1,
      responded: 1,
      questions: [{ question: "service", answers: 1, topTwo: 1, mean: 5 }],
    },
  ]);
});

test("a report has the same sums by interval as by queue and agent, and none of other tenants", async () => {
  const [own, other] = [await tenant("intervals"), await tenant("intervals-other")];
  const [sales, service] = [newId<QueueId>(), newId<QueueId>()];
  const [li, wang] = [newId<AgentId>(), newId<AgentId>()];
  const stories: Story[] = [
    { at: late, queueId: sales, agentId: li, scores: { overall: 5, solved: 3 } },
    { at: late, queueId: sales, agentId: wang, scores: {} },
    { at: nextDay, queueId: service, agentId: li, scores: { overall: 4 } },
  ];
  const facts = [
    ...stories.flatMap((story) => told(own, story)),
    ...stories.flatMap((story) => told(other, story)),
  ];
  await keepSurveys(facts, opened.database);
  const bounds = [late, nextDay, nextDay + 1];
  const sums = async (query: Partial<SurveySumsQuery>) =>
    (await surveySums(own, { bounds, by: "all", ...query }, opened.database)).map(
      ({ interval, id, asked, responded, answers, topTwo }) => [
        interval,
        id,
        asked,
        responded,
        answers,
        topTwo,
      ],
    );
  assert.deepEqual(await sums({}), [
    [0, null, 2, 1, 2, 1],
    [1, null, 1, 1, 1, 1],
  ]);
  assert.deepEqual(await sums({ by: "queue", agentId: li }), [
    [0, sales, 1, 1, 2, 1],
    [1, service, 1, 1, 1, 1],
  ]);
  const ofSales = [
    [0, li, 1, 1, 2, 1],
    [0, wang, 1, 0, 0, 0],
  ].toSorted((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1));
  assert.deepEqual(await sums({ by: "agent", queueId: sales, bounds: [late, late + 1] }), ofSales);
  assert.deepEqual(await sums({ bounds: [nextDay + 1, nextDay + 2] }), []);
});
