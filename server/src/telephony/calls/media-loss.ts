// Sound died with the media process, or with one of its workers: legs wait for another one, and go over to it.
import type { CallId, Clock, FactContent, LegId } from "@tandem/kernel";
import type { Call } from "./call.ts";
import type { CallFact } from "./call-facts.ts";
import type { LegActor } from "./leg-actor.ts";
import type { LegMaker } from "./leg-maker.ts";
import type { LiveCalls } from "./live-calls.ts";
import type { PhoneLinks } from "./phone-links.ts";

export type MediaLossPorts = {
  readonly live: LiveCalls;
  readonly clock: Clock;
  readonly maker: Pick<LegMaker, "ringingLegs">;
  readonly links: Pick<PhoneLinks, "isOpen" | "onSoundLost">;
  readonly publish: (content: FactContent<CallFact>) => void;
  /** There is no media process for too long: every call without sound is ended. */
  readonly giveUp: () => void;
};

/** People talk into a dead line for so long; a process that starts needs a second or two. */
const awaitMs = 10_000;

export class MediaLoss {
  readonly #ports: MediaLossPorts;
  #cancelGiveUp: (() => void) | undefined;
  /** Calls of an earlier process whose phones could not be told yet that their sound was lost. */
  readonly #restored = new Set<Call>();

  constructor(ports: MediaLossPorts) {
    this.#ports = ports;
  }

  /** The media process died. */
  onLost(): void {
    const { live, maker, clock, giveUp } = this.#ports;
    this.#lose(live.byLeg.keys());
    for (const leg of maker.ringingLegs()) leg.loseSound();
    this.#cancelGiveUp ??= clock.after(awaitMs, () => {
      this.#cancelGiveUp = undefined;
      giveUp();
    });
  }

  /** The next one is there. */
  onRestarted(): void {
    this.#cancelGiveUp?.();
    this.#cancelGiveUp = undefined;
    for (const call of this.#ports.live.byId.values()) void this.#reopen(call);
    for (const leg of this.#ports.maker.ringingLegs()) void reopenRinging(leg);
  }

  /** A worker died with these legs, by media's ids where they ring; the other workers take them at once. */
  onLegsLost(legIds: readonly string[]): void {
    for (const call of this.#lose(legIds as readonly LegId[])) void this.#reopen(call);
    const lost = new Set<string>(legIds);
    for (const leg of this.#ports.maker.ringingLegs()) {
      if (!lost.has(leg.options.mediaLegId ?? leg.options.legId)) continue;
      leg.loseSound();
      void reopenRinging(leg);
    }
  }

  /** A call of an earlier process was taken up, perhaps without its sound. */
  onRestored(callId: CallId): void {
    const { live, links } = this.#ports;
    const call = live.byId.get(callId);
    for (const [legId, leg] of call?.legs ?? []) {
      if (!call || !leg.isWithoutSound) continue;
      links.onSoundLost(legId);
      this.#restored.add(call);
    }
  }

  /** Phones can be told. */
  reopenRestored(): void {
    for (const call of this.#restored) void this.#reopen(call);
  }

  /** Answers the calls that some of these legs are in. */
  #lose(legIds: Iterable<LegId>): ReadonlySet<Call> {
    const { live, links } = this.#ports;
    const calls = new Set<Call>();
    for (const legId of legIds) {
      const call = live.byLeg.get(legId);
      const leg = call?.legs.get(legId);
      // What was counted of a leg that ended is never reported.
      if (!leg && call?.ringing.has(legId) === false) live.byLeg.delete(legId);
      if (!call || !leg) continue;
      leg.loseSound();
      links.onSoundLost(legId);
      calls.add(call);
    }
    return calls;
  }

  /** All legs of a call have ports before anybody is told, so that nobody speaks to a wall. */
  async #reopen(call: Call): Promise<void> {
    const { live, links, publish } = this.#ports;
    this.#restored.delete(call);
    const { id: callId, tenantId, legs } = call;
    const entries = [...legs];
    await Promise.all(entries.map(([, leg]) => leg.reopen()));
    if (!live.byId.has(callId)) return;
    publish({ type: "MediaRestarted", tenantId, callId });
    // A phone whose connection is gone is told when it registers again: to be told in vain would end its call.
    for (const [legId, leg] of entries) if (links.isOpen(legId)) leg.offerIfDue();
  }
}

async function reopenRinging(leg: LegActor): Promise<void> {
  await leg.reopen();
  leg.offerIfDue();
}
