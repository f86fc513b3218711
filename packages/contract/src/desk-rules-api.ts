// How agents work at their desks: away reasons, what takes readiness away, wrap-up, signing in to queues.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { awayReasonSchema, idSchema, wordsSchema } from "./shapes.ts";

const minutesSchema = z.int().min(1).max(480);

export const awayReasonSettingSchema = z.object({
  /** Stays the same when the names change; the system's own reasons are not among them. */
  code: awayReasonSchema,
  name: wordsSchema,
  /** Who stays away longer is shown to supervisors; null: no limit. */
  limitMinutes: minutesSchema.nullable(),
  /** The time counts as work, as training does. */
  countsAsWork: z.boolean(),
});
export type AwayReasonSetting = z.infer<typeof awayReasonSettingSchema>;

const tenantDeskRulesSchema = z.object({
  /** In the order to show. */
  awayReasons: z.array(awayReasonSettingSchema).min(1).max(30),
  /** Calls missed in a row until the agent is away; 0: never. */
  missesToAway: z.int().min(0).max(20),
  /** A break after a call that was talked longer; null: none. */
  longCall: z.object({ overMinutes: minutesSchema, breakMinutes: minutesSchema }).nullable(),
  /** Whose phones answer by themselves, whatever the queue. */
  autoAnswerAgentIds: z.array(idSchema).max(10_000).default([]),
  /** A parked caller whom nobody picks up in that time comes back to whoever parked them. */
  parkSeconds: z.int().min(10).max(1800).default(120),
});

const queueDeskRulesSchema = z.object({
  /** Null: as for all queues. */
  missesToAway: z.int().min(0).max(20).nullable(),
  /** Agents may sign out of this queue, and in again, by themselves. */
  agentsMayLeave: z.boolean(),
  /** Phones answer callers of this queue by themselves. */
  autoAnswer: z.boolean().default(false),
  /** Shown on the desk beside a caller of this queue: Markdown; empty: nothing. */
  script: z.string().max(20_000).default(""),
  /** Null: each agent's own. */
  wrapUpSeconds: z.int().min(0).max(3600).nullable(),
});

export const deskRulesSchema = tenantDeskRulesSchema.extend({
  queues: z.array(queueDeskRulesSchema.extend({ id: idSchema, name: z.string() })),
});
export type DeskRulesView = z.infer<typeof deskRulesSchema>;

export const getDeskRules = defineEndpoint({
  method: "GET",
  path: "/api/v1/desk-rules",
  summary: "Away reasons, and how agents work at their desks: for all queues, and for each",
  tag: "configuration",
  access: "desk.use",
  response: deskRulesSchema,
});

export const setDeskRules = defineEndpoint({
  method: "PUT",
  path: "/api/v1/desk-rules",
  summary: "Sets the away reasons and what takes readiness away; agents go by it at once",
  tag: "configuration",
  access: "configuration.write",
  body: tenantDeskRulesSchema,
  response: z.object({}),
});

export const setQueueDeskRules = defineEndpoint({
  method: "PUT",
  path: "/api/v1/queues/{queueId}/desk-rules",
  summary: "Sets how agents work for one queue: wrap-up, missed calls, and whether they may sign out of it",
  tag: "configuration",
  access: "configuration.write",
  params: z.object({ queueId: idSchema }),
  body: queueDeskRulesSchema,
  response: z.object({}),
});

export const setQueueSignIn = defineEndpoint({
  method: "PUT",
  path: "/api/v1/desk/queues/{queueId}",
  summary: "Sign in to one of my queues, or out of it, where that is left to me",
  tag: "desk",
  access: "desk.use",
  params: z.object({ queueId: idSchema }),
  body: z.object({ signedIn: z.boolean() }),
  response: z.object({}),
});
