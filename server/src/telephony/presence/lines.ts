// Which dialogs one agent is in, folded from the facts of calls. Pure.
//
// leg of an agent | means                      | leaves by
// ----------------+----------------------------+------------------------
// trying          | dialed, or has just called | ringing, answered, ended
// early           | rings                      | answered, ended
// confirmed       | speaks                     | ended
import type { AgentId, LegId } from "@tandem/kernel";
import type { CallFact } from "#telephony/calls";
import type { WatchedDialog } from "./dialog-info.ts";

/** The leg a fact is about, for what is watched. */
export function legOf(fact: CallFact): LegId | undefined {
  if (fact.type === "CallEnded" || fact.type === "ControlRestarted" || fact.type === "MediaRestarted")
    return undefined;
  return fact.type === "LegReplaced" ? fact.byLegId : fact.legId;
}

/** The agent to whom the leg belongs that begins with this fact. */
export function agentOfNewLeg(fact: CallFact): AgentId | undefined {
  if (fact.type !== "CallArrived" && fact.type !== "LegDialed" && fact.type !== "LegTakenIn")
    return undefined;
  return fact.agentId ?? undefined;
}

/** An agent's dialogs after a fact about one of their legs; the same list when nothing changed. */
export function stepDialogs(dialogs: readonly WatchedDialog[], fact: CallFact): readonly WatchedDialog[] {
  switch (fact.type) {
    case "CallArrived":
      return [...dialogs, { id: fact.legId, direction: "initiator", state: "trying" }];
    // Taken in: a page that was reloaded goes on with its call, in which the agent was called.
    case "LegDialed":
    case "LegTakenIn":
      return [...dialogs, { id: fact.legId, direction: "recipient", state: "trying" }];
    case "LegRinging":
      return move(dialogs, fact.legId, "early");
    case "CallAnswered":
    case "LegAnswered":
      return move(dialogs, fact.legId, "confirmed");
    case "LegReplaced":
      return move(dialogs, fact.byLegId, "confirmed");
    case "LegEnded":
      return dialogs.filter(({ id }) => id !== fact.legId);
    default:
      return dialogs;
  }
}

function move(
  dialogs: readonly WatchedDialog[],
  legId: LegId,
  state: WatchedDialog["state"],
): readonly WatchedDialog[] {
  const found = dialogs.find(({ id }) => id === legId);
  if (!found || found.state === state) return dialogs;
  return dialogs.map((each) => (each === found ? { ...each, state } : each));
}
