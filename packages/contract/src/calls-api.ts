// Call records: the list, one call's whole story, its recordings, and what the agent says of it.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

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

export const callLegSchema = z.object({
  id: idSchema,
  kind: z.enum(["caller", "agent", "callee"]),
  agentName: z.string().nullable(),
  address: z.string().meta(personal),
  startedAt: timeSchema,
  answeredAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  endCause: z.string().nullable(),
  codec: z.string().nullable(),
  packetsReceived: z.int().nullable(),
  packetsLost: z.int().nullable(),
  jitterMs: z.number().nullable(),
});
export type CallLegRecord = z.infer<typeof callLegSchema>;

export const recordingSchema = z.object({
  id: idSchema,
  startedAt: timeSchema,
  durationMs: z.int(),
  bytes: z.int(),
  state: z.enum(["stored", "missing"]),
  /** Where the sound is: stereo WAV, caller left, agent right. Answers byte ranges. */
  audioUrl: z.string(),
});
export type RecordingRecord = z.infer<typeof recordingSchema>;

export const callDetailSchema = callSummarySchema.extend({
  timeline: z.array(timelineEntrySchema),
  legs: z.array(callLegSchema),
  recordings: z.array(recordingSchema),
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
  summary: "One call's whole story: record, timeline, legs, recordings",
  tag: "calls",
  access: "calls.read",
  params: z.object({ callId: idSchema }),
  response: callDetailSchema,
});

/** Answers `audio/wav` with byte ranges; the schema describes problems only. */
export const getRecordingAudio = defineEndpoint({
  method: "GET",
  path: "/api/v1/recordings/{recordingId}/audio",
  summary: "A recording's sound: stereo G.711 WAV, caller left, agent right",
  tag: "calls",
  access: "recordings.play",
  params: z.object({ recordingId: idSchema }),
  response: z.any().meta({ contentType: "audio/wav" }),
});
