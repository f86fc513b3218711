// The phones that ring for one leg: dials them as the ring says, and hands the one that is answered over as
// the leg. Each attempt has a media leg of its own, since a browser and a desk phone need different offers.
import { assertNever, newId } from "@tandem/kernel";
import type { Clock, LegId } from "@tandem/kernel";
import type { LegActor } from "./leg-actor.ts";
import type { LegEndCause } from "./leg-causes.ts";
import { ourEnding } from "./leg-ending.ts";
import type { LegEnding } from "./leg-ending.ts";
import type { MediaPort } from "./leg-media.ts";
import type { RingAttempt, RingPlan } from "./ring-plan.ts";
import { newRing, stepRing } from "./ring.ts";
import type { RingEffect, RingInput, RingState } from "./ring.ts";
import type { LegNews } from "./leg-news.ts";

export type RingGroupOptions = {
  readonly plan: RingPlan;
  /** When nobody answered by then, nobody did. */
  readonly ringTimeoutMs: number;
  readonly clock: Clock;
  readonly media: MediaPort;
  /** Makes the leg of one attempt; it is not started yet. */
  readonly newLeg: (attempt: RingAttempt, mediaLegId: LegId, tell: (news: LegNews) => void) => LegActor;
  /** That attempt is the leg from now on; called before its news "answered". */
  readonly onWon: (leg: LegActor, mediaLegId: LegId) => void;
  /** The news of the leg as a whole. */
  readonly tell: (news: LegNews) => void;
};

type LiveAttempt = { readonly leg: LegActor; readonly mediaLegId: LegId; codec: string };

export class RingGroup {
  readonly #options: RingGroupOptions;
  readonly #attempts: readonly RingAttempt[];
  readonly #live = new Map<number, LiveAttempt>();
  /** How phones ended, by what it meant. */
  readonly #endings = new Map<LegEndCause, LegEnding>();
  readonly #timers = new Set<() => void>();
  readonly #inbox: RingInput[] = [];
  #working = false;
  #state: RingState;
  #winner: number | undefined;

  constructor(options: RingGroupOptions) {
    this.#options = options;
    const { rounds } = options.plan;
    this.#attempts = rounds.flatMap(({ attempts }) => attempts);
    this.#state = newRing(
      rounds.map(({ attempts }) => attempts.map(({ confirmation }) => confirmation !== undefined)),
    );
  }

  start(): void {
    this.#after(this.#options.ringTimeoutMs, { kind: "stop", cause: "no-answer" });
    this.#apply({ kind: "start" });
  }

  /** Ends the ringing of all phones. */
  stop(cause: LegEndCause): void {
    this.#apply({ kind: "stop", cause });
  }

  /** Gives up the phones behind a connection that is gone. */
  dropFlow(flow: string): void {
    for (const { leg } of this.#live.values()) {
      if (leg.flow === flow) leg.apply({ kind: "local-end", cause: "unreachable" });
    }
  }

  /** The legs of the phones that ring or were answered. */
  *legs(): Generator<LegActor> {
    for (const { leg } of this.#live.values()) yield leg;
  }

  /** Whether media knows one of the attempts by this id. */
  has(mediaLegId: LegId): boolean {
    return this.#attemptOf(mediaLegId) !== undefined;
  }

  /** A key that was pressed on a phone that answered. */
  onDigit(mediaLegId: LegId, digit: string): void {
    const attempt = this.#attemptOf(mediaLegId);
    if (attempt === undefined || this.#attempts[attempt]?.confirmation?.key !== digit) return;
    this.#apply({ kind: "confirmed", attempt });
  }

  onMediaFailed(mediaLegId: LegId): void {
    const attempt = this.#attemptOf(mediaLegId);
    if (attempt !== undefined) this.#live.get(attempt)?.leg.apply({ kind: "local-end", cause: "no-sound" });
  }

  #attemptOf(mediaLegId: LegId): number | undefined {
    for (const [attempt, live] of this.#live) if (live.mediaLegId === mediaLegId) return attempt;
    return undefined;
  }

  #apply(input: RingInput): void {
    this.#inbox.push(input);
    if (this.#working) return;
    this.#working = true;
    try {
      for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) {
        const { state, effects } = stepRing(this.#state, next);
        this.#state = state;
        for (const effect of effects) this.#carryOut(effect);
      }
    } finally {
      this.#working = false;
    }
  }

  #carryOut(effect: RingEffect): void {
    switch (effect.kind) {
      case "dial":
        return this.#dial(effect.attempt);
      case "stop-attempt":
        return this.#live.get(effect.attempt)?.leg.apply({ kind: "local-end", cause: effect.cause });
      case "ask":
        return this.#ask(effect.attempt);
      case "time-round": {
        const ringMs = this.#options.plan.rounds[effect.round]?.ringMs;
        if (ringMs !== undefined) this.#after(ringMs, { kind: "round-over", round: effect.round });
        return;
      }
      case "tell-ringing":
        return this.#options.tell({ kind: "ringing" });
      case "win":
        return this.#win(effect.attempt);
      case "tell-ended":
        this.#stopTimers();
        return this.#tellEnded(effect.cause);
      default:
        return assertNever(effect);
    }
  }

  #dial(attempt: number): void {
    const options = this.#attempts[attempt];
    if (!options) return;
    const mediaLegId = newId<LegId>(this.#options.clock.now());
    const leg = this.#options.newLeg(options, mediaLegId, (news) => this.#onNews(attempt, news));
    this.#live.set(attempt, { leg, mediaLegId, codec: "" });
    leg.start();
  }

  #onNews(attempt: number, news: LegNews): void {
    if (this.#winner === attempt) return this.#options.tell(news);
    switch (news.kind) {
      case "ringing":
        return this.#apply({ kind: "alerting" });
      case "answered": {
        const live = this.#live.get(attempt);
        if (live) live.codec = news.codec;
        return this.#apply({ kind: "answered", attempt });
      }
      case "ended":
        this.#live.delete(attempt);
        this.#endings.set(news.cause, news.ending);
        return this.#apply({ kind: "ended", attempt, cause: news.cause });
      default:
        return;
    }
  }

  #ask(attempt: number): void {
    const live = this.#live.get(attempt);
    const confirmation = this.#attempts[attempt]?.confirmation;
    if (!live || !confirmation) return;
    void this.#options.media.send({
      kind: "play",
      legId: live.mediaLegId,
      playbackId: newId(this.#options.clock.now()),
      files: [...confirmation.files],
      loop: true,
      stopOnDigit: true,
    });
    this.#after(confirmation.waitMs, { kind: "not-confirmed", attempt });
  }

  #win(attempt: number): void {
    const live = this.#live.get(attempt);
    if (!live) return;
    this.#winner = attempt;
    this.#stopTimers();
    this.#options.onWon(live.leg, live.mediaLegId);
    const address = this.#attempts[attempt]?.target.uri ?? "";
    this.#options.tell({ kind: "answered", codec: live.codec, address });
  }

  /** The phone that decided it, or ours when we stopped them all. */
  #tellEnded(cause: LegEndCause): void {
    const ending = this.#endings.get(cause) ?? ourEnding(cause, "cancel");
    this.#options.tell({ kind: "ended", cause, ending, answered: false });
  }

  #after(delayMs: number, input: RingInput): void {
    this.#timers.add(this.#options.clock.after(delayMs, () => this.#apply(input)));
  }

  #stopTimers(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }
}
