// What is wrong with the sound of a live call's legs, folded from facts.
import type { AgentId, LegId } from "@tandem/kernel";
import type { FloorFact } from "./floor-fact.ts";

/** `agentId` is null for the caller and for whoever is outside. */
export type SoundAlert = {
  readonly legId: LegId;
  readonly kind: "silent" | "poor";
  readonly agentId: AgentId | null;
  readonly since: number;
};

/** The alerts after a fact; the same list when it says nothing of sound. */
export function stepSoundAlerts(alerts: readonly SoundAlert[], fact: FloorFact): readonly SoundAlert[] {
  const without = (legId: LegId, kind?: SoundAlert["kind"]) => {
    const left = alerts.filter(
      (alert) => alert.legId !== legId || (kind !== undefined && alert.kind !== kind),
    );
    return left.length === alerts.length ? alerts : left;
  };
  switch (fact.type) {
    case "LegSilent":
    case "LegPoor": {
      const { legId, agentId, at: since } = fact;
      const kind = fact.type === "LegSilent" ? "silent" : "poor";
      return [...without(legId, kind), { legId, kind, agentId, since }];
    }
    case "LegSounding":
      return without(fact.legId, "silent");
    case "LegGood":
      return without(fact.legId, "poor");
    case "LegEnded":
    case "LegMoved":
      return without(fact.legId);
    case "LegHeld":
      // Who holds is not expected to be heard.
      return without(fact.legId, "silent");
    default:
      return alerts;
  }
}
