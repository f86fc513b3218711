// What if: reads a queue's day, has it replayed, and answers it beside what happened.
import { endpoints } from "@tandem/contract";
import type { WhatIf, WhatIfChanges as ChangesView } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Clock, QueueId, Result, SkillId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import { isOpenAt } from "#contact-center/business-hours";
import type { BusinessHours } from "#contact-center/business-hours";
import { dayBounds, intervalBounds } from "#contact-center/metrics";
import { agentRoutings, loadRoutingSettings, queueRouting } from "#contact-center/queues";
import type { QueueRecord, Queues, RoutingSettings } from "#contact-center/queues";
import { routingProblems } from "#contact-center/routing";
import { changedQueue, halfHoursBetween, loadRecordedDay, spansWhere } from "#contact-center/what-if";
import type {
  RecordedDay,
  WhatIfChanges,
  WhatIfFailure,
  WhatIfResult,
  WhatIfRuns,
} from "#contact-center/what-if";
import type { Database } from "#platform/database";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type WhatIfRoutesOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly agents: Pick<Agents, "ofTenant">;
  readonly queues: Pick<Queues, "get">;
  readonly businessHours: Pick<BusinessHours, "ofTenant">;
  readonly whatIfRuns: WhatIfRuns;
};

/** So many callers are replayed in each column; a busy day is replayed less often. */
const replayedCallers = 100_000;
const mostReplications = 20;
const leastReplications = 5;

export function addWhatIfRoutes(router: Router, options: WhatIfRoutesOptions): void {
  router.add(endpoints.runWhatIf, async ({ person, params, body, signal }) => {
    const { tenant, user } = person;
    const record = options.queues.get(tenant.id, params.queueId as QueueId);
    if (!record) return err({ kind: "not-found" });
    const bounds = overBounds(body.day, person, options.clock.now());
    if (!bounds.ok) return bounds;
    const settings = await loadRoutingSettings(tenant.id, options.database);
    const day = await dayOf(person, { record, settings, bounds: bounds.value }, options);
    if (!day.ok) return day;
    const changes = changesOf(body.changes, bounds.value, tenant.timeZone);
    const problem = problemOf(day.value, changes, settings);
    if (problem) return err(problem);
    const wanted = Math.floor(replayedCallers / day.value.contacts.length);
    const replications = Math.min(mostReplications, Math.max(leastReplications, wanted));
    const task = { day: day.value, changes, seed: body.seed, replications };
    const result = await options.whatIfRuns.run({ tenantId: tenant.id, userId: user.id }, task, signal);
    if (!result.ok) return err(failureOf(result.error));
    return ok(viewOf(result.value, day.value, { replications, timeZone: tenant.timeZone }));
  });
}

/** The half-hours of a day that is over. */
function overBounds(day: string, { tenant }: Person, now: number): Result<readonly number[], Failure> {
  const { timeZone } = tenant;
  const whole = dayBounds(day, day, timeZone);
  if (!whole) return err({ kind: "not-usable", field: "body.day" });
  if (whole.to > now)
    return refuse("day-not-over", "this day is not over yet; choose an earlier one", "body.day");
  return ok(intervalBounds(whole.from, whole.to, 30, timeZone));
}

type Asked = {
  readonly record: QueueRecord;
  readonly settings: RoutingSettings;
  readonly bounds: readonly number[];
};

async function dayOf(
  { tenant }: Person,
  { record, settings, bounds }: Asked,
  { agents, businessHours, database }: WhatIfRoutesOptions,
): Promise<Result<RecordedDay, Failure>> {
  const own = settings.queues.get(record.id);
  const members = agentRoutings(agents.ofTenant(tenant.id), [record], settings).filter(
    ({ queueIds, excludedQueueIds }) => queueIds.length > 0 && !excludedQueueIds.includes(record.id),
  );
  const calendar = businessHours.ofTenant(tenant.id).find((each) => each.record.id === own?.calendarId);
  const isOpen = (at: number) => !calendar || isOpenAt(calendar.record, at, tenant.timeZone);
  const queue = queueRouting(record.id, own);
  const open = spansWhere(bounds, isOpen);
  const day = await loadRecordedDay(tenant.id, { queue, bounds, agents: members, open }, database);
  return day.ok ? day : refuse(day.error.kind, refusals[day.error.kind], "body.day");
}

