// Keys of recordings: rotation, for the operator of the node.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema } from "./shapes.ts";

export const keyRotationSchema = z.object({
  tenantId: idSchema,
  tenantName: z.string(),
  /** The new key, which seals what is recorded from now on. */
  keyId: idSchema,
  /** Recordings whose data key it wraps now; their sound was not touched. */
  rewrapped: z.int(),
  /** Recordings whose key could not be unwrapped; they stay as they are. */
  unreadable: z.int(),
  /** Former keys that were destroyed because nothing uses them. */
  retired: z.int(),
});
export type KeyRotation = z.infer<typeof keyRotationSchema>;

export const rotateRecordingKeys = defineEndpoint({
  method: "POST",
  path: "/api/v1/recording-keys/rotate",
  summary: "Make a new key of recordings for every tenant, or one, and wrap what is there with it",
  tag: "system",
  access: "operator",
  body: z.object({
    /** The id or name of one tenant. */
    tenant: z.string().min(1).max(200).optional(),
  }),
  response: z.object({ rotations: z.array(keyRotationSchema) }),
});
