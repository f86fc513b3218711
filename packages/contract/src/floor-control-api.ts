// What supervisors do to agents and to callers who wait. Of two at once the first has their way; the other gets 409.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { awayReasonSchema, idSchema, timeSchema } from "./shapes.ts";

const agentParams = z.object({ agentId: idSchema });
/** `presenceSince` of the agent as the supervisor saw it. */
const seenSince = timeSchema;

export const forcePresence = defineEndpoint({
  method: "PUT",
  path: "/api/v1/agents/{agentId}/presence",
  summary: "Make an agent available or away; 409 when somebody changed their presence meanwhile",
  tag: "floor",
  access: "calls.supervise",
  params: agentParams,
  body: z.object({
    presence: z.enum(["available", "away"]),
    reason: awayReasonSchema.optional(),
    seenSince,
  }),
  response: z.object({}),
});

export const signOutAgent = defineEndpoint({
  method: "POST",
  path: "/api/v1/agents/{agentId}/sign-out",
  summary: "Sign an agent out, now or when their call and its wrap-up are over; they get no more callers",
  tag: "floor",
  access: "calls.supervise",
  params: agentParams,
  body: z.object({ seenSince }),
  response: z.object({}),
});

export const moveAgent = defineEndpoint({
  method: "PUT",
  path: "/api/v1/agents/{agentId}/queues",
  summary: "Say which queues an agent serves; takes effect at once, 409 when somebody moved them meanwhile",
  tag: "floor",
  access: "calls.supervise",
  params: agentParams,
  body: z.object({ queueIds: z.array(idSchema).max(1000), seenQueueIds: z.array(idSchema).max(1000) }),
  response: z.object({}),
});

export const assignCaller = defineEndpoint({
  method: "POST",
  path: "/api/v1/calls/{callId}/assign",
  summary: "Pick a caller out of the line and have this agent rung for them",
  tag: "floor",
  access: "calls.supervise",
  params: z.object({ callId: idSchema }),
  body: z.object({ agentId: idSchema }),
  response: z.object({}),
});
