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
  readonly prompts: Pick<PromptLibrary, "files">;
  readonly callId: CallId;
  readonly legId: LegId;
  readonly language: PromptLanguage;
  /** As it is now. */
  readonly queueNow: () => QueueRecord;
  /** Prompts of an announcement, by what is known of the wait now. */
  readonly announcement: () => readonly string[];
  readonly onChanged?: (callId: CallId) => void;
};

/** JSON of what a waiting caller hears: the playback, and when the next announcement is due (epoch ms). */
export type WaitingCallerSnapshot = {
  readonly state: WaitingSoundState;
  readonly playbackId: string;
  readonly announcementAt: number | undefined;
};

const promptNames = {
  connecting: "connecting",
  "all-busy": "queue-wait",
} as const;

export class WaitingCaller {
  readonly #options: WaitingCallerOptions;
  #state: WaitingSoundState | undefined;
  #playbackId: string | undefined;
  #announcementAt: number | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: WaitingCallerOptions) {
    this.#options = options;
  }

  /** Whether nothing is played from here. */
  get isQuiet(): boolean {
    return this.#state === undefined;
  }

  /** Undefined while nothing is played from here. */
  snapshot(): WaitingCallerSnapshot | undefined {
    if (!this.#state || this.#playbackId === undefined) return undefined;
    return { state: this.#state, playbackId: this.#playbackId, announcementAt: this.#announcementAt };
  }

  /** Goes on with a sound that plays still. */
  restore({ state, playbackId, announcementAt }: WaitingCallerSnapshot): void {
    this.#state = state;
    this.#playbackId = playbackId;
    if (announcementAt !== undefined) this.#setAnnouncementTimer(announcementAt);
  }

  /** What is played now; an end of ours that nobody heard is made up for. */
  onPlaying(playbackId: string | null): void {
    if (this.#playbackId !== undefined && playbackId !== this.#playbackId)
      this.onPlaybackFinished(this.#playbackId);
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
    this.#options.onChanged?.(this.#options.callId);
  }

  #carryOut(effect: WaitingSoundEffect): void {
    const { calls, clock, callId, legId, queueNow } = this.#options;
    const queue = queueNow();
    if (effect.kind === "set-announcement-timer") {
      this.#cancelTimer?.();
      if (queue.announcementSeconds > 0)
        this.#setAnnouncementTimer(clock.now() + queue.announcementSeconds * 1000);
      return;
    }
    const files = this.#files(effect.what);
    this.#playbackId = calls.play(callId, { legId, files, loop: effect.loop, stopOnDigit: false });
  }

  #setAnnouncementTimer(at: number): void {
    const { clock } = this.#options;
    this.#announcementAt = at;
    this.#cancelTimer = clock.after(Math.max(0, at - clock.now()), () => {
      if (this.#state) this.#take(stepWaitingSound(this.#state, { kind: "announcement-due" }));
    });
  }

  #files(what: WaitingSound): string[] {
    const { prompts, language, queueNow, announcement } = this.#options;
    const { music, tenantId } = queueNow();
    const names = what === "announcement" ? announcement() : [what === "music" ? music : promptNames[what]];
    return prompts.files(names, language, tenantId);
  }
}
