// The state of this node, for the operator's command line and the console.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { timeSchema } from "./shapes.ts";

export const systemStatusSchema = z.object({
  version: z.string(),
  startedAt: timeSchema,
  database: z.object({
    state: z.enum(["up", "down"]),
    kind: z.enum(["embedded", "external"]),
    journalDepth: z.int(),
  }),
  media: z.object({ state: z.enum(["up", "down"]), pid: z.int().nullable(), legs: z.int() }),
  sip: z.object({ port: z.int(), registrations: z.int(), dialogs: z.int(), transactions: z.int() }),
  calls: z.int(),
});
export type SystemStatus = z.infer<typeof systemStatusSchema>;

export const getSystemStatus = defineEndpoint({
  method: "GET",
  path: "/api/v1/system/status",
  summary: "State of this node: database, media, signalling, calls",
  tag: "system",
  access: "system.read",
  response: systemStatusSchema,
});
