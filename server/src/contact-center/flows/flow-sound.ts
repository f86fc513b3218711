// What callers hear of a flow, also before their call is answered.
import type { CallId } from "@tandem/kernel";
import type { Calls } from "#telephony/calls";
import type { PromptLibrary } from "#telephony/prompts";
import type { Speech } from "#telephony/speech";
import type { FlowRun, SoundEffect } from "./flow-run.ts";

export type FlowSoundOptions = {
  readonly calls: Pick<Calls, "answerEarly" | "play" | "stopPlayback">;
  readonly prompts: Pick<PromptLibrary, "files">;
  readonly speech: Pick<Speech, "speak">;
  /** Whether the call is in this run still. */
  readonly isCurrent: (run: FlowRun) => boolean;
  /** The sound of this wait is over. */
  readonly onFinished: (callId: CallId, wait: number) => void;
  /** What was spoken meanwhile is heard from now on. */
  readonly onBegun: (run: FlowRun) => void;
  /** `reason`: for people. */
  readonly onNotSaid: (run: FlowRun, wait: number, reason: string) => void;
};

export class FlowSound {
  readonly #options: FlowSoundOptions;

  constructor(options: FlowSoundOptions) {
    this.#options = options;
  }

  /** Sound before the answer needs the caller's side to know where it comes from (183 with SDP). */
  play(run: FlowRun, effect: SoundEffect): void {
    if (run.state.answered || run.earlySound === "heard") return this.#play(run, effect);
    // Whoever cannot hear it does not wait for it.
    if (run.earlySound === "impossible") return this.#options.onFinished(run.callId, effect.wait);
    run.awaitsSound = effect;
    if (run.earlySound === "awaited") return;
    run.earlySound = "awaited";
    this.#options.calls.answerEarly(run.callId);
  }

  /** The caller hears nothing of it from here on. */
  stop(run: FlowRun): void {
    run.awaitsSound = undefined;
    run.playback = undefined;
    this.#options.calls.stopPlayback(run.callId, run.callerLegId);
  }

  /** The caller's side can hear what is played before the answer, or says that it cannot. */
  onEarlySound(run: FlowRun, sound: "heard" | "impossible"): void {
    run.earlySound = sound;
    const { awaitsSound } = run;
    run.awaitsSound = undefined;
    if (awaitsSound) this.play(run, awaitsSound);
  }

  onPlaybackFinished(run: FlowRun, playbackId: string, reason: string): void {
    if (run.playback?.id !== playbackId) return;
    const { wait } = run.playback;
    run.playback = undefined;
    // A prompt cut short by a key: the key itself follows and decides.
    if (reason === "digit" || reason === "leg-closed") return;
    this.#options.onFinished(run.callId, wait);
  }

  #play(run: FlowRun, effect: SoundEffect): void {
    if (effect.kind === "say") return this.#say(run, effect);
    const { prompts: names, language, stopOnDigit, wait } = effect;
    const files = this.#options.prompts.files(names, language, run.tenantId);
    // A flow whose prompts are all missing goes on without them instead of waiting for ever.
    if (files.length === 0) return this.#options.onFinished(run.callId, wait);
    this.#begin(run, files, { stopOnDigit, wait });
  }

  #say(run: FlowRun, { text, language, wait }: Extract<SoundEffect, { kind: "say" }>): void {
    const { speech, onNotSaid } = this.#options;
    const { tenantId } = run;
    const failed = (reason: string) => onNotSaid(run, wait, reason);
    speech.speak({ tenantId, text, language }).then(
      (spoken) => {
        // Meanwhile the caller may have pressed a key, be in another flow, or be gone.
        if (run.state.wait !== wait || !this.#options.isCurrent(run)) return;
        if (!spoken.ok) return failed(spoken.error.message);
        this.#begin(run, [spoken.value.path], { stopOnDigit: true, wait });
        this.#options.onBegun(run);
      },
      () => failed("broken"),
    );
  }

  #begin(run: FlowRun, files: string[], { stopOnDigit, wait }: { stopOnDigit: boolean; wait: number }): void {
    const { callerLegId: legId } = run;
    const id = this.#options.calls.play(run.callId, { legId, files, loop: false, stopOnDigit });
    run.playback = { id, wait };
  }
}
