// The live feed at /api/v1/live: one WebSocket, a snapshot first, changes after, resume after a gap.
// Connect with `?after=SEQ` to go on where the last connection ended; when too much was missed
// the server begins with a snapshot again.
import { z } from "zod";
import { alarmFigureSchema, alarmLevelSchema, thresholdsSchema } from "./alarms-api.ts";
import { personal } from "./endpoint.ts";
import {
  awayReasonSchema,
  idSchema,
  presenceSchema,
  timeSchema,
  wordsSchema,
  workStateSchema,
} from "./shapes.ts";
import { supervisionModeSchema } from "./supervision-api.ts";
import { trunkLiveSchema } from "./trunks-api.ts";

export const queueLiveSchema = z.object({
  id: idSchema,
  name: z.string(),
  waiting: z.int(),
  /** When the longest waiting caller came; null when nobody waits. */
  longestWaitSince: timeSchema.nullable(),
  agentsAvailable: z.int(),
  agentsSignedIn: z.int(),
  /** When each of them came, the longest waiting first; at most 30 of them. */
  waitingSince: z.array(timeSchema),
  /** Callers who hung up and are to be called back; not among those who wait. */
  callbacks: z.int(),
  /** Answer within that time. */
  serviceLevelSeconds: z.int(),
  /** Since midnight in the tenant's time zone, as in reports: whoever waits still is not offered yet. */
  offeredToday: z.int(),
  answeredToday: z.int(),
  abandonedToday: z.int(),
  flowedOutToday: z.int(),
  /** Answered in time of offered, 0 to 1; null before the first caller. */
  serviceLevelToday: z.number().nullable(),
  /** Abandoned of offered, 0 to 1; null before the first caller. */
  abandonmentToday: z.number().nullable(),
  thresholds: thresholdsSchema,
  /** What was raised and is not cleared. */
  alarms: z.array(z.object({ figure: alarmFigureSchema, level: alarmLevelSchema, since: timeSchema })),
  /** Of the answered, ms. */
  averageWaitToday: z.number().nullable(),
  /** Each hour that had callers. */
  hoursToday: z.array(
    z.object({ from: timeSchema, offered: z.int(), abandoned: z.int(), serviceLevel: z.number().nullable() }),
  ),
});
export type QueueLive = z.infer<typeof queueLiveSchema>;

export const agentLiveSchema = z.object({
  id: idSchema,
  displayName: z.string().meta(personal),
  extension: z.string(),
  presence: presenceSchema,
  awayReason: awayReasonSchema.nullable(),
  awayName: wordsSchema.nullable(),
  /** When the limit of the reason is over; null without a limit. */
  awayUntil: timeSchema.nullable(),
  isOverLimit: z.boolean(),
  presenceSince: timeSchema,
  /** The supervisor who set this presence; null when the agent or the system did. */
  presenceByName: z.string().nullable().meta(personal),
  /** A supervisor signs the agent out when the call at hand is over. */
  isLeaving: z.boolean(),
  /** The queues the agent belongs to. */
  queues: z.array(z.object({ id: idSchema, signedIn: z.boolean() })),
  workState: workStateSchema,
  workStateSince: timeSchema,
  /** Whether a phone of this agent can ring: a desk page with its phone, or a desk phone. */
  reachable: z.boolean(),
  callId: idSchema.nullable(),
  /** Idle, and kept free for somebody who is being called back: no caller is offered meanwhile. */
  reservedFor: z
    .object({ number: z.string().meta(personal), queueName: z.string(), since: timeSchema })
    .nullable(),
});
export type AgentLive = z.infer<typeof agentLiveSchema>;

/** What is wrong with the sound of one side of a call now. */
const soundAlertSchema = z.object({
  legId: idSchema,
  /** `silent`: nothing is heard of it although it may speak; `poor`: its rating stays low. */
  kind: z.enum(["silent", "poor"]),
  /** Null for the caller and for whoever is outside. */
  agentId: idSchema.nullable(),
  since: timeSchema,
});
export type SoundAlertLive = z.infer<typeof soundAlertSchema>;

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
  /** `isIn` is false while their own phone rings. */
  supervisors: z.array(
    z.object({
      agentId: idSchema,
      name: z.string().meta(personal),
      mode: supervisionModeSchema,
      isIn: z.boolean(),
    }),
  ),
  alerts: z.array(soundAlertSchema),
});
export type CallLive = z.infer<typeof callLiveSchema>;

