// What the overflow module publishes of callers whom a queue sent to a number outside.
import type { CallId, Fact } from "@tandem/kernel";

/** Why nobody came to the number. */
export type OverflowFailure =
  | "no-answer"
  | "busy"
  | "declined"
  | "unreachable"
  | "not-found"
  | "forbidden"
  | "restarted";

export type OverflowFact =
  | Fact<"OverflowDialed", { callId: CallId; number: string }>
  | Fact<"OverflowAnswered", { callId: CallId; number: string }>
  /** The caller goes on in the flow, as if the queue were not there. */
  | Fact<"OverflowFailed", { callId: CallId; number: string; cause: OverflowFailure }>;

export const keptOverflowFacts: readonly OverflowFact["type"][] = [
  "OverflowDialed",
  "OverflowAnswered",
  "OverflowFailed",
];
