// Messages that callers left, in the mailboxes of queues and of persons.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

const messageStateSchema = z.enum(["new", "heard", "done"]);

export const voicemailSchema = z.object({
  id: idSchema,
  /** Whose mailbox it is in; the name is null when that queue or person is gone. */
  mailbox: z.object({
    kind: z.enum(["queue", "person"]),
    id: idSchema,
    name: z.string().nullable().meta(personal),
  }),
  /** The caller's number; empty when withheld. */
  ani: z.string().meta(personal),
  callId: idSchema,
  leftAt: timeSchema,
  /** Length of what is said. */
  speechMs: z.int(),
  state: messageStateSchema,
  /** Who said so last; null while nobody did. */
  changedBy: z.string().nullable().meta(personal),
  changedAt: timeSchema.nullable(),
  /** Stereo WAV, the caller left; null when the recording was deleted. What is said is between the two moments of a media fragment. */
  audioUrl: z.string().nullable(),
});
export type VoicemailView = z.infer<typeof voicemailSchema>;

export const listVoicemails = defineEndpoint({
  method: "GET",
  path: "/api/v1/voicemails",
  summary:
    "Messages in one's own mailbox and in those of one's queues (supervisors: of all queues), the newest first",
  tag: "calls",
  access: "desk.use",
  query: z.object({
    /** "open": not heard, or heard and not done. */
    state: z.enum(["open", "done"]).default("open"),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  response: z.object({ voicemails: z.array(voicemailSchema) }),
});

export const setVoicemailState = defineEndpoint({
  method: "PUT",
  path: "/api/v1/voicemails/{voicemailId}/state",
  summary: "Says that a message was heard, is done, or is to be heard again",
  tag: "calls",
  access: "desk.use",
  params: z.object({ voicemailId: idSchema }),
  body: z.object({ state: messageStateSchema }),
  response: z.object({}),
});

const mailboxSchema = z.object({
  /** Seconds of ringing after which a colleague's call goes to one's own mailbox; null: it never does. */
  unansweredAfterSeconds: z.int().min(5).max(60).nullable(),
});

export const getMailbox = defineEndpoint({
  method: "GET",
  path: "/api/v1/desk/mailbox",
  summary: "Whether unanswered calls of colleagues go to one's own mailbox, and when",
  tag: "desk",
  access: "desk.use",
  response: mailboxSchema,
});

export const setMailbox = defineEndpoint({
  method: "PUT",
  path: "/api/v1/desk/mailbox",
  summary: "Sends unanswered calls of colleagues to one's own mailbox, or no more",
  tag: "desk",
  access: "desk.use",
  body: mailboxSchema,
  response: z.object({}),
});

export const returnVoicemail = defineEndpoint({
  method: "POST",
  path: "/api/v1/voicemails/{voicemailId}/return",
  summary:
    "Calls the caller of a message back: one's own phone rings, then the number; answered, the message is done",
  tag: "calls",
  access: "desk.use",
  params: z.object({ voicemailId: idSchema }),
  response: z.object({ callId: idSchema }),
});

/** Answers `audio/wav` with byte ranges; the schema describes problems only. */
export const getVoicemailAudio = defineEndpoint({
  method: "GET",
  path: "/api/v1/voicemails/{voicemailId}/audio",
  summary: "A message's sound: stereo G.711 WAV, the caller left",
  tag: "calls",
  access: "desk.use",
  params: z.object({ voicemailId: idSchema }),
  response: z.any().meta({ contentType: "audio/wav" }),
});
