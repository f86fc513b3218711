// Runs flows for live calls: feeds the interpreter what happens to the call and does what it says.
import { newFlowRun, parseFlowDocument, stepFlow } from "@tandem/flows";
import type { FlowDocument, FlowEffect, FlowInput, FlowState } from "@tandem/flows";
import { makeFact } from "@tandem/kernel";
import type {
  CalendarId,
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  FlowId,
  LegId,
  QueueId,
  TenantId,
} from "@tandem/kernel";
import type { CallbackAsking, CallbackFact } from "#contact-center/callbacks";
import type { QueueFact, Queues } from "#contact-center/queues";
import type { SurveyFact, Surveys, SurveySubject } from "#contact-center/surveys";
import type { Mailbox, VoicemailFact, Voicemails } from "#contact-center/voicemail";
import type { CallFact, CallSignal, Calls } from "#telephony/calls";
import type { PromptLanguage, PromptLibrary } from "#telephony/prompts";
import { endingOf } from "./flow-ending.ts";
import type { FlowFact } from "./flow-facts.ts";
import type { FlowRecord } from "./flow-store.ts";
import { mailboxFlow, queueFlow } from "./queue-flow.ts";

export type PublishedFlow = Omit<FlowRecord, "document"> & { readonly document: FlowDocument };

export type FlowsOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "answer" | "answerEarly" | "play" | "hangUp" | "callerLegOf">;
  readonly queues: Pick<Queues, "enqueue" | "get">;
  readonly surveys: Pick<Surveys, "ask">;
  readonly voicemails: Pick<Voicemails, "take">;
  readonly callbackAsking: Pick<CallbackAsking, "ask">;
  readonly isOpen: (tenantId: TenantId, calendarId: CalendarId) => boolean;
  readonly prompts: PromptLibrary;
  readonly facts: FactPublisher<FlowFact>;
  readonly below: FactSource<CallFact | CallSignal | QueueFact | SurveyFact | VoicemailFact | CallbackFact>;
  /** A snapshot of this call's run would be another than before. */
  readonly onChanged?: (callId: CallId) => void;
};

type PlayEffect = Extract<FlowEffect, { kind: "play" }>;

/** What the caller can hear of us before the answer. */
type EarlySound = "not-asked" | "awaited" | "heard" | "impossible";

/** A call that is to go through a flow. */
type FlowEntry = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  /** A queue's id leads straight into it. */
  readonly flowId: FlowId;
  readonly ani: string;
  readonly dnis: string;
  /** In which a queue's own flow speaks; that of the flow before, when left out. */
  readonly language?: PromptLanguage;
  /** Of who is called back: since when they wait. */
  readonly calledBackSince?: number;
};

type FlowRun = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly callerLegId: LegId;
  readonly flow: PublishedFlow;
  readonly ani: string;
  readonly dnis: string;
  readonly calledBackSince?: number;
  state: FlowState;
  earlySound: EarlySound;
  /** What is to be heard as soon as anything can be. */
  awaitsSound: PlayEffect | undefined;
  playback: { readonly id: string; readonly wait: number } | undefined;
  cancelTimer: (() => void) | undefined;
  /** What `cancelTimer` cancels: the wait it is for, and when it is due (epoch ms). */
  timer: { readonly wait: number; readonly at: number } | undefined;
  /** An agent spoke with the caller: the call was completed, whatever the flow says afterwards. */
  served: boolean;
  /** By whom last; left out while nobody did. */
  servedBy?: SurveySubject | undefined;
};

/** JSON of the run of a call. `document`: only when another version was published meanwhile. */
export type FlowRunSnapshot = Omit<FlowRun, "flow" | "cancelTimer"> & {
  readonly flow: Pick<PublishedFlow, "id" | "version"> & { readonly document?: PublishedFlow };
};

export class Flows {
  readonly #options: FlowsOptions;
  readonly #published = new Map<FlowId, PublishedFlow>();
  readonly #runs = new Map<CallId, FlowRun>();

