// Trunks: the lines to carriers, their settings, and their live state.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

/** How a trunk, or one of its servers, is doing. */
export const trunkStateSchema = z.enum([
  "up",
  "degraded",
  "down",
  "unknown",
  "auth-failed",
  "loop",
  "disabled",
]);
export type TrunkState = z.infer<typeof trunkStateSchema>;

/** How numbers are written on the wire: `+8621…`, `8621…`, `021…`, or left as they are (after the prefix rules). */
const numberFormatSchema = z.enum(["e164", "e164-without-plus", "national", "as-dialled"]);
export type NumberFormat = z.infer<typeof numberFormatSchema>;

const short = z.string().trim().max(200);
const dialled = z.string().regex(/^[0-9*#+]{1,32}$/, "expected digits, *, # or +");

/** A new password; left out, the stored one stays; null removes it. Never answered. */
const writtenPassword = z.string().min(1).max(200).nullable().optional();

const trunkServerSchema = z.object({
  /** `sip:host`, with port and `;transport=udp|tcp|tls` when wanted. */
  uri: short.min(1),
  /** Lower is tried first. */
  priority: z.int().min(0).max(65_535).default(10),
  /** Share among servers of one priority (RFC 2782). */
  weight: z.int().min(0).max(65_535).default(10),
});

const prefixRuleSchema = z.object({
  /** What a dialled number must begin with; empty: any. */
  begins: z.string().regex(/^[0-9*#+]{0,32}$/),
  /** How many characters are taken from its front. */
  strip: z.int().min(0).max(32).default(0),
  /** What is put there instead. */
  prepend: z
    .string()
    .regex(/^[0-9*#+]{0,32}$/)
    .default(""),
});

const callerIdRuleSchema = z.enum(["fixed", "from-agent", "pass-through", "anonymous"]);

/** Everything of a trunk that may be read and written. */
export const trunkSettingsSchema = z.object({
  kind: z.enum(["static", "registering"]).default("static"),
  enabled: z.boolean().default(true),
  /** Where calls are sent, in order. Without one the trunk only takes calls. */
  servers: z.array(trunkServerSchema).max(16).default([]),
  /** Addresses and ranges from which its calls come. */
  addresses: z.array(short.min(1)).max(64).default([]),
  /** Sent through this first: `sip:host`. */
  outboundProxy: short.min(1).nullable().default(null),
  registration: z
    .object({ domain: short.min(1), expiresSeconds: z.int().min(60).max(86_400).default(600) })
    .nullable()
    .default(null),
  /** Our name at the carrier, for REGISTER and for calls; its password is `password`. */
  username: short.nullable().default(null),
  /** Name that the carrier's calls must prove by digest; its password is `inboundPassword`. */
  inboundUsername: short.nullable().default(null),
  mediaEncryption: z.enum(["none", "sdes-srtp-optional", "sdes-srtp-required"]).default("none"),
  /** How keys come and go: telephone events where both sides have them and tones or INFO where not, or one of them. */
  dtmf: z.enum(["auto", "rfc4733", "in-band", "info"]).default("auto"),
  codecs: z
    .array(z.enum(["PCMA", "PCMU", "G722", "opus", "L16"]))
    .min(1)
    .max(5)
    .default(["PCMA", "PCMU"]),
  /** 0: not asked. */
  optionsIntervalSeconds: z.int().min(0).max(3600).default(30),
  maxCalls: z.int().min(1).max(100_000).nullable().default(null),
  callsPerSecond: z.number().min(0.1).max(10_000).nullable().default(null),
  /** ISO 3166 letters: how national numbers are read, and which emergency numbers hold. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "expected two capital letters such as CN")
    .default("CN"),
  numbersIn: numberFormatSchema.default("national"),
  numbersOut: numberFormatSchema.default("e164"),
  prefixRules: z.array(prefixRuleSchema).max(32).default([]),
  callerId: z
    .object({ rule: callerIdRuleSchema, number: dialled.nullable() })
    .default({ rule: "from-agent", number: null }),
  trustAssertedIdentity: z.boolean().default(false),
  sendAssertedIdentity: z.boolean().default(false),
  /** Added to the country's own. */
  emergencyNumbers: z.array(dialled).max(32).default([]),
  /** Whether another trunk is tried when this one answers 486 or 480. */
  tryNextWhenBusy: z.boolean().default(false),
  tryNextWhenUnavailable: z.boolean().default(false),
  /** Hosts a redirection may lead to, besides the trunk's own. */
  redirectHosts: z.array(short.min(1)).max(16).default([]),
  /** Among a tenant's trunks: lower first, then by weight. */
  priority: z.int().min(0).max(65_535).default(10),
  weight: z.int().min(0).max(65_535).default(10),
  /** Only numbers that begin with one of these (E.164 with +) go out here; empty: all. */
  prefixes: z
    .array(z.string().regex(/^\+\d{0,15}$/, "expected + and digits"))
    .max(64)
    .default([]),
});

const trunkServerLiveSchema = z.object({
  uri: z.string(),
  state: trunkStateSchema,
  /** In words, in English; null while all is well. */
  cause: z.string().nullable(),
  roundTripMs: z.number().nullable(),
});

export const trunkLiveSchema = z.object({
  id: idSchema,
  name: z.string(),
  state: trunkStateSchema,
  cause: z.string().nullable(),
  /** The same in one word, for other languages. */
  causeKind: z
    .enum([
      "wrong-password",
      "host-not-found",
      "no-answer",
      "loop",
      "refused",
      "unreachable",
      "password-unreadable",
    ])
    .nullable(),
  since: timeSchema,
  calls: z.int(),
  servers: z.array(trunkServerLiveSchema),
  /** Until when we are registered; null for a static peer and while we are not. */
  registeredUntil: timeSchema.nullable(),
});
export type TrunkLive = z.infer<typeof trunkLiveSchema>;

export const trunkSchema = trunkSettingsSchema.extend({
  id: idSchema,
  name: z.string(),
  hasPassword: z.boolean(),
  hasInboundPassword: z.boolean(),
  live: trunkLiveSchema,
});
export type TrunkView = z.infer<typeof trunkSchema>;

export const trunkInputSchema = trunkSettingsSchema.extend({
  name: z.string().trim().min(1).max(80),
  password: writtenPassword,
  inboundPassword: writtenPassword,
});
export type TrunkInput = z.input<typeof trunkInputSchema>;

const trunkParams = z.object({ trunkId: idSchema });
const trunkResponse = z.object({ trunk: trunkSchema });

export const listTrunks = defineEndpoint({
  method: "GET",
  path: "/api/v1/trunks",
  summary: "Trunks with their live state; passwords are never shown",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ trunks: z.array(trunkSchema) }),
});

export const createTrunk = defineEndpoint({
  method: "POST",
  path: "/api/v1/trunks",
  summary: "Adds a trunk; it works at once",
  tag: "configuration",
  access: "configuration.write",
  body: trunkInputSchema,
  response: trunkResponse,
});

export const updateTrunk = defineEndpoint({
  method: "PUT",
  path: "/api/v1/trunks/{trunkId}",
  summary: "Replaces a trunk's settings; calls that run go on",
  tag: "configuration",
  access: "configuration.write",
  params: trunkParams,
  body: trunkInputSchema,
  response: trunkResponse,
});

export const deleteTrunk = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/trunks/{trunkId}",
  summary: "Removes a trunk that no number is bound to; calls that run go on",
  tag: "configuration",
  access: "configuration.write",
  params: trunkParams,
  response: z.object({}),
});

export const checkTrunk = defineEndpoint({
  method: "POST",
  path: "/api/v1/trunks/{trunkId}/check",
  summary:
    "Asks the trunk's servers at once (OPTIONS, and REGISTER when it registers) and answers their state",
  tag: "configuration",
  access: "configuration.write",
  params: trunkParams,
  response: z.object({ live: trunkLiveSchema }),
});

export const placeTrunkTestCall = defineEndpoint({
  method: "POST",
  path: "/api/v1/trunks/{trunkId}/test-call",
  summary: "Calls a number over this trunk alone, hangs up when it is answered, and tells what happened",
  tag: "configuration",
  access: "configuration.write",
  params: trunkParams,
  body: z.object({ number: dialled }),
  response: z.object({
    answered: z.boolean(),
    attempts: z.array(
      z.object({ server: z.string(), outcome: z.string(), status: z.int().nullable(), tookMs: z.int() }),
    ),
  }),
});
