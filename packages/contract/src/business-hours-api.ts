// Calendars: when a queue, or a way through a flow, is open.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema } from "./shapes.ts";

const beginSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected HH:MM");
const endSchema = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "expected HH:MM, at most 24:00");
const dateSchema = z.iso.date();
const spansSchema = z.array(z.object({ from: beginSchema, to: endSchema })).max(12);

const calendarInput = z.object({
  name: z.string().trim().min(1).max(60),
  /** Monday first; a day without spans is closed. By the clock of the tenant's time zone. */
  week: z.array(spansSchema).length(7),
  /** Days that are otherwise than their week, the first and the last named; the first that fits counts. */
  exceptions: z
    .array(
      z.object({
        name: z.string().trim().max(60),
        from: dateSchema,
        until: dateSchema,
        spans: spansSchema,
      }),
    )
    .max(400),
});
export type CalendarInput = z.infer<typeof calendarInput>;

const calendarSchema = calendarInput.extend({ id: idSchema, openNow: z.boolean() });
export type CalendarView = z.infer<typeof calendarSchema>;

const calendarParams = z.object({ calendarId: idSchema });

export const listCalendars = defineEndpoint({
  method: "GET",
  path: "/api/v1/business-hours",
  summary: "Calendars of opening hours, each with whether it is open now, and the time zone they hold in",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ timeZone: z.string(), calendars: z.array(calendarSchema) }),
});

export const createCalendar = defineEndpoint({
  method: "POST",
  path: "/api/v1/business-hours",
  summary: "Adds a calendar of opening hours",
  tag: "configuration",
  access: "configuration.write",
  body: calendarInput,
  response: z.object({ id: idSchema }),
});

export const updateCalendar = defineEndpoint({
  method: "PUT",
  path: "/api/v1/business-hours/{calendarId}",
  summary: "Changes a calendar; queues and flows that go by it do so at once",
  tag: "configuration",
  access: "configuration.write",
  params: calendarParams,
  body: calendarInput,
  response: z.object({ id: idSchema }),
});

export const deleteCalendar = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/business-hours/{calendarId}",
  summary: "Removes a calendar that no queue and no published flow goes by",
  tag: "configuration",
  access: "configuration.write",
  params: calendarParams,
  response: z.object({}),
});
