// What remains of each leg of a call, folded from its facts.
import type { AgentId, LegId } from "@tandem/kernel";
import type { LegStatistics } from "#telephony/calls";
import type { TelephonyFact } from "./telephony-fact.ts";

export type LegRecord = {
  readonly id: LegId;
  readonly kind: "caller" | "agent" | "callee";
  readonly agentId: AgentId | null;
  readonly address: string;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number;
  readonly endCause: string;
  readonly codec: string | null;
  readonly packetsReceived: number;
  readonly packetsSent: number;
  readonly packetsLost: number;
  readonly jitterMs: number | null;
  readonly quality: LegStatistics["quality"] | null;
};

/** All legs in the order they began. A leg whose end is missing ended with the last fact known of the call. */
export function foldLegs(facts: readonly TelephonyFact[]): LegRecord[] {
  const legs = new Map<LegId, LegRecord>();
  const lastAt = facts.at(-1)?.at ?? 0;
  for (const fact of facts) {
    if (fact.type === "CallArrived")
      legs.set(fact.legId, begin(fact, fact.agentId ? "agent" : "caller", lastAt, fact.ani));
    else if (fact.type === "LegDialed") {
      legs.set(fact.legId, begin(fact, fact.agentId ? "agent" : "callee", lastAt, fact.address));
    } else if (fact.type === "LegTakenIn" || fact.type === "LegJoined") {
      const leg = begin(fact, fact.agentId ? "agent" : "callee", lastAt, fact.address);
      legs.set(
        fact.legId,
        fact.type === "LegTakenIn" ? leg : { ...leg, answeredAt: fact.at, codec: fact.codec },
      );
    } else {
      const legId = "legId" in fact ? fact.legId : undefined;
      const leg = legId && legs.get(legId);
      if (leg) legs.set(leg.id, { ...leg, ...news(fact) });
    }
  }
  return [...legs.values()];
}

function begin(
  { legId, agentId, at }: { readonly legId: LegId; readonly agentId?: AgentId | null; readonly at: number },
  kind: LegRecord["kind"],
  lastAt: number,
  address: string,
): LegRecord {
  return {
    id: legId,
    kind,
    agentId: agentId ?? null,
    address,
    startedAt: at,
    answeredAt: null,
    endedAt: lastAt,
    endCause: "unknown",
    codec: null,
    packetsReceived: 0,
    packetsSent: 0,
    packetsLost: 0,
    jitterMs: null,
    quality: null,
  };
}

function news(fact: TelephonyFact): Partial<LegRecord> {
  switch (fact.type) {
    case "EarlySoundStarted":
      return { codec: fact.codec };
    case "CallAnswered":
      return { answeredAt: fact.at, codec: fact.codec };
    case "LegAnswered": {
      const answered = { answeredAt: fact.at, codec: fact.codec };
      return fact.address === undefined ? answered : { ...answered, address: fact.address };
    }
    case "LegMoved":
      return { endedAt: fact.at, endCause: "transferred" };
    case "LegEnded":
      return { endedAt: fact.at, endCause: fact.cause };
    case "LegMeasured": {
      const { packetsReceived, packetsSent, packetsLost, jitterMs, quality = null } = fact;
      return { packetsReceived, packetsSent, packetsLost, jitterMs, quality };
    }
    default:
      return {};
  }
}
