// Who is in the bridge of a call besides the two whose bridge it is, and who hears whom then.
//
// role    | heard by                       | hears
// --------+--------------------------------+---------
// caller, agent, member | everybody        | everybody but whom they must not
// listen  | nobody                         | everybody
// whisper | the agent                      | everybody
// barge   | everybody                      | everybody
//
// Whoever holds, or whose phone is away, neither hears nor is heard.
import type { AgentId, LegId } from "@tandem/kernel";
import type { ConferenceRoute } from "@tandem/media";

/** How a supervisor is in a call. */
export type SupervisorRole = "listen" | "whisper" | "barge";

/** Somebody in the bridge besides its two. */
export type Guest = {
  readonly legId: LegId;
  readonly agentId: AgentId | null;
  /** "member": takes part as the two do, and has the call when the agent leaves. */
  readonly role: SupervisorRole | "member";
};

type Pair = { readonly callerLegId: LegId; readonly agentLegId: LegId };
/** Whose phone holds, or is away. */
export type Absence = { readonly held: boolean; readonly away: boolean };

/** What of a bridge says who hears whom. */
export type Parties = {
  readonly about: Pair;
  readonly guests: readonly Guest[];
  readonly absent: ReadonlyMap<LegId, Absence>;
};

export function legIdsOf({ about, guests }: Omit<Parties, "absent">): LegId[] {
  return [about.callerLegId, about.agentLegId, ...guests.map(({ legId }) => legId)];
}

/** The pairs that do not hear each other, for the mixer. */
export function routesOf(parties: Parties): ConferenceRoute[] {
  const legIds = legIdsOf(parties);
  return legIds.flatMap((listener) =>
    legIds
      .filter((speaker) => speaker !== listener && !hearsNow(parties, listener, speaker))
      .map((speaker) => ({ speaker, listener, gain: 0 })),
  );
}

/** All whom the caller's side hears now, for a recording of both sides. */
export function heardByCaller(parties: Parties): LegId[] {
  const { callerLegId } = parties.about;
  return legIdsOf(parties).filter((legId) => legId !== callerLegId && hearsNow(parties, callerLegId, legId));
}

/** True for who would be alone: all whom they could hear hold or are away. A supervisor waits without music. */
export function isLeftAlone(parties: Parties, legId: LegId): boolean {
  if (parties.guests.some((guest) => guest.legId === legId && guest.role !== "member")) return false;
  const heard = legIdsOf(parties).filter((other) => other !== legId && mayHear(parties, legId, other));
  return heard.length > 0 && heard.every((other) => isAbsent(parties, other));
}

function hearsNow(parties: Parties, listener: LegId, speaker: LegId): boolean {
  return mayHear(parties, listener, speaker) && !isAbsent(parties, listener) && !isAbsent(parties, speaker);
}

function mayHear({ about, guests }: Parties, listener: LegId, speaker: LegId): boolean {
  const role = guests.find(({ legId }) => legId === speaker)?.role;
  if (role === "whisper") return listener === about.agentLegId;
  return role !== "listen";
}

function isAbsent({ absent }: Parties, legId: LegId): boolean {
  const absence = absent.get(legId);
  return absence !== undefined && (absence.held || absence.away);
}
