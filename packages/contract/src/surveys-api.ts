// What callers said of the service they had.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

/** One answer on a call's page. */
export const surveyAnswerSchema = z.object({
  /** The question's name in the flow. */
  question: z.string(),
  /** From 1, the worst, to 5. */
  score: z.int().min(1).max(5),
});

const questionFiguresSchema = z.object({
  question: z.string(),
  answers: z.int(),
  /** How many gave 4 or 5. */
  topTwo: z.int(),
  /** Share of the answers that gave 4 or 5 (CSAT, top two box), 0 to 1. */
  satisfaction: z.number(),
  mean: z.number(),
});

const surveyFiguresSchema = z.object({
  /** Id of the queue or agent, null where no agent was reached; or the day in the tenant's time zone, `YYYY-MM-DD`. */
  key: z.string().nullable(),
  /** Name of the queue or agent; null of one that is gone, of none, and of a day. */
  name: z.string().nullable(),
  /** Calls that were asked. */
  asked: z.int(),
  /** Of these, those that answered at least one question. */
  responded: z.int(),
  /** 0 to 1. */
  responseRate: z.number(),
  questions: z.array(questionFiguresSchema),
});
export type SurveyFiguresView = z.infer<typeof surveyFiguresSchema>;

export const getSurveyReport = defineEndpoint({
  method: "GET",
  path: "/api/v1/surveys/report",
  summary:
    "Satisfaction by queue, agent or day: how many callers were asked, how many answered, and the share that gave 4 or 5",
  tag: "calls",
  access: "floor.watch",
  query: z.object({
    by: z.enum(["queue", "agent", "day"]),
    /** By when the caller was asked. */
    from: timeSchema,
    /** Included. */
    to: timeSchema,
    queueId: idSchema.optional(),
    agentId: idSchema.optional(),
  }),
  response: z.object({ rows: z.array(surveyFiguresSchema) }),
});
