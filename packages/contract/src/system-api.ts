// The state of this node, for the operator's command line and the console.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { timeSchema } from "./shapes.ts";

/** One certificate of this node, for HTTPS and SIP over TLS. */
export const certificateStatusSchema = z.object({
  /** Of its files. */
  name: z.string(),
  /** Host names and addresses it stands for. */
  names: z.array(z.string()),
  /** Who signed it. */
  issuer: z.string(),
  selfSigned: z.boolean(),
  notAfter: timeSchema.nullable(),
  /** Whole days; negative when it has expired. */
  daysLeft: z.int().nullable(),
  /** "expires-soon" within 30 days, "expires-in-days" within 7; "unreadable": its files are bad, the one before is kept. */
  state: z.enum(["ok", "expires-soon", "expires-in-days", "expired", "unreadable"]),
  /** What is wrong with its files, in English. */
  message: z.string().nullable(),
});
export type CertificateStatus = z.infer<typeof certificateStatusSchema>;

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
  /** The one for clients that name no host comes first. */
  certificates: z.array(certificateStatusSchema),
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
