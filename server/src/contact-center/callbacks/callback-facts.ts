// What the callbacks module publishes.
import type { CallId, Fact, QueueId } from "@tandem/kernel";

type About = { callId: CallId; callbackId: CallId; queueId: QueueId; queueName: string; number: string };

export type CallbackFact =
  /** The caller keeps their place without staying; `merged`: they had asked before, and that place counts. */
  | Fact<"CallbackRequested", About & { merged: boolean }>
  /** A call of our own, for what was asked in `requestCallId`; `attempt` counts from 1. */
  | Fact<"CallbackDialed", About & { requestCallId: CallId; attempt: number }>
  /** Whoever asked is there, and comes into the queue again. */
  | Fact<"CallbackAnswered", About>
  /** The caller was asked where to be called back, and is there still; `kept`: a request was taken. */
  | Fact<"CallbackAsked", { callId: CallId; kept: boolean }>;

export const keptCallbackFacts: readonly CallbackFact["type"][] = [
  "CallbackRequested",
  "CallbackDialed",
  "CallbackAnswered",
];
