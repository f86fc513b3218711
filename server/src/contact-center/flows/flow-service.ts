// Runs flows for live calls: feeds the interpreter what happens to the call and does what it says.
import { makeFact } from "@tandem/kernel";
import type {
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  FlowId,
  LegId,
  TenantId,
} from "@tandem/kernel";
import type { QueueFact, Queues } from "#contact-center/queues";
import type { CallFact, CallSignal, Calls } from "#telephony/calls";
import type { PromptLibrary } from "#telephony/prompts";
import { parseFlowDocument } from "./flow-document.ts";
import type { FlowDocument } from "./flow-document.ts";
import type { FlowFact } from "./flow-facts.ts";
import { newFlowRun, stepFlow } from "./flow-interpreter.ts";
import type { FlowEffect, FlowInput, FlowState } from "./flow-interpreter.ts";
import type { FlowRecord } from "./flow-store.ts";

export type PublishedFlow = Omit<FlowRecord, "document"> & { readonly document: FlowDocument };

export type FlowsOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "answer" | "play" | "hangUp" | "callerLegOf">;
  readonly queues: Pick<Queues, "enqueue">;
  readonly prompts: PromptLibrary;
  readonly facts: FactPublisher<FlowFact>;
  readonly below: FactSource<CallFact | CallSignal | QueueFact>;
};

type FlowRun = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly callerLegId: LegId;
  readonly flow: PublishedFlow;
  readonly ani: string;
  readonly dnis: string;
  state: FlowState;
  playback: { readonly id: string; readonly wait: number } | undefined;
  cancelTimer: (() => void) | undefined;
  /** An agent spoke with the caller: the call was completed, whatever the flow says afterwards. */
  served: boolean;
};

export class Flows {
  readonly #options: FlowsOptions;
  readonly #published = new Map<FlowId, PublishedFlow>();
  readonly #runs = new Map<CallId, FlowRun>();

