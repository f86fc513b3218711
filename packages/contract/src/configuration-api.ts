// Reading how the tenant is set up.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema } from "./shapes.ts";

export const setupSchema = z.object({
  numbers: z.array(z.object({ id: idSchema, number: z.string(), flowId: idSchema, flowName: z.string() })),
  queues: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      agentIds: z.array(idSchema),
      offerTimeoutSeconds: z.int(),
      announcementSeconds: z.int(),
      /** Null: each agent's own. */
      wrapUpSeconds: z.int().nullable(),
    }),
  ),
  agents: z.array(z.object({ id: idSchema, extension: z.string(), displayName: z.string().meta(personal) })),
  trunks: z.array(z.object({ id: idSchema, name: z.string(), addresses: z.array(z.string()) })),
  flows: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      version: z.int(),
      document: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type Setup = z.infer<typeof setupSchema>;

export const getSetup = defineEndpoint({
  method: "GET",
  path: "/api/v1/setup",
  summary: "Numbers, queues, agents, trunks and published flows of this tenant",
  tag: "configuration",
  access: "configuration.read",
  response: setupSchema,
});
