// What an agent does at the desk besides speaking: presence, wrap-up, dispositions.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { awayReasonSchema, idSchema, presenceSchema } from "./shapes.ts";

export const setPresence = defineEndpoint({
  method: "PUT",
  path: "/api/v1/desk/presence",
  summary: "Become available, away (with a reason) or offline",
  tag: "desk",
  access: "desk.use",
  body: z.object({ presence: presenceSchema, reason: awayReasonSchema.optional() }),
  response: z.object({}),
});

export const finishWrapUp = defineEndpoint({
  method: "POST",
  path: "/api/v1/desk/wrap-up",
  summary: "File the disposition of the call just ended and be free for the next",
  tag: "desk",
  access: "desk.use",
  body: z.object({
    callId: idSchema,
    /** Code of a disposition from `GET /api/v1/dispositions` that no other one refines. */
    disposition: z.string().min(1).max(64),
    note: z.string().max(4000).default(""),
  }),
  response: z.object({}),
});

export const extendWrapUp = defineEndpoint({
  method: "POST",
  path: "/api/v1/desk/wrap-up/extend",
  summary: "Ask for 30 more seconds of wrap-up",
  tag: "desk",
  access: "desk.use",
  body: z.object({ callId: idSchema }),
  response: z.object({}),
});

export const placeTestCall = defineEndpoint({
  method: "POST",
  path: "/api/v1/desk/test-call",
  summary: "Let the system call my queue with a spoken test call, so that my desk rings",
  tag: "desk",
  access: "desk.use",
  response: z.object({}),
});

export const withdrawTransfer = defineEndpoint({
  method: "POST",
  path: "/api/v1/desk/transfer/withdraw",
  summary: "Take the caller back whom I am transferring: the new party stops ringing",
  tag: "desk",
  access: "desk.use",
  response: z.object({}),
});

export const mergeCalls = defineEndpoint({
  method: "POST",
  path: "/api/v1/desk/conference",
  summary:
    "Speak with the caller and with whom I asked in a second call, all three together; either of us may leave then",
  tag: "desk",
  access: "desk.use",
  response: z.object({}),
});

export const setRecordingPaused = defineEndpoint({
  method: "PUT",
  path: "/api/v1/desk/recording",
  summary: "Pause the recording of my call while a card number is said, or go on with it",
  tag: "desk",
  access: "recordings.pause",
  body: z.object({ callId: idSchema, paused: z.boolean() }),
  response: z.object({}),
});

export const colleagueSchema = z.object({
  displayName: z.string().meta(personal),
  extension: z.string(),
  /** "free" and "away" can be rung; "busy" has a call; "unreachable" has no phone. */
  state: z.enum(["free", "away", "busy", "unreachable"]),
});
export type Colleague = z.infer<typeof colleagueSchema>;

/** Asked for while the directory is open: fed live to every desk it would cost the square of the desks. */
export const listColleagues = defineEndpoint({
  method: "GET",
  path: "/api/v1/desk/colleagues",
  summary:
    "Whom I can transfer a caller to: my colleagues and whether they are free, the free ones first; and queues",
  tag: "desk",
  access: "desk.use",
  response: z.object({
    colleagues: z.array(colleagueSchema),
    /** Queues to put a caller into; `number` is what to transfer to. */
    queues: z.array(z.object({ name: z.string(), number: z.string(), waiting: z.int(), free: z.int() })),
  }),
});
