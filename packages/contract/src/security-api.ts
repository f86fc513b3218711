// Abuse: sources that are banned on this node, what was tried with a tenant's names, and what the tenant may dial.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

/** What a source did wrong. */
const offenceSchema = z.enum([
  "scanner",
  "unknown-user",
  "wrong-password",
  "unproved-invite",
  "unproved-register",
  "unknown-method",
  "malformed",
  "flood",
]);
export type Offence = z.infer<typeof offenceSchema>;

const banReasonSchema = z.enum([...offenceSchema.options, "by-hand"]);
export type BanReason = z.infer<typeof banReasonSchema>;

/** An address, or the /64 of an IPv6 address. */
const sourceSchema = z.string().meta({ example: "203.0.113.9" });

export const banSchema = z.object({
  source: sourceSchema,
  reason: banReasonSchema,
  since: timeSchema,
  until: timeSchema,
  /** Which one it is of this source: each takes twice as long as the one before. */
  number: z.int(),
});
export type Ban = z.infer<typeof banSchema>;

export const nodeSecurityFactSchema = z.object({
  kind: z.enum([...offenceSchema.options, "banned", "unbanned"]),
  source: sourceSchema,
  /** A user name that was tried, or why a source was banned. */
  subject: z.string().nullable(),
  firstAt: timeSchema,
  lastAt: timeSchema,
  count: z.int(),
});
export type NodeSecurityFact = z.infer<typeof nodeSecurityFactSchema>;

const allowanceSchema = z.object({ burst: z.number(), perSecond: z.number() });

export const nodeSecuritySchema = z.object({
  bans: z.array(banSchema),
  /** The latest first. */
  facts: z.array(nodeSecurityFactSchema),
  counts: z.object({
    sources: z.int(),
    banned: z.int(),
    droppedOfBanned: z.int(),
    droppedOverLimit: z.int(),
  }),
  /** New requests that may come from one stranger, from all of them, and from one known source. */
  limits: z.object({
    stranger: allowanceSchema,
    strangersTogether: allowanceSchema,
    known: allowanceSchema,
  }),
});
export type NodeSecurity = z.infer<typeof nodeSecuritySchema>;

export const getNodeSecurity = defineEndpoint({
  method: "GET",
  path: "/api/v1/security",
  summary: "Banned sources of this node, what happened lately, and the limits that hold",
  tag: "system",
  access: "system.read",
  response: nodeSecuritySchema,
});

export const createBan = defineEndpoint({
  method: "POST",
  path: "/api/v1/security/bans",
  summary: "Ban an address of a source for some minutes",
  tag: "system",
  access: "system.write",
  body: z.object({
    address: z.union([z.ipv4(), z.ipv6()]),
    minutes: z
      .int()
      .min(1)
      .max(24 * 60),
  }),
  response: banSchema,
});

export const deleteBan = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/security/bans/{source}",
  summary: "End the ban of a source, and forget its former ones",
  tag: "system",
  access: "system.write",
  params: z.object({ source: z.string().max(64) }),
  response: z.object({}),
});

export const tenantSecurityFactSchema = z.object({
  id: idSchema,
  at: timeSchema,
  kind: z.enum(["wrong-password", "destination-refused", "spend-limit", "too-many-calls"]),
  /** The address of a stranger, or the extension that dialled. */
  source: z.string().meta(personal),
  /** The name that was tried, or the number that was dialled. */
  subject: z.string().meta(personal),
  /** How often within some seconds. */
  count: z.int(),
});
export type TenantSecurityFact = z.infer<typeof tenantSecurityFactSchema>;

export const listSecurityFacts = defineEndpoint({
  method: "GET",
  path: "/api/v1/security/facts",
  summary: "What was tried with this tenant's user names and numbers, the latest first",
  tag: "configuration",
  access: "configuration.read",
  query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
  response: z.object({ facts: z.array(tenantSecurityFactSchema) }),
});

const prefixSchema = z.string().regex(/^\+?[0-9*#]{1,15}$/, "expected digits, with + for a country");

export const diallingLimitsSchema = z.object({
  /** What a number may begin with: `+86` for a country, or digits as dialled. Emergency numbers always may. */
  allowedPrefixes: z.array(prefixSchema).max(300),
  /** Calls to numbers at once; null: as many as the trunks take. */
  maxCalls: z.int().min(1).max(100_000).nullable(),
  callsPerMinute: z.int().min(1).max(100_000).nullable(),
  /** In yuan, estimated by the rates; null: not watched. */
  spendPerHour: z.number().min(0).max(10_000_000).nullable(),
  /** Before the built-in ones; the longest prefix counts. */
  rates: z.array(z.object({ prefix: prefixSchema, perMinute: z.number().min(0).max(10_000) })).max(300),
});
export type DiallingLimits = z.infer<typeof diallingLimitsSchema>;

const diallingViewSchema = z.object({
  limits: diallingLimitsSchema,
  /** What the last hour cost about, in yuan, and how many calls to numbers run now. */
  usage: z.object({ spentYuan: z.number(), calls: z.int() }),
});
export type DiallingView = z.infer<typeof diallingViewSchema>;

export const getDiallingLimits = defineEndpoint({
  method: "GET",
  path: "/api/v1/security/dialling",
  summary: "What this tenant may dial, and what it spent in the last hour",
  tag: "configuration",
  access: "configuration.read",
  response: diallingViewSchema,
});

export const setDiallingLimits = defineEndpoint({
  method: "PUT",
  path: "/api/v1/security/dialling",
  summary: "Set what this tenant may dial; it holds for the next call",
  tag: "configuration",
  access: "configuration.write",
  body: diallingLimitsSchema,
  response: diallingViewSchema,
});