  constructor(options: FlowsOptions) {
    this.#options = options;
    const { below } = options;
    below.on("CallAnswered", (fact) => this.#feed(fact.callId, { kind: "answered" }));
    below.on("EarlySoundStarted", (fact) => this.#onEarlySound(fact.callId, "heard"));
    below.on("EarlySoundImpossible", (fact) => this.#onEarlySound(fact.callId, "impossible"));
    below.on("PlaybackFinished", (fact) => this.#playbackFinished(fact.callId, fact.playbackId, fact.reason));
    below.on("DigitPressed", (fact) => {
      if (this.#runs.get(fact.callId)?.callerLegId !== fact.legId) return;
      this.#feed(fact.callId, { kind: "digit", digit: fact.digit });
    });
    below.on("ContactServed", (fact) => {
      const run = this.#runs.get(fact.callId);
      if (run)
        Object.assign(run, { served: true, servedBy: { queueId: fact.queueId, agentId: fact.agentId } });
      if (fact.onward) return;
      this.#feed(fact.callId, { kind: "served" });
    });
    below.on("SurveyEnded", (fact) => this.#feed(fact.callId, { kind: "came-back" }));
    below.on("MessageEnded", (fact) => this.#feed(fact.callId, { kind: "came-back" }));
    below.on("CallbackAsked", ({ callId, kept }) =>
      this.#feed(callId, kept ? { kind: "came-back" } : { kind: "came-back", exit: "otherwise" }),
    );
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
    // Their document is no longer the published one: from now on it has to be kept with them.
    for (const run of this.#runs.values()) if (run.tenantId === tenantId) this.#changed(run);
    return problems;
  }

  ofTenant(tenantId: TenantId): PublishedFlow[] {
    return [...this.#published.values()].filter((flow) => flow.tenantId === tenantId);
  }

  /** Runs the flow on an arriving call, which it answers when it says; false when there is no such flow or call. */
  start(entry: FlowEntry): boolean {
    return this.#begin(entry, this.#flowOf(entry), { answered: false, served: false });
  }

  /** Hands an answered call to another flow, as if it had called that number; false as for `start`. */
  handOver(entry: FlowEntry): boolean {
    return this.#handOver(entry, this.#flowOf(entry));
  }

  /** Has an answered call leave a message for the queue that `flowId` names, and end; false as for `start`. */
  takeMessage(entry: FlowEntry): boolean {
    return this.#handOver(entry, this.#ofQueue(entry, mailboxFlow));
  }

  #handOver(entry: FlowEntry, flow: PublishedFlow | undefined): boolean {
    const before = this.#runs.get(entry.callId);
    // It was answered and maybe served: what the new flow says does not change that.
    const { served = entry.calledBackSince === undefined, servedBy } = before ?? {};
    const begun = this.#begin(entry, flow, { answered: true, served, servedBy });
    if (begun) before?.cancelTimer?.();
    return begun;
  }

  /** The queue that the caller was in cannot keep them: on at the node that the flow names for that. */
  leaveQueue(callId: CallId): void {
    this.#feed(callId, { kind: "queue-unavailable" });
  }

  /** The queue that the caller was in has no place: they hear these words, and the call ends. */
  dismiss(callId: CallId, prompts: readonly string[]): void {
    this.#feed(callId, { kind: "dismissed", prompts });
  }

  snapshot(callId: CallId): FlowRunSnapshot | undefined {
    const run = this.#runs.get(callId);
    if (!run) return undefined;
    const { cancelTimer: _, flow, ...rest } = run;
    const { id, version } = flow;
    const isPublished = this.#published.get(id)?.version === version;
    return { ...rest, flow: isPublished ? { id, version } : { id, version, document: flow } };
  }

  /** Goes on where the caller is; false when the document of that version is not there any more. */
  restore({ flow: { id, version, document }, ...run }: FlowRunSnapshot): boolean {
    const flow = document ?? this.#published.get(id);
    if (flow?.version !== version) return false;
    this.#runs.set(run.callId, { ...run, flow, cancelTimer: undefined });
    const restored = this.#runs.get(run.callId);
    if (restored?.timer) this.#setTimer(restored, restored.timer);
    return true;
  }

  /**
   * What the caller hears now, by its playback's id; null: nothing. An end that nobody heard is made up for, and
   * whoever was asked something is asked again.
   */
  onPlaying(callId: CallId, playbackId: string | null): void {
    if (this.#runs.get(callId)?.state.phase === "handed") return this.#feed(callId, { kind: "resumed" });
    const awaited = this.#runs.get(callId)?.playback;
    if (awaited && awaited.id !== playbackId) this.#playbackFinished(callId, awaited.id, "completed");
  }

  #begin(
    entry: FlowEntry,
    flow: PublishedFlow | undefined,
    { answered, served, servedBy }: Pick<FlowRun, "served" | "servedBy"> & { answered: boolean },
  ): boolean {
    const { tenantId, callId, flowId, ani, dnis, calledBackSince } = entry;
    const callerLegId = this.#options.calls.callerLegOf(callId);
    if (!flow || flow.tenantId !== tenantId || !callerLegId) return false;
    this.#runs.set(callId, {
      tenantId,
      callId,
      callerLegId,
      flow,
      ani,
      dnis,
      ...(calledBackSince !== undefined && { calledBackSince }),
      state: newFlowRun(answered, { from: ani, to: dnis }),
      earlySound: "not-asked",
      awaitsSound: undefined,
      playback: undefined,
      cancelTimer: undefined,
      timer: undefined,
      served,
      servedBy,
    });
    this.#publish({
      type: "FlowStarted",
      tenantId,
      callId,
      flowId,
      flowName: flow.name,
      flowVersion: flow.version,
    });
    this.#feed(callId, { kind: "start" });
    return true;
  }

  #flowOf(entry: FlowEntry): PublishedFlow | undefined {
    return this.#published.get(entry.flowId) ?? this.#ofQueue(entry, queueFlow);
  }

  /** Nothing but the queue, or its mailbox, in the language that the caller was spoken to. */
  #ofQueue(
    { tenantId, callId, flowId: id, language: wanted }: FlowEntry,
    documentOf: typeof queueFlow,
  ): PublishedFlow | undefined {
    const queueId = id as string as QueueId;
    const queue = this.#options.queues.get(tenantId, queueId);
    if (!queue) return undefined;
    const language = wanted ?? this.#runs.get(callId)?.flow.document.language ?? "zh-CN";
    return { id, tenantId, name: queue.name, version: 0, document: documentOf(queueId, language) };
  }

  #feed(callId: CallId, input: FlowInput): void {
    const run = this.#runs.get(callId);
    if (!run) return;
    const { state, effects } = stepFlow(run.flow.document, run.state, input);
    if (state.wait !== run.state.wait || state.phase !== run.state.phase) {
      run.cancelTimer?.();
      run.timer = undefined;
    }
    run.state = state;
    for (const effect of effects) this.#carryOut(run, effect);
    this.#changed(run);
  }

  #setTimer(run: FlowRun, timer: { readonly wait: number; readonly at: number }): void {
    const { clock } = this.#options;
    run.timer = timer;
    run.cancelTimer = clock.after(Math.max(0, timer.at - clock.now()), () =>
      this.#feed(run.callId, { kind: "timeout", wait: timer.wait }),
    );
  }

