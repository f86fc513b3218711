// How queues choose among their agents, and what they settle about their callers.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema } from "./shapes.ts";

/** From 1, knows a little, to 10, nobody better. */
const levelSchema = z.int().min(1).max(10);
const strategySchema = z.enum(["longest-idle", "least-calls", "most-skilled", "round-robin"]);
/** A target or a rule of 0 can be sent: it is refused with its reason. */
const secondsSchema = z.int().min(0).max(86_400);

const overflowSchema = z.object({
  when: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("wait"), seconds: secondsSchema }),
    /** Asked when the caller comes. */
    z.object({ kind: z.literal("estimated-wait"), seconds: secondsSchema }),
    /** So many wait already. */
    z.object({ kind: z.literal("size"), callers: z.int().min(0).max(10_000) }),
    z.object({ kind: z.literal("nobody-on-duty") }),
    /** By the queue's calendar. */
    z.object({ kind: z.literal("closed") }),
  ]),
  to: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("queue"), queueId: idSchema }),
    z.object({ kind: z.literal("flow"), flowId: idSchema }),
    /** A message for this queue's mailbox, and then the call ends. */
    z.object({ kind: z.literal("voicemail") }),
    /** Heard, and then the call ends. */
    z.object({ kind: z.literal("message"), prompt: z.string().regex(/^[a-z0-9-]{1,64}$/) }),
    z.object({ kind: z.literal("external"), number: z.string().regex(/^\+?[0-9*#]{2,32}$/) }),
  ]),
});
export type OverflowRule = z.infer<typeof overflowSchema>;

const ringSchema = z.object({
  afterSeconds: z.int().min(0).max(3600),
  /** In the place of the queue's; 0 asks for nothing. */
  minimums: z.array(z.object({ skillId: idSchema, minimum: z.int().min(0).max(10) })).max(20),
});

const queueRoutingInput = z.object({
  /** Who comes first among the free agents with the skills. */
  strategy: strategySchema,
  /** Added to each caller's own. */
  priority: z.int().min(0).max(100),
  /** A caller of one priority more goes as if they had waited that much longer. */
  priorityStepSeconds: z.int().min(1).max(3600).default(60),
  /** An agent of several queues goes where this time is over first. */
  serviceLevelSeconds: z.int().min(0).max(3600),
  /** Share of callers to be answered within that time. */
  goalPercent: z.int().min(0).max(100).default(80),
  skills: z.array(z.object({ skillId: idSchema, minimum: levelSchema })).max(20),
  /** Bullseye: minimums that fall with the wait, in order of time. */
  rings: z.array(ringSchema).max(10).default([]),
  /** How many free agents are rung at once; the first to answer has the caller. */
  ringAtOnce: z.int().min(1).max(20).default(1),
  /** How long a caller is kept for the agent they spoke with last, while that one is at work; 0: not at all. */
  lastAgentSeconds: z.int().min(0).max(3600).default(0),
  /** So long ago that talk may be. */
  lastAgentHours: z.int().min(1).max(720).default(24),
  /** Members whom this queue sends nobody. */
  excludedAgentIds: z.array(idSchema).max(10_000).default([]),
  /** Null: always open. */
  calendarId: idSchema.nullable().default(null),
  /** The first rule that is met counts. */
  overflow: z.array(overflowSchema).max(20).default([]),
  /** What waiting callers are told. */
  announces: z.enum(["thanks", "position", "wait", "position-and-wait"]).default("thanks"),
  /** Every so often; 0: never. */
  announcementSeconds: z.int().min(0).max(600).default(20),
  /** Callers who wait may ask to be called back; their place in line is kept. */
  callback: z
    .object({
      /** The key that asks for it, said with each announcement; null: none does. */
      key: z
        .string()
        .regex(/^[0-9]$/)
        .nullable()
        .default(null),
      /** How often the number is called. */
      attempts: z.int().min(1).max(10).default(3),
      gapSeconds: z.int().min(5).max(86_400).default(300),
      /** After so long it is given up. */
      expiryHours: z.int().min(1).max(336).default(24),
      ringSeconds: z.int().min(10).max(120).default(40),
      /** Who is called first when an agent is free: the caller, or that agent, who then hears it ring. */
      first: z.enum(["caller", "agent"]).default("caller"),
    })
    .prefault({}),
});
const agentSkillsInput = z.object({
  skills: z.array(z.object({ skillId: idSchema, level: levelSchema })).max(100),
});
const skillSchema = z.object({ id: idSchema, name: z.string() });

export const routingSchema = z.object({
  skills: z.array(skillSchema),
  queues: z.array(queueRoutingInput.extend({ id: idSchema })),
  agents: z.array(agentSkillsInput.extend({ id: idSchema })),
});
export type RoutingView = z.infer<typeof routingSchema>;

export const getRouting = defineEndpoint({
  method: "GET",
  path: "/api/v1/routing",
  summary: "Skills, what each queue asks for and settles about its callers, and what each agent knows",
  tag: "configuration",
  access: "configuration.read",
  response: routingSchema,
});

export const setQueueRouting = defineEndpoint({
  method: "PUT",
  path: "/api/v1/queues/{queueId}/routing",
  summary: "Sets how a queue chooses, overflows and announces; callers who wait go by it at once",
  tag: "configuration",
  access: "configuration.write",
  params: z.object({ queueId: idSchema }),
  body: queueRoutingInput,
  response: z.object({}),
});

export const setAgentSkills = defineEndpoint({
  method: "PUT",
  path: "/api/v1/agents/{agentId}/skills",
  summary: "Sets what an agent knows, and how well",
  tag: "configuration",
  access: "configuration.write",
  params: z.object({ agentId: idSchema }),
  body: agentSkillsInput,
  response: z.object({}),
});

export const createSkill = defineEndpoint({
  method: "POST",
  path: "/api/v1/skills",
  summary: "Adds a skill; one that is there already is given back",
  tag: "configuration",
  access: "configuration.write",
  body: z.object({ name: z.string().trim().min(1).max(60) }),
  response: skillSchema,
});

export const deleteSkill = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/skills/{skillId}",
  summary: "Removes a skill; no queue asks for it from then on",
  tag: "configuration",
  access: "configuration.write",
  params: z.object({ skillId: idSchema }),
  response: z.object({}),
});
