// The live sound of a call for a speech engine: this endpoint gives a token, with which the engine opens a WebSocket at
// `audioTapPath` (docs/operations/audio-tap.md).
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

/** The WebSocket; the token goes into its header `Authorization: Bearer TOKEN`. */
export const audioTapPath = "/api/v1/audio-tap";

export const offerAudioTap = defineEndpoint({
  method: "POST",
  path: "/api/v1/calls/{callId}/audio-taps",
  summary:
    "Get a token, good for one connection within 30 s, to hear a live call as 16-bit samples over a WebSocket",
  tag: "calls",
  access: "calls.tap",
  params: z.object({ callId: idSchema }),
  body: z.object({
    sides: z.enum(["caller", "agent", "both"]).default("both"),
    rateHz: z.union([z.literal(8000), z.literal(16_000)]).default(16_000),
  }),
  response: z.object({ tapId: idSchema, token: z.string(), path: z.string(), expiresAt: timeSchema }),
});
