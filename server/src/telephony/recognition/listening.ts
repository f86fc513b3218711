// One caller who is listened to: the sound of their leg, from when they begin to speak until they have spoken, goes to an engine.
import type { Result } from "@tandem/kernel";
import type { RecognizerError, Utterance } from "./recognizer.ts";
import { SpeechDetector } from "./speech-detector.ts";
import type { DetectorLimits } from "./speech-detector.ts";

/** Kept from before the caller was noticed: the beginning of the first word. 20 ms each. */
const framesBefore = 25;

export type ListeningEvents = {
  /** The caller begins to speak. */
  readonly onSpeech: () => void;
  /** Once: what was said, and how long it took to say it and to understand it. */
  readonly onHeard: (heard: Heard) => void;
  /** Once, instead of `onHeard`: it cannot be listened. `reason` is for people. */
  readonly onFailed: (reason: string) => void;
};

export type Heard = { readonly text: string; readonly spokenMs: number; readonly answerMs: number };

export class Listening {
  readonly #events: ListeningEvents;
  readonly #detector: SpeechDetector;
  readonly #now: () => number;
  #utterance: Utterance | undefined;
  /** What the engine has still to get: of before the caller spoke, or of before it was there. */
  #waiting: Buffer[] = [];
  #state: "silent" | "speaking" | "spoken" | "over" = "silent";
  #begunAt = 0;
  #spokenAt = 0;

  constructor(limits: DetectorLimits, events: ListeningEvents, now: () => number) {
    this.#detector = new SpeechDetector(limits);
    this.#events = events;
    this.#now = now;
  }

  /** The engine is there, or is not. */
  opened(utterance: Result<Utterance, RecognizerError>): void {
    if (!utterance.ok) return this.fail(utterance.error.message);
    if (this.#state === "over") return utterance.value.cancel();
    this.#utterance = utterance.value;
    if (this.#state === "silent") return;
    this.#pass();
    if (this.#state === "spoken") this.#finish();
  }

  /** Takes the next 20 ms. */
  take(samples: Buffer): void {
    if (this.#state === "spoken" || this.#state === "over") return;
    // The reader's buffer is used again.
    this.#waiting.push(Buffer.from(samples));
    const event = this.#detector.take(samples);
    if (this.#state === "silent" && event !== "began") {
      if (this.#waiting.length > framesBefore) this.#waiting.shift();
      return;
    }
    if (event === "began") this.#begin();
    this.#pass();
    if (event === "ended") this.#end();
  }

  fail(reason: string): void {
    if (this.#state === "over") return;
    this.stop();
    this.#events.onFailed(reason);
  }

  /** Nobody wants to know any more. */
  stop(): void {
    this.#state = "over";
    this.#waiting = [];
    this.#utterance?.cancel();
  }

  #begin(): void {
    this.#state = "speaking";
    this.#begunAt = this.#now();
    this.#events.onSpeech();
  }

  #pass(): void {
    if (!this.#utterance) return;
    for (const samples of this.#waiting) this.#utterance.write(samples);
    this.#waiting = [];
  }

  #end(): void {
    // Who was told that the caller began may have stopped it.
    if (this.#state !== "speaking") return;
    this.#state = "spoken";
    this.#spokenAt = this.#now();
    this.#finish();
  }

  #finish(): void {
    this.#utterance?.finish().then(
      (text) => {
        if (this.#state === "over") return;
        if (!text.ok) return this.fail(text.error.message);
        this.stop();
        const [spokenMs, answerMs] = [this.#spokenAt - this.#begunAt, this.#now() - this.#spokenAt];
        this.#events.onHeard({ text: text.value, spokenMs, answerMs });
      },
      () => this.fail("the engine broke"),
    );
  }
}
