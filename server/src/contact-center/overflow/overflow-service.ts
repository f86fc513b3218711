// Goes on with callers whom a queue sent away: into another flow, to its mailbox, to a message and the end, or to a number
// outside.
//
// caller at a number | means                                 | leaves by
// -------------------+---------------------------------------+---------------------------------------------
// ringing            | hears the ringback, the number rings  | the number's answer or end, the caller's end
// talking            | both hear each other                  | the end of either: the call is over
import { makeFact } from "@tandem/kernel";
import type {
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
import type { Flows } from "#contact-center/flows";
import type { QueueFact } from "#contact-center/queues";
import type { BridgeFact, Bridges } from "#telephony/bridges";
import type { CallFact, Calls, DialOutOptions, LegEndCause } from "#telephony/calls";
import type { PromptLanguage, PromptLibrary } from "#telephony/prompts";
import type { OverflowFact, OverflowFailure } from "./overflow-facts.ts";

export type OverflowsOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "callerLegOf" | "numbersOf" | "dialOut" | "play" | "hangUp">;
  readonly bridges: Pick<Bridges, "join">;
  readonly flows: Pick<Flows, "handOver" | "takeMessage" | "leaveQueue" | "dismiss">;
  readonly prompts: Pick<PromptLibrary, "files">;
  readonly languageOf: (tenantId: TenantId) => PromptLanguage;
  /** How to call somebody outside for a call, if the tenant may. */
  readonly dialOut: (call: {
    readonly tenantId: TenantId;
    readonly callId: CallId;
    readonly number: string;
    readonly byAgentId: null;
  }) => Result<DialOutOptions["dial"], { readonly kind: string }>;
  readonly facts: FactPublisher<OverflowFact>;
  readonly below: FactSource<CallFact | BridgeFact | QueueFact>;
};

type AtNumber = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly number: string;
  readonly legId: LegId;
  phase: "ringing" | "talking";
};

/** JSON of a caller at a number outside. */
export type OverflowSnapshot = Readonly<AtNumber>;

type FlowedOut = Extract<QueueFact, { type: "ContactFlowedOut" }>;

/** Carriers need some seconds until it rings at all. */
const ringTimeoutMs = 60_000;

export class Overflows {
  readonly #options: OverflowsOptions;
  readonly #atNumber = new Map<CallId, AtNumber>();

  constructor(options: OverflowsOptions) {
    this.#options = options;
    const { below } = options;
    below.on("ContactFlowedOut", (fact) => this.#goOn(fact));
    below.on("LegAnswered", ({ callId, legId }) => this.#answered(callId, legId));
    below.on("LegEnded", ({ callId, legId, cause }) => this.#ended(callId, legId, cause));
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
        return isTaken ? undefined : flows.leaveQueue(callId);
      }
      case "message":
        return flows.dismiss(callId, [to.prompt]);
      case "external":
        return this.#callOutside(tenantId, callId, to.number);
      case "unavailable":
        return flows.leaveQueue(callId);
      default:
        to satisfies never;
    }
  }

  #callOutside(tenantId: TenantId, callId: CallId, number: string): void {
    const { calls, dialOut, prompts, languageOf } = this.#options;
    const callerLegId = calls.callerLegOf(callId);
    if (!callerLegId) return;
    const dial = dialOut({ tenantId, callId, number, byAgentId: null });
    if (!dial.ok) return this.#fail({ tenantId, callId, number }, "forbidden");
    this.#publish({ type: "OverflowDialed", tenantId, callId, number });
    const files = prompts.files(["tone-ringback"], languageOf(tenantId), tenantId);
    calls.play(callId, { legId: callerLegId, files, loop: true, stopOnDigit: false });
    const legId = calls.dialOut(callId, { number, ringTimeoutMs, dial: dial.value });
    if (legId) this.#atNumber.set(callId, { tenantId, callId, number, legId, phase: "ringing" });
  }

  #answered(callId: CallId, legId: LegId): void {
    const at = this.#atNumber.get(callId);
    const callerLegId = this.#options.calls.callerLegOf(callId);
    if (at?.legId !== legId || !callerLegId) return;
    at.phase = "talking";
    const { tenantId, number } = at;
    this.#publish({ type: "OverflowAnswered", tenantId, callId, number });
    const { prompts, languageOf } = this.#options;
    const holdMusic = prompts.files(["music-on-hold"], languageOf(tenantId), tenantId);
    const parties = { tenantId, callId, callerLegId, agentLegId: legId, agentId: null };
    this.#options.bridges.join({ ...parties, holdMusic });
  }

  #ended(callId: CallId, legId: LegId, cause: LegEndCause): void {
    const at = this.#atNumber.get(callId);
    if (at?.legId !== legId) return;
    if (at.phase === "ringing") return this.#fail(at, failureOf(cause));
    this.#atNumber.delete(callId);
    this.#options.calls.hangUp(callId, { cause: "completed", by: "callee" });
  }

  #fail(at: Pick<AtNumber, "tenantId" | "callId" | "number">, cause: OverflowFailure): void {
    const { tenantId, callId, number } = at;
    this.#atNumber.delete(callId);
    if (!this.#options.calls.callerLegOf(callId)) return;
    this.#publish({ type: "OverflowFailed", tenantId, callId, number, cause });
    this.#options.flows.leaveQueue(callId);
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
