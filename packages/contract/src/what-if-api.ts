// What if: a day of a queue that is over, replayed as it was and with changes, beside what happened.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

const shareSchema = z.number().nullable();
const msSchema = z.number().nullable();

/** Means of one day where replays are counted together. */
const dayFiguresSchema = z.object({
  /** Always answered + abandoned + flowedOut. */
  offered: z.number(),
  answered: z.number(),
  abandoned: z.number(),
  flowedOut: z.number(),
  /** Answered in time of offered, 0 to 1. */
  serviceLevel: shareSchema,
  abandonment: shareSchema,
  /** Of the answered. */
  averageWaitMs: msSchema,
  p90WaitMs: msSchema,
  /** Contact time of contact time and idle time; agents' time for other queues is neither. */
  occupancy: shareSchema,
  /** At the queue's disposal or busy with its callers, added up over its agents. */
  agentMs: z.number(),
});
export type WhatIfFigures = z.infer<typeof dayFiguresSchema>;

const rangeSchema = z.object({ low: z.number(), high: z.number() }).nullable();
/** Eight of ten replays lie between; null where one of them had nothing to divide by. */
const spreadSchema = z.object({
  serviceLevel: rangeSchema,
  abandonment: rangeSchema,
  averageWaitMs: rangeSchema,
  p90WaitMs: rangeSchema,
  occupancy: rangeSchema,
});
const replayedSchema = z.object({ total: dayFiguresSchema, spread: spreadSchema });

/** On the wall of the tenant's time zone; half-hours that begin from `from` to before `to`. */
const wallTimeSchema = z.string().regex(/^([01][0-9]|2[0-3]):(00|30)$/);

const changesSchema = z.object({
  staffing: z
    .array(
      z.object({
        from: wallTimeSchema,
        to: wallTimeSchema.or(z.literal("24:00")),
        /** More, or fewer when negative. */
        agents: z.int().min(-200).max(200),
      }),
    )
    .max(20)
    .default([]),
  /** What is left out stays as the queue is set. */
  strategy: z.enum(["longest-idle", "least-calls", "most-skilled", "round-robin"]).optional(),
  /** In the place of all minimums that the queue asks for. */
  skills: z
    .array(z.object({ skillId: idSchema, minimum: z.int().min(1).max(10) }))
    .max(20)
    .optional(),
  /** In the place of the queue's rules by wait and by size; null: no such rule. */
  overflow: z
    .object({
      waitSeconds: z.int().min(1).max(86_400).nullable(),
      callers: z.int().min(1).max(10_000).nullable(),
    })
    .optional(),
});
export type WhatIfChanges = z.infer<typeof changesSchema>;

const whatIfSchema = z.object({
  timeZone: z.string(),
  /** Answered within that time is in time. */
  targetSeconds: z.number(),
  happened: z.object({ total: dayFiguresSchema }),
  replayed: replayedSchema,
  changed: replayedSchema,
  /** By half-hours, by when callers came. */
  intervals: z.array(
    z.object({
      from: timeSchema,
      to: timeSchema,
      happened: dayFiguresSchema,
      replayed: dayFiguresSchema,
      changed: dayFiguresSchema,
    }),
  ),
  model: z.object({
    replications: z.int(),
    /** How long a caller would wait on average; null: nobody gave up, and nobody is taken to. */
    patienceSeconds: z.number().nullable(),
    /** How long phones rang until somebody answered. */
    ringSeconds: z.number(),
    /** Who was there for this queue at any time of the day. */
    agents: z.int(),
  }),
});
export type WhatIf = z.infer<typeof whatIfSchema>;

export const runWhatIf = defineEndpoint({
  method: "POST",
  path: "/api/v1/queues/{queueId}/what-if",
  summary:
    "Replays a day of a queue that is over, as it was and with other staffing, strategy, skills or overflow, beside what happened; ends when the connection is closed",
  tag: "reports",
  access: "reports.read",
  params: z.object({ queueId: idSchema }),
  body: z.object({
    /** Of the tenant's calendar. */
    day: z.iso.date(),
    changes: changesSchema.prefault({}),
    /** The same one gives the same result. */
    seed: z.int().min(0).max(1_000_000).default(1),
  }),
  response: whatIfSchema,
});
