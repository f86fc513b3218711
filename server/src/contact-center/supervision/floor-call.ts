// Where a live call is, folded from its facts as they come.
//
// stage    | entered by
// ---------+---------------------------------------------
// arriving | CallArrived
// flow     | CallAnswered, ContactServed
// waiting  | ContactQueued, OfferFailed, ContactReturned
// offered  | OfferMade
// talking  | ContactAnswered, LegResumed; CallAnswered of a call that an agent placed
// on-hold  | LegHeld
// (gone)   | CallEnded
import type { CallId, TenantId } from "@tandem/kernel";
import type { QueueFact } from "#contact-center/queues";
import type { TransferFact } from "#contact-center/transfers";
import type { CallFact } from "#telephony/calls";

export type CallStage = "arriving" | "flow" | "waiting" | "offered" | "talking" | "on-hold";

export type FloorCall = {
  readonly id: CallId;
  readonly tenantId: TenantId;
  readonly ani: string;
  readonly dnis: string;
  readonly stage: CallStage;
  readonly stageSince: number;
  readonly startedAt: number;
  readonly queueName: string | null;
  readonly agentName: string | null;
  /** Placed by an agent to somebody, past all flows. */
  readonly direct: boolean;
};

export type FloorFact = CallFact | QueueFact | TransferFact;

/** The call after a fact; undefined once it has ended, or when it was never seen to begin. */
export function stepFloorCall(call: FloorCall | undefined, fact: FloorFact): FloorCall | undefined {
  if (fact.type === "CallArrived") {
    return {
      id: fact.callId,
      tenantId: fact.tenantId,
      ani: fact.ani,
      dnis: fact.dnis,
      stage: "arriving",
      stageSince: fact.at,
      startedAt: fact.at,
      queueName: null,
      agentName: fact.target ? fact.source.name : null,
      direct: fact.target !== undefined,
    };
  }
  if (!call || fact.type === "CallEnded") return undefined;
  const enter = (stage: CallStage, more: Partial<FloorCall> = {}): FloorCall => ({
    ...call,
    ...more,
    stage,
    stageSince: stage === call.stage ? call.stageSince : fact.at,
  });
  switch (fact.type) {
    case "CallAnswered":
      return call.direct ? enter("talking") : enter("flow", { agentName: null });
    case "ContactServed":
      return enter("flow", { agentName: null });
    case "ContactQueued":
      return enter("waiting", { queueName: fact.queueName, agentName: null });
    case "OfferMade":
      return enter("offered", { agentName: fact.agentName });
    case "OfferFailed":
    case "ContactReturned":
      return enter("waiting", { agentName: null });
    case "ContactAnswered":
      return enter("talking", { agentName: fact.agentName });
    case "TransferCompleted":
      return { ...call, agentName: fact.targetName };
    case "LegHeld":
      return call.stage === "talking" ? enter("on-hold") : call;
    case "LegResumed":
      return call.stage === "on-hold" ? enter("talking") : call;
    default:
      return call;
  }
}
