// What the surveys module publishes.
import type { AgentId, CallId, Fact, QueueId } from "@tandem/kernel";

/** Of which service the caller is asked; null when none was reached. */
export type SurveySubject = { readonly queueId: QueueId | null; readonly agentId: AgentId | null };

export type SurveyFact =
  | Fact<"SurveyStarted", { callId: CallId; node: string; questions: readonly string[] } & SurveySubject>
  /** From 1, the worst, to 5. */
  | Fact<"SurveyAnswered", { callId: CallId; question: string; score: number } & SurveySubject>
  /** Nothing more is asked and the caller is there still; one who hangs up ends the survey by that. */
  | Fact<"SurveyEnded", { callId: CallId; answers: number }>;

export const keptSurveyFacts: readonly SurveyFact["type"][] = [
  "SurveyStarted",
  "SurveyAnswered",
  "SurveyEnded",
];
