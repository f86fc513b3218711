// Supervisors in live calls: they listen, whisper to the agent, speak with both, or take the call over.
//
// a supervisor in a call | means                                | leaves by
// -----------------------+--------------------------------------+----------------------------------------------
// ringing                | their own phone rings                | LegAnswered (→ in it), LegEnded, leave
// in it                  | hears it, heard as the mode says     | LegEnded, leave, takeOver, end of the bridge
import { err, makeFact, ok } from "@tandem/kernel";
import type {
  AgentId,
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  LegId,
  Result,
  TenantId,
} from "@tandem/kernel";
import { workStateOf } from "#contact-center/agents";
import type { Agent, Agents } from "#contact-center/agents";
import { contactOf } from "#contact-center/transfers";
import type { BridgeFact, Bridges, SupervisorRole } from "#telephony/bridges";
import type { CallFact, Calls, LegEndCause, RingTarget } from "#telephony/calls";
import type { SupervisionFact } from "./supervision-facts.ts";

export type SupervisionError = {
  kind: "no-such-call" | "not-talking" | "own-call" | "busy" | "no-phone" | "not-supervising";
};

/** A supervisor who is in a call, or rung for it. */
export type Supervisor = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly supervisorId: AgentId;
  readonly supervisorName: string;
  readonly mode: SupervisorRole;
  readonly isIn: boolean;
};

export type SupervisionOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "dial" | "hangUpLeg" | "replaceLeg" | "numbersOf" | "callerLegOf">;
  readonly bridges: Pick<Bridges, "setGuest" | "pairOf" | "guestsOf">;
  readonly agents: Pick<Agents, "get" | "join">;
  readonly facts: FactPublisher<SupervisionFact>;
  readonly below: FactSource<CallFact | BridgeFact>;
  /** How to ring a supervisor; undefined when no phone of theirs can be reached. */
  readonly phoneOf: (tenantId: TenantId, extension: string) => RingTarget | undefined;
};

/** Whoever pressed the button sits at the phone. */
const ringTimeoutMs = 30_000;

export class Supervision {
  readonly #options: SupervisionOptions;
  readonly #byLeg = new Map<LegId, Supervisor>();

