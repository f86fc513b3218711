// What is wrong with the sound of the calls that are up: the missing before the poor, the oldest first.
import type { LiveState } from "@tandem/contract";

export type CallAlert = {
  readonly callId: string;
  readonly ani: string;
  readonly kind: "silent" | "poor";
  /** Null for the caller and for whoever is outside. */
  readonly agentName: string | null;
  readonly since: string;
};

export function alertsOf({ calls, agents }: Pick<LiveState, "calls" | "agents">): CallAlert[] {
  const names = new Map(agents.map(({ id, displayName }) => [id, displayName]));
  return calls
    .flatMap(({ id, ani, alerts }) =>
      alerts.map(({ kind, agentId, since }) => ({
        callId: id,
        ani,
        kind,
        agentName: agentId === null ? null : (names.get(agentId) ?? null),
        since,
      })),
    )
    .toSorted((a, b) =>
      a.kind === b.kind ? Date.parse(a.since) - Date.parse(b.since) : a.kind === "silent" ? -1 : 1,
    );
}
