// Owns the links of the phones that are not simply there, and the timers of their grace times.
import { assertNever } from "@tandem/kernel";
import type { Clock, LegId } from "@tandem/kernel";
import { newLink, stepLink } from "./leg-link.ts";
import type { LinkEffect, LinkInput, LinkState } from "./leg-link.ts";

export type LegLinksOptions = {
  readonly clock: Clock;
  /** How long a leg whose phone is away is kept for it, in ms. */
  readonly graceMs: (legId: LegId) => number;
  readonly tell: (legId: LegId, what: "away" | "back" | "changed") => void;
  readonly giveUp: (legId: LegId) => void;
};

export class LegLinks {
  readonly #options: LegLinksOptions;
  readonly #links = new Map<LegId, LinkState>();

  constructor(options: LegLinksOptions) {
    this.#options = options;
  }

  /** Whether the leg's signalling connection is there. */
  isOpen(legId: LegId): boolean {
    return this.#links.get(legId)?.open ?? true;
  }

  /** Whether the phone can neither be told anything nor be heard, and is waited for. */
  isAway(legId: LegId): boolean {
    const link = this.#links.get(legId);
    return link !== undefined && link.away && !link.open;
  }

  /** For a leg that exists; a leg that ended is forgotten. */
  take(legId: LegId, input: LinkInput): void {
    const { state, effects } = stepLink(this.#links.get(legId) ?? newLink, input);
    this.#links.set(legId, state);
    for (const effect of effects) this.#carryOut(legId, effect);
  }

  forget(legId: LegId): void {
    this.#links.delete(legId);
  }

  #carryOut(legId: LegId, effect: LinkEffect): void {
    const { clock, graceMs, tell, giveUp } = this.#options;
    switch (effect.kind) {
      case "tell-away":
        return tell(legId, "away");
      case "tell-back":
        return tell(legId, "back");
      case "tell-changed":
        return tell(legId, "changed");
      case "start-grace":
        clock.after(graceMs(legId), () => {
          if (this.#links.has(legId)) this.take(legId, { kind: "grace-over", absence: effect.absence });
        });
        return;
      case "give-up":
        return giveUp(legId);
      default:
        return assertNever(effect);
    }
  }
}
