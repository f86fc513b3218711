// What a supervisor does in a live call of others.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { idSchema } from "./shapes.ts";

/** `listen`: hears both, heard by none. `whisper`: heard by the agent alone. `barge`: heard by both. */
export const supervisionModeSchema = z.enum(["listen", "whisper", "barge"]);
export type SupervisionMode = z.infer<typeof supervisionModeSchema>;

const callParams = z.object({ callId: idSchema });

export const superviseCall = defineEndpoint({
  method: "PUT",
  path: "/api/v1/calls/{callId}/supervision",
  summary:
    "Listen to a live call, whisper to its agent or speak with both: rings my own phone, or changes the mode once I am in it",
  tag: "floor",
  access: "calls.supervise",
  params: callParams,
  body: z.object({ mode: supervisionModeSchema }),
  response: z.object({}),
});

export const takeOverCall = defineEndpoint({
  method: "POST",
  path: "/api/v1/calls/{callId}/supervision/take-over",
  summary: "Go on with a live call in place of its agent, when I am in it as a supervisor",
  tag: "floor",
  access: "calls.supervise",
  params: callParams,
  response: z.object({}),
});

export const leaveCall = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/calls/{callId}/supervision",
  summary: "Leave a live call that I supervise; its caller and agent go on",
  tag: "floor",
  access: "calls.supervise",
  params: callParams,
  response: z.object({}),
});
