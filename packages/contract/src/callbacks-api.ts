// Callers who asked to be called back, and whose place in line is kept.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

export const callbackSchema = z.object({
  id: idSchema,
  queueId: idSchema,
  /** Null when the queue is gone. */
  queueName: z.string().nullable(),
  number: z.string().meta(personal),
  state: z.enum(["waiting", "calling", "reached", "failed", "expired", "cancelled"]),
  requestedAt: timeSchema,
  /** Since when the caller waits: the place in line. */
  queuedAt: timeSchema,
  expiresAt: timeSchema,
  /** Not called before. */
  nextAt: timeSchema,
  requestCallId: idSchema,
  attempts: z.array(
    z.object({
      callId: idSchema,
      at: timeSchema,
      /** Null while it rings. */
      outcome: z.enum(["reached", "missed", "machine", "restarted", "cancelled"]).nullable(),
    }),
  ),
  endedAt: timeSchema.nullable(),
  /** Who cancelled it. */
  endedBy: z.string().nullable().meta(personal),
});
export type CallbackView = z.infer<typeof callbackSchema>;

export const listCallbacks = defineEndpoint({
  method: "GET",
  path: "/api/v1/callbacks",
  summary:
    "Callers who are to be called back, in the order of their places; or the last that are over, the newest first",
  tag: "floor",
  access: "floor.watch",
  query: z.object({
    state: z.enum(["open", "ended"]).default("open"),
    /** Of those that are over. */
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  response: z.object({ callbacks: z.array(callbackSchema) }),
});

export const cancelCallback = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/callbacks/{callbackId}",
  summary: "Takes a caller out who is to be called back; a call that rings for it ends",
  tag: "floor",
  access: "calls.supervise",
  params: z.object({ callbackId: idSchema }),
  response: z.object({}),
});

export const tellMachine = defineEndpoint({
  method: "POST",
  path: "/api/v1/desk/callback/machine",
  summary:
    "An answering machine took the callback that I have, or had last: the call ends, it was not reached and is tried again",
  tag: "desk",
  access: "desk.use",
  body: z.object({ callId: idSchema }),
  /** `failed` after the last attempt. */
  response: z.object({ state: callbackSchema.shape.state }),
});

export const listCallbacksOfCall = defineEndpoint({
  method: "GET",
  path: "/api/v1/calls/{callId}/callbacks",
  summary:
    "The callback that was asked for in this call, or that this call is an attempt of, with all its attempts",
  tag: "calls",
  access: "calls.read",
  params: z.object({ callId: idSchema }),
  response: z.object({ callbacks: z.array(callbackSchema) }),
});

export const getCallbackReport = defineEndpoint({
  method: "GET",
  path: "/api/v1/callbacks/report",
  summary:
    "Callbacks by queue that were asked for in a period: how many were reached, failed, cancelled, and are open",
  tag: "reports",
  access: "reports.read",
  query: z.object({ from: timeSchema, to: timeSchema }),
  response: z.object({
    rows: z.array(
      z.object({
        queueId: idSchema,
        queueName: z.string().nullable(),
        requested: z.int(),
        reached: z.int(),
        /** Not reached by the last attempt, or before it expired. */
        failed: z.int(),
        cancelled: z.int(),
        open: z.int(),
      }),
    ),
  }),
});
