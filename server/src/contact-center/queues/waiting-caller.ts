// Plays to one waiting caller what waiting-sound decides.
import type { CallId, Clock, LegId } from "@tandem/kernel";
import type { Calls } from "#telephony/calls";
import type { PromptLanguage, PromptLibrary } from "#telephony/prompts";
import type { QueueRecord } from "./queue-store.ts";
import { startWaitingSound, stepWaitingSound } from "./waiting-sound.ts";
import type {
  WaitingReason,
  WaitingSound,
  WaitingSoundEffect,
  WaitingSoundState,
  WaitingSoundStep,
} from "./waiting-sound.ts";

export type WaitingCallerOptions = {
  readonly calls: Pick<Calls, "play">;
  readonly clock: Clock;
  readonly prompts: PromptLibrary;
  readonly callId: CallId;
  readonly legId: LegId;
  readonly language: PromptLanguage;
  readonly queue: QueueRecord;
};

const promptNames = {
  connecting: "connecting",
  "all-busy": "queue-wait",
  announcement: "queue-announcement",
} as const satisfies Partial<Record<WaitingSound, string>>;

export class WaitingCaller {
  readonly #options: WaitingCallerOptions;
  #state: WaitingSoundState | undefined;
  #playbackId: string | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: WaitingCallerOptions) {
    this.#options = options;
  }

  start(reason: WaitingReason): void {
    this.#take(startWaitingSound(reason));
  }

  /** Nothing more is played from here; whoever comes next replaces what plays. */
  stop(): void {
    this.#state = undefined;
    this.#playbackId = undefined;
    this.#cancelTimer?.();
  }

  onPlaybackFinished(playbackId: string): void {
    if (!this.#state || playbackId !== this.#playbackId) return;
    this.#take(stepWaitingSound(this.#state, { kind: "playback-finished" }));
  }

  #take(step: WaitingSoundStep): void {
    this.#state = step.state;
    for (const effect of step.effects) this.#carryOut(effect);
  }

  #carryOut(effect: WaitingSoundEffect): void {
    const { calls, clock, callId, legId, queue } = this.#options;
    if (effect.kind === "set-announcement-timer") {
      this.#cancelTimer?.();
      if (queue.announcementSeconds <= 0) return;
      this.#cancelTimer = clock.after(queue.announcementSeconds * 1000, () => {
        if (this.#state) this.#take(stepWaitingSound(this.#state, { kind: "announcement-due" }));
      });
      return;
    }
    const files = this.#files(effect.what);
    this.#playbackId = calls.play(callId, { legId, files, loop: effect.loop, stopOnDigit: false });
  }

  #files(what: WaitingSound): string[] {
    const { prompts, language, queue } = this.#options;
    return prompts.files([what === "music" ? queue.music : promptNames[what]], language);
  }
}
