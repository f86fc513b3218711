// Runs flows for live calls: feeds the interpreter what happens to the call, and has done what it says.
import { newFlowRun, stepFlow } from "@tandem/flows";
import type { FlowEffect, FlowInput, FlowState, Need } from "@tandem/flows";
import { makeFact, newId } from "@tandem/kernel";
import type { CallId, FactContent, FactPublisher, FactSource, TenantId } from "@tandem/kernel";
import type { CallbackFact } from "#contact-center/callbacks";
import type { QueueFact, Queues } from "#contact-center/queues";
import type { SurveyFact } from "#contact-center/surveys";
import type { VoicemailFact } from "#contact-center/voicemail";
import type { CallFact, CallSignal, Calls } from "#telephony/calls";
import type { PromptLanguage, PromptLibrary } from "#telephony/prompts";
import type { Recognition } from "#telephony/recognition";
import type { Speech } from "#telephony/speech";
import { endingOf } from "./flow-ending.ts";
import type { FlowFact } from "./flow-facts.ts";
import { FlowErrands } from "./flow-errands.ts";
import type { ErrandTakers } from "./flow-errands.ts";
import { FlowHearing } from "./flow-hearing.ts";
import type { FlowEntry, FlowRun, FlowRunSnapshot, PublishedFlow } from "./flow-run.ts";
import { FlowSound } from "./flow-sound.ts";
import type { FlowRecord } from "./flow-store.ts";
import { PublishedFlows } from "./published-flows.ts";
import type { TrialFlows } from "./trial-flows.ts";

type PutThrough = Extract<FlowEffect, { kind: "put-through" }>;

/** A flow that leads into itself ends somewhere. */
const deepestFlows = 10;

type Begun = Pick<FlowRun, "served" | "servedBy"> & {
  readonly answered: boolean;
  /** What the flow before has settled. */
  readonly carried?: Partial<FlowState>;
};

export type FlowsOptions = ErrandTakers & {
  readonly calls: Pick<Calls, "answer" | "answerEarly" | "play" | "stopPlayback" | "hangUp" | "callerLegOf">;
  readonly queues: Pick<Queues, "enqueue" | "get">;
  /** Drawings that are called to be heard. */
  readonly trials: Pick<TrialFlows, "get">;
  readonly prompts: Pick<PromptLibrary, "files">;
  readonly speech: Pick<Speech, "speak">;
  readonly recognition: Pick<Recognition, "listen">;
  readonly facts: FactPublisher<FlowFact>;
  readonly below: FactSource<CallFact | CallSignal | QueueFact | SurveyFact | VoicemailFact | CallbackFact>;
  /** Whoever it is takes the caller from here on, or gives them back by `notTaken`. */
  readonly putThrough: (wish: {
    readonly tenantId: TenantId;
    readonly callId: CallId;
    readonly to: Exclude<PutThrough["to"], { kind: "flow" }>;
  }) => void;
  /** A snapshot of this call's run would be another than before. */
  readonly onChanged?: (callId: CallId) => void;
};

export class Flows {
  readonly #options: FlowsOptions;
  readonly #flows: PublishedFlows;
  readonly #runs = new Map<CallId, FlowRun>();
  readonly #sound: FlowSound;
  readonly #hearing: FlowHearing;
  readonly #errands: FlowErrands;
  /** How many flows are handing the caller on, one to the next, at this moment. */
  #handing = 0;

