// How each side of a call sounded, over its time.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

/** One value for each point; null where nothing was measured. */
const column = z.array(z.number().nullable());

export const legQualitySchema = z.object({
  legId: idSchema,
  codec: z.string(),
  /** Of the first point. */
  startedAt: timeSchema,
  /** Seconds from the first point; the columns below are as long. */
  seconds: z.array(z.number()),
  /** Mean opinion score by the E-model, 1 to 4.5: of what we hear of this side, and of what it hears. */
  mosReceived: column,
  mosSent: column,
  /** Per cent of packets. */
  lossReceived: column,
  lossSent: column,
  jitterReceivedMs: column,
  jitterSentMs: column,
  roundTripMs: column,
});
export type LegQuality = z.infer<typeof legQualitySchema>;

const callQualitySchema = z.object({ callId: idSchema, legs: z.array(legQualitySchema) });
export type CallQuality = z.infer<typeof callQualitySchema>;

export const getCallQuality = defineEndpoint({
  method: "GET",
  path: "/api/v1/calls/{callId}/quality",
  summary: "How each side of an ended call sounded over its time: rating, loss, jitter, round trip",
  tag: "calls",
  access: "calls.read",
  params: z.object({ callId: idSchema }),
  response: callQualitySchema,
});