const refusals = {
  "no-calls": "no call came to this queue on that day; choose another day",
  "too-many-calls": "more calls came on that day than can be replayed here; use npm run simulate",
  "too-many-agents": "more agents served this queue than can be replayed here; use npm run simulate",
} as const;

function changesOf(changes: ChangesView, bounds: readonly number[], timeZone: string): WhatIfChanges {
  const { staffing, strategy, skills, overflow } = changes;
  return {
    staffing: staffing.map(({ from, to, agents }) => ({
      intervals: halfHoursBetween(bounds, timeZone, { from, to }),
      agents,
    })),
    strategy,
    skills: skills?.map(({ skillId, minimum }) => ({ skillId: skillId as SkillId, minimum })),
    overflow: overflow && {
      waitMs: overflow.waitSeconds === null ? null : overflow.waitSeconds * 1000,
      callers: overflow.callers,
    },
  };
}

/** What could never be. */
function problemOf(day: RecordedDay, changes: WhatIfChanges, settings: RoutingSettings): Failure | undefined {
  const { skills, staffing } = changes;
  const failure = (reason: string, message: string, field: string): Failure => {
    return { kind: "not-usable", message, field, reason };
  };
  if (staffing.some(({ intervals }) => intervals.length === 0))
    return failure("time-backwards", "a change of staffing ends before it begins", "body.changes.staffing");
  if (!skills) return undefined;
  const field = "body.changes.skills";
  if (new Set(skills.map(({ skillId }) => skillId)).size < skills.length)
    return failure("skill-twice", "a skill is named twice", field);
  if (!skills.every(({ skillId }) => settings.skills.some(({ id }) => id === skillId)))
    return failure("skill-gone", "this skill is gone; choose another", field);
  const agents = day.agents.map(({ routing }) => routing);
  const problem = routingProblems([changedQueue(day.queue, changes)], agents).find(
    ({ kind }) => kind === "nobody-has-the-skills",
  );
  return problem && failure(problem.kind, problem.message, field);
}

function refuse(reason: string, message: string, field: string) {
  return err({ kind: "not-usable", message, field, reason } as const);
}

function failureOf({ kind }: WhatIfFailure): Failure {
  switch (kind) {
    case "busy":
      return { kind: "what-if-busy", reason: "what-if-busy", retryAfterSeconds: 5 };
    case "too-long":
      return {
        kind: "not-usable",
        reason: "what-if-too-long",
        message: "it takes too long to replay this day",
      };
    case "replaced":
    case "cancelled":
      return { kind: "what-if-ended" };
    default:
      return kind satisfies never;
  }
}

function viewOf(
  { happened, replayed, changed, model }: WhatIfResult,
  { bounds, queue }: RecordedDay,
  { replications, timeZone }: { readonly replications: number; readonly timeZone: string },
): WhatIf {
  const moment = (at: number | undefined) => new Date(at ?? 0).toISOString();
  return {
    timeZone,
    targetSeconds: queue.targetMs / 1000,
    happened: { total: happened.total },
    replayed: { total: replayed.total, spread: replayed.spread },
    changed: { total: changed.total, spread: changed.spread },
    intervals: happened.intervals.map((figures, index) => ({
      from: moment(bounds[index]),
      to: moment(bounds[index + 1]),
      happened: figures,
      replayed: replayed.intervals[index] ?? figures,
      changed: changed.intervals[index] ?? figures,
    })),
    model: {
      replications,
      patienceSeconds: model.patienceMs === null ? null : model.patienceMs / 1000,
      ringSeconds: model.ringMs / 1000,
      agents: model.agents,
    },
  };
}