  #changed({ callId }: FlowRun): void {
    this.#options.onChanged?.(callId);
  }

  #carryOut(run: FlowRun, effect: FlowEffect): void {
    const { tenantId, callId } = run;
    switch (effect.kind) {
      case "answer":
        return this.#options.calls.answer(callId);
      case "play":
        return run.state.answered ? this.#play(run, effect) : this.#playEarly(run, effect);
      case "set-timer":
        return this.#setTimer(run, {
          wait: effect.wait,
          at: this.#options.clock.now() + effect.seconds * 1000,
        });
      case "enqueue": {
        const { ani, dnis, calledBackSince: since } = run;
        const { queueId, language } = effect;
        const place = since === undefined ? {} : { calledBackSince: since };
        const caller = { tenantId, callId, ani, dnis, language };
        const taken = this.#options.queues.enqueue({ ...caller, queueId, ...place });
        return taken ? undefined : this.#feed(callId, { kind: "queue-unavailable" });
      }
      case "ask-survey": {
        const { callerLegId: legId, servedBy: subject = { queueId: null, agentId: null } } = run;
        const party = { tenantId, callId, legId, language: effect.language };
        return this.#options.surveys.ask({ party, node: run.state.node, form: effect.node, subject });
      }
      case "take-message": {
        const { node, language } = effect;
        const party = { tenantId, callId, legId: run.callerLegId, language };
        const mailbox = { queueId: node.queueId ?? null, agentId: node.agentId ?? null } as Mailbox;
        return this.#options.voicemails.take({ party, ani: run.ani, mailbox, form: node });
      }
      case "ask-callback": {
        const party = { tenantId, callId, legId: run.callerLegId, language: effect.language };
        const { ani, dnis } = run;
        return this.#options.callbackAsking.ask({ party, ani, dnis, queueId: effect.queueId });
      }
      case "ask-hours":
        return this.#feed(callId, {
          kind: "hours",
          open: this.#options.isOpen(tenantId, effect.calendarId),
        });
      case "hang-up":
      case "refuse":
        this.#publish({ type: "FlowEnded", tenantId, callId, node: run.state.node });
        return this.#options.calls.hangUp(callId, endingOf(run, effect));
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

  /** Sound before the answer needs the caller's side to know where it comes from (183 with SDP). */
  #playEarly(run: FlowRun, effect: PlayEffect): void {
    if (run.earlySound === "heard") return this.#play(run, effect);
    // Whoever cannot hear it does not wait for it.
    if (run.earlySound === "impossible")
      return this.#feed(run.callId, { kind: "playback-finished", wait: effect.wait });
    run.awaitsSound = effect;
    if (run.earlySound === "awaited") return;
    run.earlySound = "awaited";
    this.#options.calls.answerEarly(run.callId);
  }

  #onEarlySound(callId: CallId, sound: "heard" | "impossible"): void {
    const run = this.#runs.get(callId);
    if (!run) return;
    run.earlySound = sound;
    const { awaitsSound } = run;
    run.awaitsSound = undefined;
    if (awaitsSound) this.#playEarly(run, awaitsSound);
  }

  #play(run: FlowRun, effect: PlayEffect): void {
    const { calls, prompts } = this.#options;
    const files = prompts.files(effect.prompts, effect.language, run.tenantId);
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