/** The agent's own contact: offered, spoken with, or being wrapped up. */
export const deskContactSchema = z.object({
  callId: idSchema,
  ani: z.string().meta(personal),
  dnis: z.string(),
  queueId: idSchema.nullable(),
  queueName: z.string().nullable(),
  /** The caller asked to be called back, and was. */
  isCallback: z.boolean(),
  /** What flows have noted of the call: name → value. */
  tags: z.record(z.string(), z.string()).meta(personal),
  /** How long the caller waited, ms: until the offer, and once answered until the answer. */
  waitMs: z.int(),
  offeredAt: timeSchema,
  answeredAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  onHoldSince: timeSchema.nullable(),
  /** When wrap-up ends by itself; null before wrap-up. */
  wrapUpUntil: timeSchema.nullable(),
  /** Null while nothing is recorded. */
  recording: z.enum(["running", "paused"]).nullable(),
  /** Supervisors whom this agent hears, who whisper or speak; one who only listens is not told. */
  supervisors: z.array(z.object({ name: z.string().meta(personal), mode: supervisionModeSchema })),
  /** Another one takes part: the call is theirs when this agent leaves. */
  isThreeWay: z.boolean(),
  /** `X-Tandem-Call` of the INVITE that rang this agent's phone: of the consultation, when that became this call. */
  rungCallId: idSchema,
  /** Replaces header (RFC 3891) by which a page of this agent takes the sound over; null while there is none. */
  replaces: z.string().nullable().meta(personal),
  /** The phone that has the sound cannot be told anything: its page was reloaded, closed or cut off. */
  phoneCutOff: z.boolean(),
});
export type DeskContact = z.infer<typeof deskContactSchema>;

/** A call past all queues that the agent speaks in: placed by them, or by a colleague to them. */
export const deskOwnCallSchema = z.object({
  callId: idSchema,
  /** The number at the other end. */
  party: z.string().meta(personal),
  /** Replaces header (RFC 3891) by which a page of this agent takes the sound over. */
  replaces: z.string().meta(personal),
  held: z.boolean(),
  /** The phone that has the sound cannot be told anything: its page was reloaded, closed or cut off. */
  phoneCutOff: z.boolean(),
});
export type DeskOwnCall = z.infer<typeof deskOwnCallSchema>;

/** The call that the agent places from the desk; a failed one stays until the next. */
const deskOutboundSchema = z.object({
  callId: idSchema,
  number: z.string().meta(personal),
  /** What the other side is to see; null: the trunk's own number. */
  shownNumber: z.string().nullable(),
  queueName: z.string().nullable(),
  /** Whoever is called asked for it. */
  isCallback: z.boolean(),
  /** `own-phone`: the agent's own phone rings first; `early`: the other side is heard before it answers. */
  stage: z.enum(["own-phone", "dialing", "ringing", "early", "talking", "failed"]),
  /** Of a failed one: why nobody came. */
  failure: z
    .enum(["busy", "declined", "no-answer", "not-found", "unreachable", "own-phone", "failed"])
    .nullable(),
});
export type DeskOutbound = z.infer<typeof deskOutboundSchema>;

export const deskLiveSchema = z.object({
  agent: agentLiveSchema,
  contact: deskContactSchema.nullable(),
  ownCalls: z.array(deskOwnCallSchema),
  outbound: deskOutboundSchema.nullable(),
  /** Messages that nobody has heard, in one's own mailbox and in those of the queues one serves. */
  newMessages: z.int(),
});
export type DeskLive = z.infer<typeof deskLiveSchema>;

/** A caller who waits at a place with music, for anybody to pick them up. */
const parkedLiveSchema = z.object({
  callId: idSchema,
  /** The number that a phone dials to pick the caller up. */
  place: z.string(),
  ani: z.string().meta(personal),
  queueName: z.string().nullable(),
  since: timeSchema,
  /** Who parked the call. */
  byName: z.string().meta(personal),
});
export type ParkedLive = z.infer<typeof parkedLiveSchema>;

/** What somebody has to look after on the node, for as long as it lasts. */
const alarmLiveSchema = z.object({
  kind: z.enum([
    "disk-nearly-full",
    "disk-full",
    "recordings-incomplete",
    "uploads-near-limit",
    "uploads-past-limit",
    "uploads-refused",
    "keys-locked",
    "ports-used-up",
  ]),
  since: timeSchema,
  /** Recordings, keys or calls; null where nothing is counted. */
  count: z.int().nullable(),
  /** What was noticed, such as the room that is left; may be empty. */
  detail: z.string(),
});
export type AlarmLive = z.infer<typeof alarmLiveSchema>;

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
  /** The longest parked first. */
  parked: z.array(parkedLiveSchema),
  /** For administrators; the gravest need not be the first. */
  alarms: z.array(alarmLiveSchema),
});
export type LiveState = z.infer<typeof liveStateSchema>;

export const liveChangeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("desk"), value: deskLiveSchema.nullable() }),
  z.object({ kind: z.literal("queue"), id: idSchema, value: queueLiveSchema.nullable() }),
  z.object({ kind: z.literal("agent"), id: idSchema, value: agentLiveSchema.nullable() }),
  z.object({ kind: z.literal("call"), id: idSchema, value: callLiveSchema.nullable() }),
  z.object({ kind: z.literal("trunk"), id: idSchema, value: trunkLiveSchema.nullable() }),
  z.object({ kind: z.literal("system"), value: liveStateSchema.shape.system }),
  z.object({ kind: z.literal("parked"), value: liveStateSchema.shape.parked }),
  z.object({ kind: z.literal("alarms"), value: liveStateSchema.shape.alarms }),
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
