// Leads dialogues with callers, one a call: plays what they say, hands them keys and the end of times.
import type { CallId, Clock, FactSource } from "@tandem/kernel";
import type { CallFact, CallSignal, Calls } from "#telephony/calls";
import type { PromptLibrary } from "#telephony/prompts";
import type { Dialogue, DialogueEffect, DialogueInput, DialogueParty } from "./dialogue.ts";

export type DialoguesOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "play" | "stopPlayback">;
  readonly prompts: Pick<PromptLibrary, "files">;
  readonly below: FactSource<CallFact | CallSignal>;
};

/** Who hears what comes of a dialogue; the end of the call ends it without a word. */
export type DialogueListener<News> = {
  readonly onNews: (news: News) => void;
  readonly onEnd: () => void;
};

type Running = {
  readonly party: DialogueParty;
  readonly take: (input: DialogueInput) => void;
  playbackId: string | undefined;
  /** What plays does so until something else is played. */
  isRepeating: boolean;
  cancelTimer: (() => void) | undefined;
};

export class Dialogues {
  readonly #options: DialoguesOptions;
  readonly #byCall = new Map<CallId, Running>();

  constructor(options: DialoguesOptions) {
    this.#options = options;
    const { below } = options;
    below.on("DigitPressed", ({ callId, legId, digit }) => {
      const running = this.#byCall.get(callId);
      if (running?.party.legId === legId) running.take({ kind: "key", key: digit });
    });
    below.on("PlaybackFinished", ({ callId, playbackId, reason }) => {
      const running = this.#byCall.get(callId);
      if (running?.playbackId !== playbackId) return;
      running.playbackId = undefined;
      // The key that cut it short follows and decides; the end of the leg ends the call.
      if (reason !== "digit" && reason !== "leg-closed") running.take({ kind: "played" });
    });
    below.on("CallEnded", ({ callId }) => this.stop(callId));
  }

  has(callId: CallId): boolean {
    return this.#byCall.has(callId);
  }

  /** Begins one; whatever was led with this call before is over without a word. */
  run<State, News>(
    party: DialogueParty,
    dialogue: Dialogue<State, News>,
    listener: DialogueListener<News>,
  ): void {
    this.stop(party.callId);
    let { state } = dialogue.start;
    const running: Running = {
      party,
      take: (input) => {
        const next = dialogue.step(state, input);
        state = next.state;
        this.#carryOut(running, next.effects, listener);
      },
      playbackId: undefined,
      isRepeating: false,
      cancelTimer: undefined,
    };
    this.#byCall.set(party.callId, running);
    this.#carryOut(running, dialogue.start.effects, listener);
  }

  /** Ends it without a word; what plays goes on until something else does. */
  stop(callId: CallId): void {
    this.#byCall.get(callId)?.cancelTimer?.();
    this.#byCall.delete(callId);
  }

  #carryOut<News>(
    running: Running,
    effects: readonly DialogueEffect<News>[],
    { onNews, onEnd }: DialogueListener<News>,
  ): void {
    for (const effect of effects) {
      // Whoever heard the news may have ended it, or begun another one.
      if (this.#byCall.get(running.party.callId) !== running) return;
      switch (effect.kind) {
        case "play":
          this.#play(running, effect);
          break;
        case "wait":
          this.#wait(running, effect);
          break;
        case "tell":
          onNews(effect.news);
          break;
        case "end":
          if (running.isRepeating)
            this.#options.calls.stopPlayback(running.party.callId, running.party.legId);
          this.stop(running.party.callId);
          onEnd();
          break;
        default:
          effect satisfies never;
      }
    }
  }

  #wait(running: Running, { seconds, over }: Extract<DialogueEffect<unknown>, { kind: "wait" }>): void {
    this.#await(running);
    const { tenantId, callId, legId, language } = running.party;
    const files = this.#options.prompts.files(over ?? [], language, tenantId);
    if (files.length > 0) {
      this.#options.calls.play(callId, { legId, files, loop: true, stopOnDigit: false });
      running.isRepeating = true;
    }
    running.cancelTimer = this.#options.clock.after(seconds * 1000, () => running.take({ kind: "timeout" }));
  }

  #play(running: Running, { prompts, stopOnKey }: Extract<DialogueEffect<unknown>, { kind: "play" }>): void {
    this.#await(running);
    const { tenantId, callId, legId, language } = running.party;
    const files = this.#options.prompts.files(prompts, language, tenantId);
    // Prompts that are all missing are passed over, instead of being waited for.
    if (files.length === 0) return running.take({ kind: "played" });
    running.isRepeating = false;
    running.playbackId = this.#options.calls.play(callId, {
      legId,
      files,
      loop: false,
      stopOnDigit: stopOnKey,
    });
  }

  /** Something else is waited for from here on. */
  #await(running: Running): void {
    running.cancelTimer?.();
    running.cancelTimer = undefined;
    running.playbackId = undefined;
  }
}
