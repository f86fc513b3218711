// What the parking module publishes.
import type { AgentId, CallId, Fact } from "@tandem/kernel";

type About = { callId: CallId; place: string; agentId: AgentId; agentName: string };

export type ParkingFact =
  /** `agentId` has left the call; the caller hears music. */
  | Fact<"CallParked", About>
  /** Nobody came in time: the phone of whoever parked the call rings. */
  | Fact<"ParkedCallRangBack", About>
  /** `agentId` speaks with the caller from here on. */
  | Fact<"ParkedCallPickedUp", About & { parkedMs: number }>
  /** Nobody came at all: the caller goes back to the queue. */
  | Fact<"ParkedCallGivenUp", About>;

export const keptParkingFacts: readonly ParkingFact["type"][] = [
  "CallParked",
  "ParkedCallRangBack",
  "ParkedCallPickedUp",
  "ParkedCallGivenUp",
];
