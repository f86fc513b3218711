// Calendars of opening hours. Changes take effect at once.
import { endpoints } from "@tandem/contract";
import type { CalendarInput } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { CalendarId, Result, TenantId } from "@tandem/kernel";
import { deleteCalendar, hoursProblems, storeCalendar } from "#contact-center/business-hours";
import type { BusinessHours, HoursProblem } from "#contact-center/business-hours";
import { loadRoutingSettings } from "#contact-center/queues";
import type { Flows } from "#contact-center/flows";
import type { Queues } from "#contact-center/queues";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type BusinessHoursRoutesOptions = {
  readonly database: Database;
  readonly businessHours: BusinessHours;
  readonly queues: Queues;
  readonly flows: Flows;
  readonly log: Logger;
  /** Takes the tenant's stored calendars over into the running node. */
  readonly reload: (tenantId: TenantId) => Promise<void>;
};

export function addBusinessHoursRoutes(router: Router, options: BusinessHoursRoutesOptions): void {
  const { database, businessHours } = options;
  router.add(endpoints.listCalendars, async ({ person }) =>
    ok({
      timeZone: person.tenant.timeZone,
      calendars: businessHours.ofTenant(person.tenant.id).map(({ record, open }) => ({
        id: record.id,
        name: record.name,
        week: record.week.map((spans) => [...spans]),
        exceptions: record.exceptions.map((days) => ({ ...days, spans: [...days.spans] })),
        openNow: open,
      })),
    }),
  );
  router.add(endpoints.createCalendar, ({ person, body }) => store(options, person, undefined, body));
  router.add(endpoints.updateCalendar, ({ person, params, body }) =>
    store(options, person, params.calendarId as CalendarId, body),
  );
  router.add(endpoints.deleteCalendar, async ({ person, params }) => {
    const { id: tenantId } = person.tenant;
    const calendarId = params.calendarId as CalendarId;
    const user = await userOf(options, tenantId, calendarId);
    if (user !== undefined)
      return err({
        kind: "still-bound",
        message: `${user} goes by these hours; give it others first`,
        reason: "hours-in-use",
        subject: user,
      });
    if (!(await deleteCalendar(tenantId, database, calendarId))) return err(notFound);
    await options.reload(tenantId);
    audit(options, person, "business hours deleted");
    return ok({});
  });
}

async function store(
  options: BusinessHoursRoutesOptions,
  person: Person,
  id: CalendarId | undefined,
  body: CalendarInput,
): Promise<Result<{ id: string }, Failure>> {
  const [problem] = hoursProblems(body);
  if (problem) return err(notUsable(problem));
  const stored = await storeCalendar(person.tenant.id, options.database, { id, ...body });
  if (stored === "not-found") return err(notFound);
  if (stored === "name-taken") return err({ kind: "name-taken", field: "body.name" });
  await options.reload(person.tenant.id);
  audit(options, person, id ? "business hours changed" : "business hours created");
  return ok({ id: stored });
}

/** The name of a queue or of a flow that goes by this calendar. */
async function userOf(
  { database, queues, flows }: BusinessHoursRoutesOptions,
  tenantId: TenantId,
  calendarId: CalendarId,
): Promise<string | undefined> {
  const { queues: settings } = await loadRoutingSettings(tenantId, database);
  const queue = [...settings].find(([, { calendarId: own }]) => own === calendarId);
  if (queue) return queues.get(tenantId, queue[0])?.name ?? "a queue";
  return flows.usersOf(tenantId, { kind: "calendar", id: calendarId })[0];
}

const messages: Readonly<Record<HoursProblem["kind"], string>> = {
  "span-backwards": "a span of hours ends before it begins",
  "spans-overlap": "two spans of a day lie on one another",
  "dates-backwards": "days that are otherwise end before they begin",
};

function notUsable({ kind, place, in: where }: HoursProblem): Failure {
  return { kind: "not-usable", message: messages[kind], field: `body.${where}.${place}`, reason: kind };
}

const notFound: Failure = {
  kind: "not-found",
  message: "it is not there any more; it may have been deleted",
};
