// How every live leg sounds: keeps what media measures of it until it is over, and says when it is not heard or
// sounds poor.
import { makeFact } from "@tandem/kernel";
import type {
  AgentId,
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  LegId,
  TenantId,
} from "@tandem/kernel";
import type { CallFact, CallSignal } from "#telephony/calls";
import { goodSound, stepPoorSound } from "./poor-sound.ts";
import type { PoorSound } from "./poor-sound.ts";
import { addPoint, newSeries } from "./quality-series.ts";
import type { QualitySeries } from "./quality-series.ts";
import type { VoiceQualityFact } from "./voice-quality-facts.ts";

export type VoiceQualityOptions = {
  readonly clock: Clock;
  readonly facts: FactPublisher<VoiceQualityFact>;
  readonly below: FactSource<CallFact | CallSignal>;
  /** Whose leg it is. */
  readonly agentOf: (callId: CallId, legId: LegId) => AgentId | null;
};

type LegName = { readonly tenantId: TenantId; readonly callId: CallId; readonly legId: LegId };
type Measured = Extract<CallSignal, { type: "LegQualityMeasured" }>;
type LiveLeg = LegName & {
  readonly codec: string;
  /** When the first point was measured; undefined before. */
  readonly startedAt: number | undefined;
  readonly series: QualitySeries;
  readonly sound: PoorSound;
  readonly isSilent: boolean;
  /** The leg is over; its counts are not in. */
  readonly isOver: boolean;
};

export class VoiceQuality {
  readonly #options: VoiceQualityOptions;
  readonly #legs = new Map<LegId, LiveLeg>();
  #isMediaLost = false;

  constructor(options: VoiceQualityOptions) {
    this.#options = options;
    const { below } = options;
    below.on("LegQualityMeasured", (signal) => this.#measured(signal));
    below.on("LegSilenceNoticed", (signal) => this.#silent(signal));
    below.on("LegSoundNoticed", (signal) => this.#sounding(signal));
    below.on("LegMeasured", ({ legId }) => this.#over(legId));
    below.on("LegEnded", ({ legId }) => this.#ended(legId));
    // Whoever is silent still will be noticed anew.
    below.on("SoundRestored", (fact) => this.#sounding(fact));
  }

  /** Legs now of which nothing is heard, and that sound poor. */
  counts(): { readonly silent: number; readonly poor: number } {
    const legs = [...this.#legs.values()];
    return {
      silent: legs.filter(({ isSilent }) => isSilent).length,
      poor: legs.filter(({ sound }) => sound.isPoor).length,
    };
  }

  /** The media process is gone: of legs that are over there will be no more; the others are measured by the next one. */
  onMediaLost(): void {
    this.#isMediaLost = true;
    for (const [legId, { isOver }] of this.#legs) if (isOver) this.#over(legId);
  }

  /** A worker of it is gone, with these legs. */
  onLegsLost(legIds: readonly string[]): void {
    for (const legId of legIds as readonly LegId[]) if (this.#legs.get(legId)?.isOver) this.#over(legId);
  }

  onMediaRestarted(): void {
    this.#isMediaLost = false;
  }

  #legOf({ tenantId, callId, legId }: LegName): LiveLeg {
    const known = this.#legs.get(legId);
    // A leg may have gone over to another call.
    if (known) return { ...known, callId };
    const nothing = { codec: "", startedAt: undefined, series: newSeries(), isSilent: false, isOver: false };
    return { tenantId, callId, legId, ...nothing, sound: goodSound };
  }

  #measured(signal: Measured): void {
    const leg = this.#legOf(signal);
    const { received, sent, codec } = signal;
    const startedAt = leg.startedAt ?? signal.at;
    addPoint(leg.series, (signal.at - startedAt) / 1000, signal);
    const ratings = [
      ...(received ? [{ direction: "received", mos: received.mos } as const] : []),
      ...(sent ? [{ direction: "sent", mos: sent.mos } as const] : []),
    ];
    const worst = ratings.toSorted((a, b) => a.mos - b.mos)[0];
    const { state: sound, told } = worst
      ? stepPoorSound(leg.sound, worst.mos)
      : { state: leg.sound, told: undefined };
    this.#legs.set(leg.legId, { ...leg, codec, startedAt, sound });
    if (told === "good") this.#publish({ type: "LegGood", ...this.#named(leg) });
    if (told === "poor" && worst)
      this.#publish({
        type: "LegPoor",
        ...this.#named(leg),
        direction: worst.direction,
        mos: rounded(worst.mos),
      });
  }

  #silent(signal: Extract<CallSignal, { type: "LegSilenceNoticed" }>): void {
    const leg = this.#legOf(signal);
    // Before the answer nobody has to speak yet.
    if (!signal.isUp || leg.isSilent) return;
    this.#legs.set(leg.legId, { ...leg, isSilent: true });
    const { reason, silentMs } = signal;
    this.#publish({ type: "LegSilent", ...this.#named(leg), reason, silentMs });
  }

  #sounding(signal: LegName): void {
    const leg = this.#legOf(signal);
    if (!leg.isSilent) return;
    this.#legs.set(leg.legId, { ...leg, isSilent: false });
    this.#publish({ type: "LegSounding", ...this.#named(leg) });
  }

  #ended(legId: LegId): void {
    const leg = this.#legs.get(legId);
    if (!leg) return;
    this.#legs.set(legId, { ...leg, isOver: true });
    if (this.#isMediaLost) this.#over(legId);
  }

  #over(legId: LegId): void {
    const leg = this.#legs.get(legId);
    this.#legs.delete(legId);
    if (leg?.startedAt === undefined) return;
    const { tenantId, callId, codec, startedAt, series } = leg;
    this.#publish({ type: "LegQualityKept", tenantId, callId, legId, codec, startedAt, series });
  }

  #named({ tenantId, callId, legId }: LegName) {
    return { tenantId, callId, legId, agentId: this.#options.agentOf(callId, legId) };
  }

  #publish(content: FactContent<VoiceQualityFact>): void {
    this.#options.facts.publish(makeFact<VoiceQualityFact>(this.#options.clock, content));
  }
}

function rounded(mos: number): number {
  return Number(mos.toFixed(2));
}