  constructor(options: FlowsOptions) {
    this.#options = options;
    const { below } = options;
    below.on("CallAnswered", (fact) => this.#feed(fact.callId, { kind: "start" }));
    below.on("PlaybackFinished", (fact) => this.#playbackFinished(fact.callId, fact.playbackId, fact.reason));
    below.on("DigitPressed", (fact) => {
      if (this.#runs.get(fact.callId)?.callerLegId !== fact.legId) return;
      this.#feed(fact.callId, { kind: "digit", digit: fact.digit });
    });
    below.on("ContactServed", (fact) => {
      const run = this.#runs.get(fact.callId);
      if (run) run.served = true;
      if (fact.onward) return;
      this.#feed(fact.callId, { kind: "served" });
    });
    below.on("CallEnded", (fact) => this.#end(fact.callId));
  }

  /** Takes over a tenant's published flows; calls inside a flow keep the version they began with. */
  replace(tenantId: TenantId, records: readonly FlowRecord[]): { flowName: string; message: string }[] {
    const problems: { flowName: string; message: string }[] = [];
    for (const [id, flow] of this.#published) if (flow.tenantId === tenantId) this.#published.delete(id);
    for (const record of records) {
      const document = parseFlowDocument(record.document);
      if (document.ok) this.#published.set(record.id, { ...record, document: document.value });
      else problems.push({ flowName: record.name, message: document.error.message });
    }
    return problems;
  }

  ofTenant(tenantId: TenantId): PublishedFlow[] {
    return [...this.#published.values()].filter((flow) => flow.tenantId === tenantId);
  }

  /** Answers the call and runs the flow on it; false when there is no such published flow or call. */
  start(entry: { tenantId: TenantId; callId: CallId; flowId: FlowId; ani: string; dnis: string }): boolean {
    const { tenantId, callId, flowId, ani, dnis } = entry;
    const flow = this.#published.get(flowId);
    const callerLegId = this.#options.calls.callerLegOf(callId);
    if (!flow || flow.tenantId !== tenantId || !callerLegId) return false;
    this.#runs.set(callId, {
      tenantId,
      callId,
      callerLegId,
      flow,
      ani,
      dnis,
      state: newFlowRun(),
      playback: undefined,
      cancelTimer: undefined,
      served: false,
    });
    this.#publish({
      type: "FlowStarted",
      tenantId,
      callId,
      flowId,
      flowName: flow.name,
      flowVersion: flow.version,
    });
    this.#options.calls.answer(callId);
    return true;
  }

  /** Hands an answered call to another flow, as if it had called that number; false as for `start`. */
  handOver(entry: {
    tenantId: TenantId;
    callId: CallId;
    flowId: FlowId;
    ani: string;
    dnis: string;
  }): boolean {
    const before = this.#runs.get(entry.callId);
    if (!this.start(entry)) return false;
    before?.cancelTimer?.();
    const run = this.#runs.get(entry.callId);
    // It was answered and maybe served: what the new flow says does not change that.
    if (run) run.served = before?.served ?? true;
    this.#feed(entry.callId, { kind: "start" });
    return true;
  }

  #feed(callId: CallId, input: FlowInput): void {
    const run = this.#runs.get(callId);
    if (!run) return;
    const { state, effects } = stepFlow(run.flow.document, run.state, input);
    if (state.wait !== run.state.wait || state.phase !== run.state.phase) run.cancelTimer?.();
    run.state = state;
    for (const effect of effects) this.#carryOut(run, effect);
  }

  #carryOut(run: FlowRun, effect: FlowEffect): void {
    const { tenantId, callId } = run;
    switch (effect.kind) {
      case "play":
        return this.#play(run, effect);
      case "set-timer":
        run.cancelTimer = this.#options.clock.after(effect.seconds * 1000, () =>
          this.#feed(callId, { kind: "timeout", wait: effect.wait }),
        );
        return;
      case "enqueue": {
        const { ani, dnis } = run;
        const { queueId, language } = effect;
        const taken = this.#options.queues.enqueue({ tenantId, callId, queueId, ani, dnis, language });
        return taken ? undefined : this.#feed(callId, { kind: "queue-unavailable" });
      }
      case "hang-up":
        this.#publish({ type: "FlowEnded", tenantId, callId, node: run.state.node });
        return this.#options.calls.hangUp(
          callId,
          run.served ? { cause: "completed", by: "agent" } : { cause: "flow-ended", by: "system" },
        );
      case "entered":
        return this.#publish({
          type: "FlowNodeEntered",
          tenantId,
          callId,
          node: effect.node,
          nodeType: effect.type,
        });
      case "chosen": {
        const { node, digit, valid } = effect;
        return this.#publish({ type: "MenuChosen", tenantId, callId, node, digit, valid });
      }
      default:
        effect satisfies never;
    }
  }

  #play(run: FlowRun, effect: Extract<FlowEffect, { kind: "play" }>): void {
    const { calls, prompts } = this.#options;
    const files = prompts.files(effect.prompts, effect.language);
    // A flow whose prompts are all missing goes on without them instead of waiting for ever.
    if (files.length === 0) return this.#feed(run.callId, { kind: "playback-finished", wait: effect.wait });
    const id = calls.play(run.callId, {
      legId: run.callerLegId,
      files,
      loop: false,
      stopOnDigit: effect.stopOnDigit,
    });
    run.playback = { id, wait: effect.wait };
  }

  #playbackFinished(callId: CallId, playbackId: string, reason: string): void {
    const run = this.#runs.get(callId);
    if (run?.playback?.id !== playbackId) return;
    const { wait } = run.playback;
    run.playback = undefined;
    // A prompt cut short by a key: the key itself follows and decides.
    if (reason === "digit" || reason === "leg-closed") return;
    this.#feed(callId, { kind: "playback-finished", wait });
  }

  #end(callId: CallId): void {
    this.#runs.get(callId)?.cancelTimer?.();
    this.#runs.delete(callId);
  }

  #publish(content: FactContent<FlowFact>): void {
    this.#options.facts.publish(makeFact<FlowFact>(this.#options.clock, content));
  }
}