  constructor(options: SupervisionOptions) {
    this.#options = options;
    const { below } = options;
    below.on("LegAnswered", ({ legId }) => this.#answered(legId));
    below.on("LegEnded", ({ legId, cause }) => this.#ended(legId, cause));
    below.on("LegReplaced", ({ legId, byLegId }) => this.#replaced(legId, byLegId));
    below.on("BridgeEnded", ({ callId }) => this.#dismiss(callId));
    below.on("ControlRestarted", ({ tenantId, callId }) => this.#restore(tenantId, callId));
  }

  /** Rings the supervisor's phone for a call, or changes how they are in it. */
  supervise(supervisor: Agent, callId: CallId, mode: SupervisorRole): Result<undefined, SupervisionError> {
    const { id: supervisorId, tenantId } = supervisor.record;
    const known = this.#legOf(callId, supervisorId);
    if (known) return this.#change(known, mode);
    const pair = this.#options.bridges.pairOf(callId);
    if (!pair || pair.tenantId !== tenantId) return err({ kind: pair ? "no-such-call" : "not-talking" });
    const isIn = [pair, ...this.#options.bridges.guestsOf(callId)].some(
      (each) => each.agentId === supervisorId,
    );
    if (isIn) return err({ kind: "own-call" });
    return this.#ring(supervisor, callId, mode);
  }

  /** The supervisor stands where the agent stood, who is free for wrap-up. */
  takeOver(supervisorId: AgentId, callId: CallId): Result<undefined, SupervisionError> {
    const { agents, bridges, calls } = this.#options;
    const legId = this.#legOf(callId, supervisorId);
    const pair = bridges.pairOf(callId);
    const supervisor = agents.get(supervisorId);
    if (!legId || !pair || !supervisor || !this.#byLeg.get(legId)?.isIn)
      return err({ kind: "not-supervising" });
    const { agentLegId, agentId: fromAgentId, tenantId } = pair;
    const by = { tenantId, callId, legId: agentLegId, agentId: fromAgentId };
    const contact = contactOf(by, this.#options, supervisor.record);
    this.#byLeg.delete(legId);
    const supervisorName = supervisor.record.displayName;
    this.#publish({
      type: "CallTakenOver",
      tenantId,
      callId,
      legId,
      supervisorId,
      supervisorName,
      fromAgentId,
    });
    calls.replaceLeg(callId, agentLegId, legId, "transferred");
    agents.join(supervisorId, contact, legId);
    return ok();
  }

  leave(supervisorId: AgentId, callId: CallId): Result<undefined, SupervisionError> {
    const legId = this.#legOf(callId, supervisorId);
    if (!legId) return err({ kind: "not-supervising" });
    this.#options.calls.hangUpLeg(
      callId,
      legId,
      this.#byLeg.get(legId)?.isIn ? "hung-up-locally" : "cancelled",
    );
    return ok();
  }

  /** Supervisors of a call whom its agent can hear, and so is told of. */
  heardIn(callId: CallId): Supervisor[] {
    return [...this.#byLeg.values()].filter(
      (each) => each.callId === callId && each.isIn && each.mode !== "listen",
    );
  }

  #ring({ record, state }: Agent, callId: CallId, mode: SupervisorRole): Result<undefined, SupervisionError> {
    const { calls, phoneOf } = this.#options;
    const { id: supervisorId, tenantId, displayName: supervisorName } = record;
    if (workStateOf(state) !== "idle") return err({ kind: "busy" });
    const target = phoneOf(tenantId, record.extension);
    if (!target) return err({ kind: "no-phone" });
    const legId = calls.dial(callId, { agentId: supervisorId, target, ringTimeoutMs });
    if (!legId) return err({ kind: "no-such-call" });
    const supervisor: Supervisor = { tenantId, callId, supervisorId, supervisorName, mode, isIn: false };
    this.#byLeg.set(legId, supervisor);
    this.#tell("SupervisionRequested", legId, supervisor);
    return ok();
  }

  #change(legId: LegId, mode: SupervisorRole): Result<undefined, SupervisionError> {
    const before = this.#byLeg.get(legId);
    if (!before || before.mode === mode) return ok();
    const after = { ...before, mode };
    if (after.isIn && !this.#sit(legId, after)) return err({ kind: "not-talking" });
    this.#byLeg.set(legId, after);
    this.#tell("SupervisionChanged", legId, after);
    return ok();
  }

  #answered(legId: LegId): void {
    const supervisor = this.#byLeg.get(legId);
    if (!supervisor || supervisor.isIn) return;
    const after = { ...supervisor, isIn: true };
    // The two may have parted while the phone rang.
    if (!this.#sit(legId, after)) return this.#options.calls.hangUpLeg(supervisor.callId, legId, "cancelled");
    this.#byLeg.set(legId, after);
    this.#tell("SupervisionStarted", legId, after);
  }

  #sit(legId: LegId, { callId, supervisorId, mode }: Supervisor): boolean {
    return this.#options.bridges.setGuest(callId, { legId, agentId: supervisorId, role: mode });
  }

  #ended(legId: LegId, cause: LegEndCause): void {
    const supervisor = this.#byLeg.get(legId);
    if (!supervisor) return;
    this.#byLeg.delete(legId);
    this.#publish({ type: "SupervisionEnded", ...aboutOf(legId, supervisor), cause });
  }

  /** A page that was reloaded: the same supervisor by another leg. */
  #replaced(legId: LegId, byLegId: LegId): void {
    const supervisor = this.#byLeg.get(legId);
    if (!supervisor) return;
    this.#byLeg.delete(legId);
    this.#byLeg.set(byLegId, supervisor);
  }

  /** There is nobody to listen to any more. */
  #dismiss(callId: CallId): void {
    for (const [legId, each] of this.#byLeg)
      if (each.callId === callId)
        this.#options.calls.hangUpLeg(callId, legId, each.isIn ? "hung-up-locally" : "cancelled");
  }

  #restore(tenantId: TenantId, callId: CallId): void {
    for (const { legId, agentId, role } of this.#options.bridges.guestsOf(callId)) {
      if (role === "member" || !agentId) continue;
      const supervisorName = this.#options.agents.get(agentId)?.record.displayName ?? "";
      this.#byLeg.set(legId, {
        tenantId,
        callId,
        supervisorId: agentId,
        supervisorName,
        mode: role,
        isIn: true,
      });
    }
  }

  #legOf(callId: CallId, supervisorId: AgentId): LegId | undefined {
    for (const [legId, each] of this.#byLeg)
      if (each.callId === callId && each.supervisorId === supervisorId) return legId;
    return undefined;
  }

  #tell(
    type: "SupervisionRequested" | "SupervisionStarted" | "SupervisionChanged",
    legId: LegId,
    supervisor: Supervisor,
  ): void {
    this.#publish({ type, ...aboutOf(legId, supervisor) });
  }

  #publish(content: FactContent<SupervisionFact>): void {
    this.#options.facts.publish(makeFact<SupervisionFact>(this.#options.clock, content));
  }
}

function aboutOf(legId: LegId, { tenantId, callId, supervisorId, supervisorName, mode }: Supervisor) {
  return { tenantId, callId, legId, supervisorId, supervisorName, mode };
}
