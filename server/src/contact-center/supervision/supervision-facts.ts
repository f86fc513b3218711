// What supervision publishes: who listened to whom, and how. Kept with the call for ever.
import type { AgentId, CallId, Fact, LegId } from "@tandem/kernel";
import type { SupervisorRole } from "#telephony/bridges";

type About = {
  callId: CallId;
  /** The supervisor's leg. */
  legId: LegId;
  supervisorId: AgentId;
  supervisorName: string;
  mode: SupervisorRole;
};

export type SupervisionFact =
  /** The supervisor's own phone rings. */
  | Fact<"SupervisionRequested", About>
  /** From here on they hear the call, and are heard as `mode` says. */
  | Fact<"SupervisionStarted", About>
  | Fact<"SupervisionChanged", About>
  /** Also when it never started; `cause`: how their leg ended. */
  | Fact<"SupervisionEnded", About & { cause: string }>
  /** The supervisor has the call from here on; `fromAgentId`: who had it. */
  | Fact<"CallTakenOver", Omit<About, "mode"> & { fromAgentId: AgentId | null }>;

export const keptSupervisionFacts: readonly SupervisionFact["type"][] = [
  "SupervisionRequested",
  "SupervisionStarted",
  "SupervisionChanged",
  "SupervisionEnded",
  "CallTakenOver",
];
