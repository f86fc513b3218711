// Reports: the standard metrics of queues and agents by interval, as numbers and as files.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, localeSchema, timeSchema } from "./shapes.ts";

/** 0 to 1; null when there was nothing to divide by. */
const shareSchema = z.number().nullable();
const meanMsSchema = z.number().nullable();
const countSchema = z.int();

export const reportFiguresSchema = z.object({
  /** Always answered + abandoned + flowedOut. */
  offered: countSchema,
  answered: countSchema,
  abandoned: countSchema,
  flowedOut: countSchema,
  /** Of those who flowed out: asked to be called back, which is no abandon. */
  callbacks: countSchema,
  shortAbandoned: countSchema,
  returned: countSchema,
  /** Answered in time of offered; of offered without short abandons; of answered; with those who gave up in time as served. */
  serviceLevel: shareSchema,
  serviceLevelNoShort: shareSchema,
  serviceLevelAnsweredOnly: shareSchema,
  serviceLevelRemoved: shareSchema,
  abandonment: shareSchema,
  abandonmentNoShort: shareSchema,
  averageWaitMs: meanMsSchema,
  longestWaitMs: countSchema,
  handled: countSchema,
  averageHandlingMs: meanMsSchema,
  talkMs: countSchema,
  holdMs: countSchema,
  wrapUpMs: countSchema,
  firstContactResolution: shareSchema,
  /** Answers of 4 or 5 of all answers of surveys (CSAT, top two box), by when callers were asked. */
  satisfaction: shareSchema,
  /** Callers who answered anything of those who were asked. */
  responseRate: shareSchema,
  surveyed: countSchema,
  responded: countSchema,
  /** Numbers outside that agents called, from the desk or a phone, by when; by queue: on its behalf. Callbacks are none. */
  outboundAttempts: countSchema,
  outboundConnected: countSchema,
  /** Without hold. */
  outboundTalkMs: countSchema,
  /** Of all agents, or of one; null where a queue alone is asked for. */
  occupancy: shareSchema,
  contactMs: countSchema.nullable(),
  idleMs: countSchema.nullable(),
  awayMs: countSchema.nullable(),
});
export type ReportFigures = z.infer<typeof reportFiguresSchema>;

export const reportRowSchema = reportFiguresSchema.extend({
  from: timeSchema,
  to: timeSchema,
  /** Of the queue or agent; null in a report of all. */
  id: idSchema.nullable(),
  name: z.string().meta(personal),
});
export type ReportRow = z.infer<typeof reportRowSchema>;

const dateSchema = z.iso.date();

export const reportQuerySchema = z.object({
  /** Days of the tenant's calendar, the last one included. */
  firstDay: dateSchema,
  lastDay: dateSchema,
  /** Minutes, a day, or the whole period in one. */
  interval: z.enum(["15", "30", "60", "day", "period"]).default("60"),
  /** Whether a contact counts when it was offered, or when it was answered, gave up or went elsewhere. */
  rule: z.enum(["enqueue", "answer"]).default("enqueue"),
  by: z.enum(["all", "queue", "agent"]).default("all"),
  queueId: idSchema.optional(),
  agentId: idSchema.optional(),
  /** An abandon before this many seconds is short. */
  shortSeconds: z.coerce.number().int().min(0).max(600).default(5),
});
export type ReportQuery = z.infer<typeof reportQuerySchema>;

export const reportSchema = z.object({
  timeZone: z.string(),
  /** Answer within that time, by queue. */
  targets: z.array(z.object({ queueId: idSchema, seconds: z.int() })),
  rows: z.array(reportRowSchema),
  total: reportFiguresSchema,
});
export type Report = z.infer<typeof reportSchema>;

export const getReport = defineEndpoint({
  method: "GET",
  path: "/api/v1/reports",
  summary:
    "Offered, answered, abandoned, service levels, waits, handling, resolution, satisfaction, calls out and occupancy by interval, queue or agent",
  tag: "reports",
  access: "reports.read",
  query: reportQuerySchema,
  response: reportSchema,
});

/** Answers the file as a download, sent as it is counted. */
export const exportReport = defineEndpoint({
  method: "GET",
  path: "/api/v1/reports/export",
  summary: "The same as a file: CSV (UTF-8 with a byte order mark) or an Excel workbook",
  tag: "reports",
  access: "reports.read",
  query: reportQuerySchema.extend({ format: z.enum(["csv", "xlsx"]), locale: localeSchema.default("zh-CN") }),
  response: z.any().meta({ contentType: "text/csv" }),
});
