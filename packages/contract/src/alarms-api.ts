// From where on a queue's figures are a warning or an alarm, and who is told by mail or webhook.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

export const alarmFigureSchema = z.enum([
  "longestSeconds",
  "waiting",
  "serviceLevel",
  "abandonment",
  "agentsAvailable",
]);
export type AlarmFigure = z.infer<typeof alarmFigureSchema>;
export const alarmLevelSchema = z.enum(["warning", "alarm"]);

/** Of these figures less is worse. */
const lowIsBad: ReadonlySet<AlarmFigure> = new Set<AlarmFigure>(["serviceLevel", "agentsAvailable"]);

/** Whether a figure that gets worse comes to its warning first. Null: nothing at that level. */
export function isWarnedFirst(
  figure: AlarmFigure,
  [warning, alarm]: readonly [number | null, number | null],
): boolean {
  if (warning === null || alarm === null) return true;
  return lowIsBad.has(figure) ? warning >= alarm : warning <= alarm;
}

const limitsOf = (figure: AlarmFigure, limit: z.ZodType<number>) =>
  z
    .tuple([limit.nullable(), limit.nullable()])
    .refine((limits) => isWarnedFirst(figure, limits), "the warning has to come before the alarm");
const count = z.int().min(1).max(10_000);

/** A warning and an alarm for each figure. */
export const thresholdsSchema = z.object({
  limits: z.object({
    longestSeconds: limitsOf("longestSeconds", z.int().min(1).max(86_400)),
    waiting: limitsOf("waiting", count),
    /** Of today, per cent; below is bad. Of fewer than ten callers it is not judged. */
    serviceLevel: limitsOf("serviceLevel", z.number().min(0).max(100)),
    /** Of today, per cent. */
    abandonment: limitsOf("abandonment", z.number().gt(0).max(100)),
    /** Fewer are bad. */
    agentsAvailable: limitsOf("agentsAvailable", count),
  }),
  /** Crossed for so long until an alarm is raised, and good again for so long until it is cleared. */
  holdSeconds: z.int().min(1).max(3600),
});
export type Thresholds = z.infer<typeof thresholdsSchema>;

export const setQueueThresholds = defineEndpoint({
  method: "PUT",
  path: "/api/v1/queues/{queueId}/thresholds",
  summary: "Sets from where on a queue's figures are a warning, and an alarm",
  tag: "floor",
  access: "floor.limits",
  params: z.object({ queueId: idSchema }),
  body: thresholdsSchema,
  response: z.object({}),
});

const recipientInput = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("mail"),
    address: z.email().max(254).meta(personal),
    leastLevel: alarmLevelSchema,
  }),
  z.object({
    kind: z.literal("webhook"),
    /** Without name and password: the signature says who calls. */
    address: z
      .url({ protocol: /^https$/ })
      .max(2000)
      .refine((text) => !URL.parse(text)?.username && !URL.parse(text)?.password),
    leastLevel: alarmLevelSchema,
  }),
]);

const recipientSchema = z.object({
  id: idSchema,
  kind: z.enum(["mail", "webhook"]),
  address: z.string().meta(personal),
  /** Told from there on. */
  leastLevel: alarmLevelSchema,
});
export type AlarmRecipient = z.infer<typeof recipientSchema>;

const deliverySchema = z.object({
  id: idSchema,
  recipientId: idSchema,
  event: z.object({
    kind: z.enum(["raised", "cleared", "test"]),
    at: timeSchema,
    queueName: z.string(),
    figure: alarmFigureSchema.nullable(),
    level: alarmLevelSchema,
  }),
  state: z.enum(["waiting", "delivered", "failed"]),
  attempts: z.int(),
  /** Of the last try, such as `HTTP 500`; empty before the first. */
  outcome: z.string(),
  triedAt: timeSchema.nullable(),
});
export type AlarmDelivery = z.infer<typeof deliverySchema>;

export const listAlarmRecipients = defineEndpoint({
  method: "GET",
  path: "/api/v1/alarm-recipients",
  summary:
    "Who is told of alarms by mail or webhook, and what came of the last 50 deliveries, the newest first",
  tag: "configuration",
  access: "configuration.write",
  response: z.object({ recipients: z.array(recipientSchema), deliveries: z.array(deliverySchema) }),
});

export const createAlarmRecipient = defineEndpoint({
  method: "POST",
  path: "/api/v1/alarm-recipients",
  summary: "Adds who is told of alarms; the secret that signs what a webhook gets is answered this once",
  tag: "configuration",
  access: "configuration.write",
  body: recipientInput,
  response: z.object({ id: idSchema, secret: z.string().nullable() }),
});

const recipientParams = z.object({ recipientId: idSchema });

export const deleteAlarmRecipient = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/alarm-recipients/{recipientId}",
  summary: "Removes who is told of alarms, with the outcomes of their deliveries",
  tag: "configuration",
  access: "configuration.write",
  params: recipientParams,
  response: z.object({}),
});

export const testAlarmRecipient = defineEndpoint({
  method: "POST",
  path: "/api/v1/alarm-recipients/{recipientId}/test",
  summary: "Sends a trial; what came of it stands among the deliveries",
  tag: "configuration",
  access: "configuration.write",
  params: recipientParams,
  response: z.object({}),
});