  constructor(options: FlowsOptions) {
    this.#options = options;
    const { below, calls, prompts, speech, recognition } = options;
    this.#flows = new PublishedFlows(options);
    this.#sound = new FlowSound({
      calls,
      prompts,
      speech,
      isCurrent: (run) => this.#isCurrent(run),
      onFinished: (callId, wait) => this.#feed(callId, { kind: "playback-finished", wait }),
      onBegun: (run) => this.#changed(run),
      onNotSaid: ({ tenantId, callId, state: { node } }, wait, reason) => {
        this.#publish({ type: "FlowSpeechFailed", tenantId, callId, node, reason });
        this.#feed(callId, { kind: "not-said", wait });
      },
    });
    this.#hearing = new FlowHearing({
      recognition,
      onSpeech: ({ callId }, wait) => this.#feed(callId, { kind: "speech-began", wait }),
      onHeard: ({ tenantId, callId, state: { node } }, wait, { text, spokenMs, answerMs }) => {
        const understood = text !== "";
        this.#publish({ type: "FlowSpeechHeard", tenantId, callId, node, understood, spokenMs, answerMs });
        this.#feed(callId, { kind: "heard", wait, text });
      },
      onFailed: ({ tenantId, callId, state: { node } }, wait, reason) => {
        this.#publish({ type: "FlowListeningFailed", tenantId, callId, node, reason });
        this.#feed(callId, { kind: "not-listening", wait });
      },
    });
    this.#errands = new FlowErrands({
      ...options,
      feed: (callId, input) => this.#feed(callId, input),
      publish: (content) => this.#publish(content),
      isCurrent: (run) => this.#isCurrent(run),
    });
    below.on("CallAnswered", (fact) => this.#feed(fact.callId, { kind: "answered" }));
    below.on("EarlySoundStarted", ({ callId }) =>
      this.#with(callId, (run) => this.#sound.onEarlySound(run, "heard")),
    );
    below.on("EarlySoundImpossible", ({ callId }) =>
      this.#with(callId, (run) => this.#sound.onEarlySound(run, "impossible")),
    );
    below.on("PlaybackFinished", ({ callId, playbackId, reason }) =>
      this.#with(callId, (run) => this.#sound.onPlaybackFinished(run, playbackId, reason)),
    );
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
    const problems = this.#flows.replace(tenantId, records);
    // Their document is no longer the published one: from now on it has to be kept with them.
    for (const run of this.#runs.values()) if (run.tenantId === tenantId) this.#changed(run);
    return problems;
  }

  ofTenant(tenantId: TenantId): PublishedFlow[] {
    return this.#flows.ofTenant(tenantId);
  }

  /** The names of a tenant's published flows that go by this. */
  usersOf(tenantId: TenantId, need: Pick<Need, "kind" | "id">): string[] {
    return this.#flows.usersOf(tenantId, need);
  }

  /** Runs the flow on an arriving call, which it answers when it says; false when there is no such flow or call. */
  start(entry: FlowEntry): boolean {
    return this.#begin(entry, this.#flows.ledBy(this.#asked(entry)), { answered: false, served: false });
  }

  /** Hands an answered call to another flow, as if it had called that number; false as for `start`. */
  handOver(entry: FlowEntry): boolean {
    return this.#handOver(entry, this.#flows.ledBy(this.#asked(entry)));
  }

  /** Has an answered call leave a message for the queue that `flowId` names, and end; false as for `start`. */
  takeMessage(entry: FlowEntry): boolean {
    return this.#handOver(entry, this.#flows.toMailbox(this.#asked(entry)));
  }

  #handOver(entry: FlowEntry, flow: PublishedFlow | undefined): boolean {
    const before = this.#runs.get(entry.callId);
    // It was answered and maybe served: what the new flow says does not change that.
    const { served = entry.calledBackSince === undefined, servedBy } = before ?? {};
    const carried = before ? ofTheCall(before.state) : {};
    const begun = this.#begin(entry, flow, { answered: true, served, servedBy, carried });
    if (begun && before) giveUpWaiting(before);
    return begun;
  }

  /** Whoever the caller was sent to, a queue or a person, does not take them: on at the node that the flow names for that. */
  notTaken(callId: CallId): void {
    this.#feed(callId, { kind: "not-taken" });
  }

  /** The queue that the caller was in has no place: they hear these words, and the call ends. */
  dismiss(callId: CallId, prompts: readonly string[]): void {
    this.#feed(callId, { kind: "dismissed", prompts });
  }

  snapshot(callId: CallId): FlowRunSnapshot | undefined {
    const run = this.#runs.get(callId);
    if (!run) return undefined;
    const { cancelTimer: _, cancelRequest: __, listening: ___, flow, callers, ...rest } = run;
    const waiting = callers.map((each) => ({ ...each, flow: this.#flows.kept(each.flow) }));
    return { ...rest, flow: this.#flows.kept(flow), ...(waiting.length > 0 && { callers: waiting }) };
  }

  /** Goes on where the caller is; false when the document of that version is not there any more. */
  restore({ flow: kept, callers: waiting = [], ...run }: FlowRunSnapshot): boolean {
    const flow = this.#flows.found(kept);
    const callers = waiting.flatMap(({ flow: each, state }) => {
      const found = this.#flows.found(each);
      return found ? [{ flow: found, state }] : [];
    });
    if (!flow || callers.length < waiting.length) return false;
    this.#runs.set(run.callId, { ...run, flow, callers, cancelTimer: undefined });
    const restored = this.#runs.get(run.callId);
    if (restored?.timer) this.#setTimer(restored, restored.timer);
    return true;
  }

  /**
   * What the caller hears now, by its playback's id; null: nothing. An end that nobody heard is made up for, and
   * whoever was asked something, caller or server, is asked again.
   */
  onPlaying(callId: CallId, playbackId: string | null): void {
    this.#with(callId, (run) => {
      const { phase } = run.state;
      const { playback, awaitsSound } = run;
      // An engine was speaking, for nobody now.
      const isUnsaid = phase === "playing" && !playback && !awaitsSound;
      const isAsking = phase === "handed" || phase === "requesting" || phase === "looking-up";
      const isUnheard = run.state.listening !== undefined && !run.listening;
      if (isAsking || isUnsaid || isUnheard) return this.#feed(callId, { kind: "resumed" });
      if (playback && playback.id !== playbackId)
        this.#sound.onPlaybackFinished(run, playback.id, "completed");
    });
  }

  #begin(
    entry: FlowEntry,
    flow: PublishedFlow | undefined,
    { answered, served, servedBy, carried = {} }: Begun,
  ): boolean {
    const { tenantId, callId, flowId, ani, dnis, calledBackSince } = entry;
    const callerLegId = this.#options.calls.callerLegOf(callId);
    if (!flow || flow.tenantId !== tenantId || !callerLegId) return false;
    this.#runs.set(callId, {
      id: newId(),
      tenantId,
      callId,
      callerLegId,
      flow,
      callers: [],
      ani,
      dnis,
      ...(calledBackSince !== undefined && { calledBackSince }),
      state: { ...newFlowRun(answered, { from: ani, to: dnis }), ...carried },
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

  /** In the language that the caller was spoken to. */
  #asked({ tenantId, callId, flowId, language }: FlowEntry) {
    return { tenantId, flowId, language: language ?? this.#languageIn(callId) ?? "zh-CN" };
  }

  /** In which the caller is spoken to now. */
  #languageIn(callId: CallId): PromptLanguage | undefined {
    const run = this.#runs.get(callId);
    return run?.state.language ?? run?.flow.document.language;
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
    this.#hearing.follow(run);
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
      case "say":
        return this.#sound.play(run, effect);
      case "stop-sound":
        return this.#sound.stop(run);
      case "listen":
        return this.#hearing.listen(run, effect);
      case "set-timer":
        return this.#setTimer(run, {
          wait: effect.wait,
          at: this.#options.clock.now() + effect.seconds * 1000,
        });
      case "tag": {
        const { node, tags } = effect;
        return this.#publish({ type: "CallTagged", tenantId, callId, node, tags });
      }
      case "put-through":
        return this.#putThrough(run, effect.to);
      case "call-flow":
        return this.#callFlow(run, effect);
      case "return":
        return this.#return(run);
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
        const { kind: _, ...choice } = effect;
        return this.#publish({ type: "MenuChosen", tenantId, callId, ...choice });
      }
      default:
        return this.#errands.run(run, effect);
    }
  }

  #putThrough(run: FlowRun, to: PutThrough["to"]): void {
    const { tenantId, callId, ani, dnis } = run;
    if (to.kind !== "flow") return this.#options.putThrough({ tenantId, callId, to });
    this.#handing++;
    const isTaken =
      this.#handing <= deepestFlows && this.handOver({ tenantId, callId, flowId: to.flowId, ani, dnis });
    this.#handing--;
    if (!isTaken) this.#feed(callId, { kind: "not-taken" });
  }

  #callFlow(run: FlowRun, { flowId, given }: Extract<FlowEffect, { kind: "call-flow" }>): void {
    const { tenantId, callId, state, callers } = run;
    const flow = this.#flows.get(tenantId, flowId);
    if (!flow || callers.length >= deepestFlows) return this.#feed(callId, { kind: "not-taken" });
    run.callers = [...callers, { flow: run.flow, state }];
    run.flow = flow;
    const { wait, entered, typedAhead } = state;
    const begun = newFlowRun(state.answered, { from: run.ani, to: run.dnis });
    run.state = { ...begun, ...ofTheCall(state), wait, entered, typedAhead, variables: given };
    const { name: flowName, version: flowVersion } = flow;
    this.#publish({ type: "FlowStarted", tenantId, callId, flowId, flowName, flowVersion });
    this.#feed(callId, { kind: "start" });
  }

  /** Where no flow waits for it, the call is over. */
  #return(run: FlowRun): void {
    const { tenantId, callId, state: over } = run;
    const caller = run.callers.at(-1);
    if (!caller) return this.#carryOut(run, { kind: "hang-up" });
    run.callers = run.callers.slice(0, -1);
    run.flow = caller.flow;
    const { answered, wait, entered, typedAhead, variables = {} } = over;
    run.state = { ...caller.state, ...ofTheCall(over), answered, wait, entered, typedAhead };
    const { id: flowId, name: flowName, version: flowVersion } = caller.flow;
    const { node } = caller.state;
    this.#publish({ type: "FlowReturned", tenantId, callId, flowId, flowName, flowVersion, node });
    this.#feed(callId, { kind: "returned", variables });
  }

  #end(callId: CallId): void {
    this.#with(callId, giveUpWaiting);
    this.#runs.delete(callId);
  }

  /** Whether the call is in this run still: it may be in another flow by now. */
  #isCurrent(run: FlowRun): boolean {
    return this.#runs.get(run.callId) === run;
  }

  #with(callId: CallId, act: (run: FlowRun) => void): void {
    const run = this.#runs.get(callId);
    if (run) act(run);
  }

  #publish(content: FactContent<FlowFact>): void {
    this.#options.facts.publish(makeFact<FlowFact>(this.#options.clock, content));
  }
}

/** What a flow has settled for the rest of the call, whatever flow comes next. */
function ofTheCall({ language, priority, skills, tags }: FlowState): Partial<FlowState> {
  return {
    ...(language && { language }),
    ...(priority !== undefined && { priority }),
    ...(skills && { skills }),
    ...(tags && { tags }),
  };
}

function giveUpWaiting({ cancelTimer, cancelRequest, listening }: FlowRun): void {
  listening?.stop();
  cancelTimer?.();
  cancelRequest?.();
}
