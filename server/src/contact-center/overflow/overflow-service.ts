// Goes on with callers whom a queue sent away, into another flow, to its mailbox, to a message and the end, or to a number outside; and
// with those whom a flow puts through to a number or a person.
//
// caller elsewhere   | means                                 | leaves by
// -------------------+---------------------------------------+---------------------------------------------
// ringing            | hears the ringback, the number rings  | the number's answer or end, the caller's end
// talking            | both hear each other                  | the end of either: the call is over
import { makeFact } from "@tandem/kernel";
import type {
  AgentId,
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  FlowId,
  LegId,
  Result,
  TenantId,
} from "@tandem/kernel";
import type { Flows, FlowsOptions } from "#contact-center/flows";
import type { QueueFact } from "#contact-center/queues";
import type { BridgeFact, Bridges } from "#telephony/bridges";
import type { CallFact, Calls, DialOutOptions, LegEndCause, RingTarget } from "#telephony/calls";
import type { PromptLanguage, PromptLibrary } from "#telephony/prompts";
import type { OverflowFact, OverflowFailure } from "./overflow-facts.ts";

export type OverflowsOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "callerLegOf" | "dial" | "dialOut" | "hangUp" | "numbersOf" | "play">;
  readonly bridges: Pick<Bridges, "join">;
  readonly flows: Pick<Flows, "handOver" | "takeMessage" | "notTaken" | "dismiss">;
  readonly prompts: Pick<PromptLibrary, "files">;
  readonly languageOf: (tenantId: TenantId) => PromptLanguage;
  /** How to call somebody outside for a call, if the tenant may. */
  readonly dialOut: (call: {
    readonly tenantId: TenantId;
    readonly callId: CallId;
    readonly number: string;
    readonly byAgentId: null;
  }) => Result<DialOutOptions["dial"], { readonly kind: string }>;
  /** How an agent's phones are rung now; undefined: none can be. */
  readonly phoneOf: (tenantId: TenantId, agentId: AgentId) => PersonTarget | undefined;
  readonly facts: FactPublisher<OverflowFact>;
  readonly below: FactSource<CallFact | BridgeFact | QueueFact>;
};

type PersonTarget = { readonly extension: string; readonly target: RingTarget | undefined };

type AtNumber = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  /** A person's extension, or a number outside. */
  readonly number: string;
  /** Left out of a number outside. */
  readonly agentId?: AgentId | undefined;
  legId: LegId;
  phase: "ringing" | "talking";
};

/** JSON of a caller at a number or a person. */
export type OverflowSnapshot = Readonly<AtNumber>;

type FlowedOut = Extract<QueueFact, { type: "ContactFlowedOut" }>;

/** Carriers need some seconds until it rings at all. */
const ringTimeoutMs = 60_000;
const personRingMs = 30_000;

export class Overflows {
  readonly #options: OverflowsOptions;
  readonly #atNumber = new Map<CallId, AtNumber>();

