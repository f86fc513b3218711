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
    /** Code of a disposition from `GET /api/v1/dispositions`. */
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

const dispositionSchema = z.object({
  code: z.string(),
  label: z.object({ "zh-CN": z.string(), en: z.string() }),
});
export type Disposition = z.infer<typeof dispositionSchema>;

export const listDispositions = defineEndpoint({
  method: "GET",
  path: "/api/v1/dispositions",
  summary: "What a call can have come to, in the order to show",
  tag: "desk",
  access: "desk.use",
  response: z.object({ dispositions: z.array(dispositionSchema) }),
});

export const placeTestCall = defineEndpoint({
  method: "POST",
  path: "/api/v1/desk/test-call",
  summary: "Let the system call my queue with a spoken test call, so that my desk rings",
  tag: "desk",
  access: "desk.use",
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
  summary: "Whom I can transfer a caller to: my colleagues and whether they are free, the free ones first",
  tag: "desk",
  access: "desk.use",
  response: z.object({ colleagues: z.array(colleagueSchema) }),
});
