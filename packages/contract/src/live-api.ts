// The live feed at /api/v1/live: one WebSocket, a snapshot first, changes after, resume after a gap.
// Connect with `?after=SEQ` to go on where the last connection ended; when too much was missed
// the server begins with a snapshot again.
import { z } from "zod";
import { personal } from "./endpoint.ts";
import { awayReasonSchema, idSchema, presenceSchema, timeSchema, workStateSchema } from "./shapes.ts";
import { trunkLiveSchema } from "./trunks-api.ts";

export const queueLiveSchema = z.object({
  id: idSchema,
  name: z.string(),
  waiting: z.int(),
  /** When the longest waiting caller came; null when nobody waits. */
  longestWaitSince: timeSchema.nullable(),
  agentsAvailable: z.int(),
  agentsSignedIn: z.int(),
  /** Since midnight in the tenant's time zone. */
  offeredToday: z.int(),
  answeredToday: z.int(),
  abandonedToday: z.int(),
});
export type QueueLive = z.infer<typeof queueLiveSchema>;

export const agentLiveSchema = z.object({
  id: idSchema,
  displayName: z.string().meta(personal),
  extension: z.string(),
  presence: presenceSchema,
  awayReason: awayReasonSchema.nullable(),
  presenceSince: timeSchema,
  workState: workStateSchema,
  workStateSince: timeSchema,
  /** Whether a phone of this agent can ring: a desk page with its phone, or a desk phone. */
  reachable: z.boolean(),
  callId: idSchema.nullable(),
});
export type AgentLive = z.infer<typeof agentLiveSchema>;

export const callLiveSchema = z.object({
  id: idSchema,
  ani: z.string().meta(personal),
  dnis: z.string(),
  /** Where the call is now. */
  stage: z.enum(["arriving", "flow", "waiting", "offered", "talking", "on-hold", "ending"]),
  stageSince: timeSchema,
  startedAt: timeSchema,
  queueName: z.string().nullable(),
  agentName: z.string().nullable(),
});
export type CallLive = z.infer<typeof callLiveSchema>;

/** The agent's own contact: offered, spoken with, or being wrapped up. */
export const deskContactSchema = z.object({
  callId: idSchema,
  ani: z.string().meta(personal),
  dnis: z.string(),
  queueId: idSchema.nullable(),
  queueName: z.string().nullable(),
  /** How long the caller waited, ms: until the offer, and once answered until the answer. */
  waitMs: z.int(),
  offeredAt: timeSchema,
  answeredAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  onHoldSince: timeSchema.nullable(),
  /** When wrap-up ends by itself; null before wrap-up. */
  wrapUpUntil: timeSchema.nullable(),
  /** `X-Tandem-Call` of the INVITE that rang this agent's phone: of the consultation, when that became this call. */
  rungCallId: idSchema,
  /** Replaces header (RFC 3891) by which a page of this agent takes the sound over; null while there is none. */
  replaces: z.string().nullable().meta(personal),
  /** The phone that has the sound cannot be told anything: its page was reloaded, closed or cut off. */
  phoneCutOff: z.boolean(),
});
export type DeskContact = z.infer<typeof deskContactSchema>;

export const deskLiveSchema = z.object({
  agent: agentLiveSchema,
  contact: deskContactSchema.nullable(),
});
export type DeskLive = z.infer<typeof deskLiveSchema>;

/**
 * Everything the signed-in person may watch. An agent gets their own desk and the queues they serve;
 * `agents` and `calls` are filled for supervisors and administrators.
 */
export const liveStateSchema = z.object({
  desk: deskLiveSchema.nullable(),
  queues: z.array(queueLiveSchema),
  agents: z.array(agentLiveSchema),
  calls: z.array(callLiveSchema),
  /** For whoever may watch the floor. */
  trunks: z.array(trunkLiveSchema),
  /** "degraded" while the database is away: calls go on, history waits. */
  system: z.object({ state: z.enum(["ok", "degraded"]), reason: z.string().nullable() }),
});
export type LiveState = z.infer<typeof liveStateSchema>;

export const liveChangeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("desk"), value: deskLiveSchema.nullable() }),
  z.object({ kind: z.literal("queue"), id: idSchema, value: queueLiveSchema.nullable() }),
  z.object({ kind: z.literal("agent"), id: idSchema, value: agentLiveSchema.nullable() }),
  z.object({ kind: z.literal("call"), id: idSchema, value: callLiveSchema.nullable() }),
  z.object({ kind: z.literal("trunk"), id: idSchema, value: trunkLiveSchema.nullable() }),
  z.object({ kind: z.literal("system"), value: liveStateSchema.shape.system }),
  /** A call record is new or was changed: lists of ended calls should be read again. */
  z.object({ kind: z.literal("call-record"), id: idSchema }),
]);
export type LiveChange = z.infer<typeof liveChangeSchema>;

export const liveMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("snapshot"), seq: z.int(), now: timeSchema, state: liveStateSchema }),
  z.object({ type: z.literal("changes"), seq: z.int(), changes: z.array(liveChangeSchema) }),
  /** Sent every 15 s; a client that hears nothing for 40 s reconnects. */
  z.object({ type: z.literal("heartbeat"), seq: z.int(), now: timeSchema }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;
