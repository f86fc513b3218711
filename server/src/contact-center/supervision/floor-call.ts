// Where a live call is, folded from its facts as they come.
//
// stage    | entered by
// ---------+---------------------------------------------
// arriving | CallArrived
// flow     | CallAnswered, ContactServed, ContactFlowedOut
// waiting  | ContactQueued, OfferFailed, ContactReturned
// offered  | OfferMade
// talking  | ContactAnswered, OverflowAnswered, ParkedCallPickedUp, LegResumed; CallAnswered of a call that an agent placed
// on-hold  | LegHeld, CallParked
// (gone)   | CallEnded
import type { AgentId, CallId, TenantId } from "@tandem/kernel";
import type { SupervisorRole } from "#telephony/bridges";
import type { FloorFact } from "./floor-fact.ts";
import { stepSoundAlerts } from "./sound-alerts.ts";
import type { SoundAlert } from "./sound-alerts.ts";

export type CallStage = "arriving" | "flow" | "waiting" | "offered" | "talking" | "on-hold";

/** A supervisor in the call; `isIn` is false while their phone rings. */
export type FloorSupervisor = {
  readonly agentId: AgentId;
  readonly name: string;
  readonly mode: SupervisorRole;
  readonly isIn: boolean;
};

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
  readonly supervisors: readonly FloorSupervisor[];
  /** What is wrong with its sound now. */
  readonly alerts: readonly SoundAlert[];
};

/** The call after a fact; undefined once it has ended, or when it was never seen to begin. */
export function stepFloorCall(
  call: FloorCall | undefined,
  fact: FloorFact,
  nameOf: (agentId: AgentId) => string | undefined = () => undefined,
): FloorCall | undefined {
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
      supervisors: [],
      alerts: [],
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
    case "ContactFlowedOut":
      return enter("flow", { agentName: null });
    case "OverflowAnswered":
      return enter("talking", { agentName: fact.number });
    case "ContactQueued":
      return enter("waiting", { queueName: fact.queueName, agentName: null });
    case "OfferMade":
      return enter("offered", { agentName: fact.agentName });
    case "OfferFailed":
    case "ContactReturned":
      return enter("waiting", { agentName: null });
    case "ContactAnswered":
      return enter("talking", { agentName: fact.agentName });
    case "SupervisionRequested":
    case "SupervisionStarted":
    case "SupervisionChanged":
    case "SupervisionEnded":
      return { ...call, supervisors: stepSupervisors(call.supervisors, fact) };
    case "CallTakenOver": {
      const supervisors = call.supervisors.filter(({ agentId }) => agentId !== fact.supervisorId);
      return { ...call, agentName: fact.supervisorName, supervisors };
    }
    // Also when an agent leaves a conversation of three to a colleague.
    case "LegsBridged": {
      const name = fact.agentId && !call.direct ? nameOf(fact.agentId) : undefined;
      return name === undefined || name === call.agentName ? call : { ...call, agentName: name };
    }
    case "CallParked":
      return enter("on-hold", { agentName: fact.place });
    case "ParkedCallPickedUp":
      return enter("talking", { agentName: fact.agentName });
    case "TransferCompleted":
      return { ...call, agentName: fact.targetName };
    case "LegHeld": {
      const alerts = stepSoundAlerts(call.alerts, fact);
      // A supervisor who holds keeps nobody waiting.
      if (call.supervisors.some(({ agentId }) => agentId === fact.agentId)) return { ...call, alerts };
      return call.stage === "talking" ? enter("on-hold", { alerts }) : call;
    }
    case "LegResumed":
      return call.stage === "on-hold" ? enter("talking") : call;
    default: {
      const alerts = stepSoundAlerts(call.alerts, fact);
      return alerts === call.alerts ? call : { ...call, alerts };
    }
  }
}

type ModeFact = Extract<
  FloorFact,
  { type: "SupervisionRequested" | "SupervisionStarted" | "SupervisionChanged" | "SupervisionEnded" }
>;

function stepSupervisors(
  supervisors: readonly FloorSupervisor[],
  fact: ModeFact,
): readonly FloorSupervisor[] {
  const { supervisorId: agentId, supervisorName: name, mode } = fact;
  const before = supervisors.find((each) => each.agentId === agentId);
  const others = supervisors.filter((each) => each.agentId !== agentId);
  if (fact.type === "SupervisionEnded") return others;
  const isIn = fact.type === "SupervisionStarted" || before?.isIn === true;
  return [...others, { agentId, name, mode, isIn }];
}