  constructor(options: OverflowsOptions) {
    this.#options = options;
    const { below } = options;
    below.on("ContactFlowedOut", (fact) => this.#goOn(fact));
    below.on("LegAnswered", ({ callId, legId }) => this.#answered(callId, legId));
    below.on("LegEnded", ({ callId, legId, cause }) => this.#ended(callId, legId, cause));
    below.on("LegReplaced", ({ callId, legId, byLegId }) => {
      const at = this.#atNumber.get(callId);
      if (at?.legId === legId) at.legId = byLegId;
    });
    below.on("CallEnded", ({ callId }) => void this.#atNumber.delete(callId));
  }

  snapshot(callId: CallId): OverflowSnapshot | undefined {
    return this.#atNumber.get(callId);
  }

  restore(kept: OverflowSnapshot): void {
    this.#atNumber.set(kept.callId, { ...kept });
  }

  /** After a restart: a number that rang then rings no more. */
  goOnAfterRestart(callId: CallId): void {
    const kept = this.#atNumber.get(callId);
    if (kept?.phase === "ringing") this.#fail(kept, "restarted");
  }

  /** Puts a caller through for a flow; who is not taken goes on in it. */
  putThrough({ tenantId, callId, to }: Parameters<FlowsOptions["putThrough"]>[0]): void {
    if (to.kind === "number") return this.#callOutside(tenantId, callId, to.number);
    const agentId = to.agentId as AgentId;
    const person = this.#options.phoneOf(tenantId, agentId);
    const at = { tenantId, callId, number: person?.extension ?? "", agentId };
    const { target } = person ?? {};
    if (!target) return this.#fail(at, "unreachable");
    this.#ring(at, () => this.#options.calls.dial(callId, { agentId, target, ringTimeoutMs: personRingMs }));
  }

  #goOn({ tenantId, callId, queueId, to }: FlowedOut): void {
    const { flows, calls } = this.#options;
    switch (to.kind) {
      // The queue itself has put the caller there; whoever takes a request for a callback says good-bye.
      case "queue":
      case "callback":
        return;
      case "flow":
      case "voicemail": {
        const numbers = calls.numbersOf(callId);
        const flowId = to.kind === "flow" ? to.flowId : (queueId as string as FlowId);
        const entry = numbers && { tenantId, callId, flowId, ...numbers };
        const isTaken = entry && (to.kind === "flow" ? flows.handOver(entry) : flows.takeMessage(entry));
        return isTaken ? undefined : flows.notTaken(callId);
      }
      case "message":
        return flows.dismiss(callId, [to.prompt]);
      case "external":
        return this.#callOutside(tenantId, callId, to.number);
      case "unavailable":
        return flows.notTaken(callId);
      default:
        to satisfies never;
    }
  }

  #callOutside(tenantId: TenantId, callId: CallId, number: string): void {
    const { calls, dialOut } = this.#options;
    if (!calls.callerLegOf(callId)) return;
    const dial = dialOut({ tenantId, callId, number, byAgentId: null });
    const at = { tenantId, callId, number };
    if (!dial.ok) return this.#fail(at, "forbidden");
    this.#ring(at, () => calls.dialOut(callId, { number, ringTimeoutMs, dial: dial.value }));
  }

  #ring(at: Omit<AtNumber, "legId" | "phase">, dial: () => LegId | undefined): void {
    const { calls, prompts, languageOf } = this.#options;
    const { tenantId, callId, number } = at;
    const callerLegId = calls.callerLegOf(callId);
    if (!callerLegId) return;
    this.#publish({ type: "OverflowDialed", tenantId, callId, number });
    const files = prompts.files(["tone-ringback"], languageOf(tenantId), tenantId);
    calls.play(callId, { legId: callerLegId, files, loop: true, stopOnDigit: false });
    const legId = dial();
    if (legId) this.#atNumber.set(callId, { ...at, legId, phase: "ringing" });
  }

  #answered(callId: CallId, legId: LegId): void {
    const at = this.#atNumber.get(callId);
    const callerLegId = this.#options.calls.callerLegOf(callId);
    if (at?.legId !== legId || !callerLegId) return;
    at.phase = "talking";
    const { tenantId, number, agentId = null } = at;
    this.#publish({ type: "OverflowAnswered", tenantId, callId, number });
    const { prompts, languageOf } = this.#options;
    const holdMusic = prompts.files(["music-on-hold"], languageOf(tenantId), tenantId);
    const parties = { tenantId, callId, callerLegId, agentLegId: legId, agentId };
    this.#options.bridges.join({ ...parties, holdMusic });
  }

  #ended(callId: CallId, legId: LegId, cause: LegEndCause): void {
    const at = this.#atNumber.get(callId);
    if (at?.legId !== legId) return;
    if (at.phase === "ringing") return this.#fail(at, failureOf(cause));
    this.#atNumber.delete(callId);
    this.#options.calls.hangUp(callId, { cause: "completed", by: at.agentId ? "agent" : "callee" });
  }

  #fail(at: Pick<AtNumber, "tenantId" | "callId" | "number">, cause: OverflowFailure): void {
    const { tenantId, callId, number } = at;
    this.#atNumber.delete(callId);
    if (!this.#options.calls.callerLegOf(callId)) return;
    this.#publish({ type: "OverflowFailed", tenantId, callId, number, cause });
    this.#options.flows.notTaken(callId);
  }

  #publish(content: FactContent<OverflowFact>): void {
    this.#options.facts.publish(makeFact<OverflowFact>(this.#options.clock, content));
  }
}

function failureOf(cause: LegEndCause): OverflowFailure {
  switch (cause) {
    case "busy":
    case "no-answer":
    case "not-found":
      return cause;
    case "declined":
    case "rejected":
      return "declined";
    case "number-changed":
      return "not-found";
    default:
      return "unreachable";
  }
}
