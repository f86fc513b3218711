// What the voice-quality module publishes.
import type { AgentId, CallId, Fact, LegId } from "@tandem/kernel";
import type { SilenceReason } from "@tandem/media";
import type { QualitySeries } from "./quality-series.ts";

type OfLeg = { callId: CallId; legId: LegId; agentId: AgentId | null };

export type VoiceQualityFact =
  /** The leg is up, may send, and nothing that could be speech came for so long: one-way audio. */
  | Fact<"LegSilent", OfLeg & { reason: SilenceReason; silentMs: number }>
  | Fact<"LegSounding", OfLeg>
  /** The rating of one direction stays low; `received` is what we hear of the leg, `sent` what it hears of us. */
  | Fact<"LegPoor", OfLeg & { direction: "received" | "sent"; mos: number }>
  | Fact<"LegGood", OfLeg>
  /** All that was measured of a leg, when it is over. It is kept in a table of its own. */
  | Fact<
      "LegQualityKept",
      { callId: CallId; legId: LegId; codec: string; startedAt: number; series: QualitySeries }
    >;

/** A fact whose home is the table of qualities, not the list of facts. */
export type QualityKept = Extract<VoiceQualityFact, { type: "LegQualityKept" }>;

export function isQualityKept(fact: Fact): fact is QualityKept {
  return fact.type === "LegQualityKept";
}

export const keptVoiceQualityFacts: readonly VoiceQualityFact["type"][] = [
  "LegSilent",
  "LegSounding",
  "LegPoor",
  "LegGood",
  "LegQualityKept",
];
