// Call records: the list, one call's whole story, its recordings, and what the agent says of it.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";
import { surveyAnswerSchema } from "./surveys-api.ts";

/** Why a call ended, in words that do not change. */
export const endCauseSchema = z.enum([
  "completed",
  "abandoned",
  "flow-ended",
  "rejected",
  "no-answer",
  "busy",
  "transferred",
  "media-lost",
  "system-restart",
  "failed",
]);
export type EndCause = z.infer<typeof endCauseSchema>;

export const callSummarySchema = z.object({
  id: idSchema,
  direction: z.enum(["inbound", "outbound", "internal"]),
  /** The caller's number (ANI); empty when withheld. */
  ani: z.string().meta(personal),
  /** The number that was called (DNIS). */
  dnis: z.string(),
  startedAt: timeSchema,
  answeredAt: timeSchema.nullable(),
  endedAt: timeSchema,
  endCause: endCauseSchema,
  endedBy: z.enum(["caller", "agent", "callee", "system"]),
  queueName: z.string().nullable(),
  agentId: idSchema.nullable(),
  agentName: z.string().nullable(),
  waitMs: z.int(),
  talkMs: z.int(),
  holdMs: z.int(),
  wrapUpMs: z.int().nullable(),
  disposition: z.string().nullable(),
  note: z.string().nullable().meta(personal),
  /** What flows have noted of it: name → value. */
  tags: z.record(z.string(), z.string()).meta(personal),
  hasRecording: z.boolean(),
});
export type CallSummary = z.infer<typeof callSummarySchema>;

export const timelineEntrySchema = z.object({
  at: timeSchema,
  /** The fact's type, such as `CallAnswered`. */
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** How the end of one side was said on the wire, and by whom. */
export const legEndingSchema = z.object({
  /** "us": the system; "them": the phone or carrier at the other end. */
  by: z.enum(["us", "them"]),
  /** Null when nothing was said: a lost connection, or no answer at all. */
  said: z.enum(["bye", "cancel", "response"]).nullable(),
  /** SIP status of the response, or of a Reason header in SIP's words. */
  status: z.int().nullable(),
  /** ITU-T Q.850 cause value. */
  q850: z.int().nullable(),
  /** The words that came with it. */
  text: z.string().nullable(),
});
export type LegEnding = z.infer<typeof legEndingSchema>;

const mosSchema = z.object({ mean: z.number(), lowest: z.number() });

export const callLegSchema = z.object({
  id: idSchema,
  kind: z.enum(["caller", "agent", "callee"]),
  agentName: z.string().nullable(),
  address: z.string().meta(personal),
  startedAt: timeSchema,
  answeredAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  endCause: z.string().nullable(),
  /** Null in records of earlier versions, and while the side goes on in another call. */
  ending: legEndingSchema.nullable(),
  codec: z.string().nullable(),
  packetsReceived: z.int().nullable(),
  packetsLost: z.int().nullable(),
  jitterMs: z.number().nullable(),
  /** Mean and lowest opinion score of what was heard of this side, and of what it heard; null when not measured. */
  mosReceived: mosSchema.nullable(),
  mosSent: mosSchema.nullable(),
  roundTripMs: z.number().nullable(),
});
export type CallLegRecord = z.infer<typeof callLegSchema>;

/** From here on this is heard in a recording, until the next segment. */
export const recordingSegmentSchema = z.object({
  /** Since the recording began. */
  atMs: z.int(),
  /** Which leg is in which channel; null for nobody. */
  leftLegId: idSchema.nullable(),
  rightLegId: idSchema.nullable(),
  /** Who else is on the right, mixed with it: in a conversation of more than two. */
  otherRightLegIds: z.array(idSchema),
  /** Silence was asked for, such as for a card number. */
  paused: z.boolean(),
  /** Nothing was recorded: the media process was started again. */
  lost: z.boolean(),
});
export type RecordingSegment = z.infer<typeof recordingSegmentSchema>;

export const recordingSchema = z.object({
  id: idSchema,
  startedAt: timeSchema,
  durationMs: z.int(),
  bytes: z.int(),
  /** "locked": its key cannot be unwrapped. "deleted": its keys are gone for good. */
  state: z.enum(["stored", "missing", "locked", "deleted"]),
  /** Where its file is: on the node's disk, or in the object store. */
  storedIn: z.enum(["local", "s3"]),
  /** Nobody deletes it, age neither. */
  legalHold: z.boolean(),
  /** Of the file up to its trailer; null for plain files of earlier versions, and for those without an end. */
  sha256: z.string().nullable(),
  /** From here on the disk took nothing; null: it is whole. */
  incompleteFromMs: z.int().nullable(),
  /** In their order. */
  segments: z.array(recordingSegmentSchema),
  /** Where the sound is: stereo WAV, caller left, agent right. Answers byte ranges. */
  audioUrl: z.string(),
});
export type RecordingRecord = z.infer<typeof recordingSchema>;

export const callDetailSchema = callSummarySchema.extend({
  timeline: z.array(timelineEntrySchema),
  legs: z.array(callLegSchema),
  recordings: z.array(recordingSchema),
  /** What the caller answered when asked how they were served, in that order. */
  survey: z.array(surveyAnswerSchema),
});
export type CallDetail = z.infer<typeof callDetailSchema>;

export const listCalls = defineEndpoint({
  method: "GET",
  path: "/api/v1/calls",
  summary: "Ended calls, newest first; an agent sees the calls they took and those of the caller on the line",
  tag: "calls",
  access: "calls.read",
  query: z.object({
    /** Exact caller's number. */
    ani: z.string().max(64).optional(),
    /** A tag and its exact value, such as `order:9876`. */
    tag: z
      .string()
      .regex(/^[^:]{1,40}:.{1,200}$/)
      .optional(),
    agentId: idSchema.optional(),
    queueId: idSchema.optional(),
    endCause: endCauseSchema.optional(),
    from: timeSchema.optional(),
    to: timeSchema.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    /** `next` of the page before. */
    cursor: z.string().max(200).optional(),
  }),
  response: z.object({ calls: z.array(callSummarySchema), next: z.string().nullable() }),
});

export const getCall = defineEndpoint({
  method: "GET",
  path: "/api/v1/calls/{callId}",
  summary:
    "One call's whole story: record, timeline, legs with how each ended (SIP status, Q.850), recordings",
  tag: "calls",
  access: "calls.read",
  params: z.object({ callId: idSchema }),
  response: callDetailSchema,
});

/** Answers `audio/wav` with byte ranges, an ETag and to HEAD; the schema describes problems only. */
export const getRecordingAudio = defineEndpoint({
  method: "GET",
  path: "/api/v1/recordings/{recordingId}/audio",
  summary: "A recording's sound: stereo G.711 WAV, caller left, agent right",
  tag: "calls",
  access: "recordings.play",
  params: z.object({ recordingId: idSchema }),
  response: z.any().meta({ contentType: "audio/wav" }),
});
