// Queues themselves: made, renamed, staffed and removed while calls run.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema } from "./shapes.ts";

const queueInput = z.object({
  name: z.string().trim().min(1).max(60),
  agentIds: z.array(idSchema).max(10_000),
  /** How long one agent's phone rings. */
  offerTimeoutSeconds: z.int().min(5).max(120).default(20),
  /** Null: each agent's own. */
  wrapUpSeconds: z.int().min(0).max(3600).nullable().default(null),
});
export type QueueInput = z.infer<typeof queueInput>;

const named = z.object({ id: idSchema, name: z.string() });

/** What would be without the queue. */
export const queueUseSchema = z.object({
  /** Callers in its line now: somebody has to say where they go. */
  waiting: z.int(),
  /** Callers who speak with an agent of it now: they go on speaking. */
  talking: z.int(),
  /** Published flows that lead into it: from then on they take their way for a queue that cannot be had. */
  flows: z.array(named),
  /** Queues that overflow into it. */
  queues: z.array(named),
});
export type QueueUse = z.infer<typeof queueUseSchema>;

const queueParams = z.object({ queueId: idSchema });

export const createQueue = defineEndpoint({
  method: "POST",
  path: "/api/v1/queues",
  summary: "Adds a queue",
  tag: "configuration",
  access: "configuration.write",
  body: queueInput,
  response: z.object({ id: idSchema }),
});

export const updateQueue = defineEndpoint({
  method: "PUT",
  path: "/api/v1/queues/{queueId}",
  summary: "Renames a queue and sets its agents; callers who wait keep their places",
  tag: "configuration",
  access: "configuration.write",
  params: queueParams,
  body: queueInput,
  response: z.object({ id: idSchema }),
});

export const getQueueUse = defineEndpoint({
  method: "GET",
  path: "/api/v1/queues/{queueId}/use",
  summary: "What is affected when a queue is removed: callers, flows, and queues that overflow into it",
  tag: "configuration",
  access: "configuration.read",
  params: queueParams,
  response: queueUseSchema,
});

export const deleteQueue = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/queues/{queueId}",
  summary:
    "Removes a queue; its callers go to another one, or on in their flow. Refused while callers wait and nobody says where",
  tag: "configuration",
  access: "configuration.write",
  params: queueParams,
  /** A queue, which is also where other queues overflow to from then on; or `flow`: each caller on in their flow. */
  query: z.object({ callersTo: z.union([idSchema, z.literal("flow")]).optional() }),
  response: z.object({}),
});

export const getSkillUse = defineEndpoint({
  method: "GET",
  path: "/api/v1/skills/{skillId}/use",
  summary:
    "What is affected when a skill is removed: queues that ask for it, their callers, and agents who know it",
  tag: "configuration",
  access: "configuration.read",
  params: z.object({ skillId: idSchema }),
  response: z.object({ queues: z.array(named), waiting: z.int(), agents: z.int() }),
});
