// How long recordings are kept, and the end of single ones.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

/** Days after which recordings are deleted; null: never. */
const keepDaysSchema = z.int().min(1).max(36_500).nullable();

const recordingPolicySchema = z.object({
  keepDays: keepDaysSchema,
  /** Where recordings of ended calls go: they stay on the node's disk, or are moved to an object store. */
  store: z.enum(["local", "s3"]),
  /** Of this tenant, on the disk, on their way to the store. */
  waiting: z.object({
    count: z.int(),
    bytes: z.int(),
    oldest: timeSchema.nullable(),
    /** The store does not answer, or refuses our settings; null while it takes them. */
    trouble: z.enum(["away", "refused"]).nullable(),
  }),
});
export type RecordingPolicy = z.infer<typeof recordingPolicySchema>;

export const getRecordingPolicy = defineEndpoint({
  method: "GET",
  path: "/api/v1/recordings/policy",
  summary: "How long recordings are kept, where they are, and what waits for the store",
  tag: "recordings",
  access: "configuration.read",
  response: recordingPolicySchema,
});

export const setRecordingPolicy = defineEndpoint({
  method: "PUT",
  path: "/api/v1/recordings/policy",
  summary: "Set after how many days recordings are deleted for good; null keeps them for ever",
  tag: "recordings",
  access: "recordings.delete",
  body: z.object({ keepDays: keepDaysSchema }),
  response: recordingPolicySchema,
});

export const deleteRecording = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/recordings/{recordingId}",
  summary: "Delete a recording for good: its keys at once, its file wherever it is; the call's record stays",
  tag: "recordings",
  access: "recordings.delete",
  params: z.object({ recordingId: idSchema }),
  response: z.object({}),
});

export const holdRecording = defineEndpoint({
  method: "PUT",
  path: "/api/v1/recordings/{recordingId}/hold",
  summary: "Hold a recording, so that neither people nor age delete it, or let go of it",
  tag: "recordings",
  access: "recordings.delete",
  params: z.object({ recordingId: idSchema }),
  body: z.object({ held: z.boolean() }),
  response: z.object({ held: z.boolean() }),
});
