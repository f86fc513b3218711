// How the phones of live calls are reached: connections that close and come back, and silence.
import type { AgentId, Clock, FactContent, LegId } from "@tandem/kernel";
import type { LegFailure } from "@tandem/media";
import { parseUri } from "@tandem/sip";
import type { FlowKey } from "@tandem/sip";
import type { CallFact, CallSignal } from "./call-facts.ts";
import { LegLinks } from "./leg-links.ts";
import type { LiveCalls } from "./live-calls.ts";

export type PhoneLinksOptions = {
  readonly live: LiveCalls;
  readonly clock: Clock;
  readonly publish: (content: FactContent<CallFact | CallSignal>) => void;
};

/** A phone of an agent that registered over a connection. */
export type RegisteredContact = {
  readonly agentId: AgentId;
  readonly contactUri: string;
  readonly flow: FlowKey;
};

/** A phone that is away is kept this long: an agent reloads the page or changes the network. */
const agentGraceMs = 30_000;
/** A visitor's page cannot take its call back. */
const visitorGraceMs = 10_000;

const factTypes = { away: "LegAway", back: "LegBack", changed: "LegLinkChanged" } as const;

export class PhoneLinks {
  readonly #options: PhoneLinksOptions;
  readonly #links: LegLinks;

  constructor(options: PhoneLinksOptions) {
    this.#options = options;
    const { live, clock } = options;
    this.#links = new LegLinks({
      clock,
      graceMs: (legId) => (live.leg(legId)?.options.agentId ? agentGraceMs : visitorGraceMs),
      tell: (legId, what) => this.#tell(legId, what),
      giveUp: (legId) => live.leg(legId)?.apply({ kind: "local-end", cause: "phone-lost" }),
    });
  }

  isOpen(legId: LegId): boolean {
    return this.#links.isOpen(legId);
  }

  /** A phone that is away has its grace time to come back, also when its consent (RFC 7675) runs out first. */
  isWaitedFor(legId: LegId, failure: LegFailure): boolean {
    return failure === "ice-consent-lost" && this.#links.isAway(legId);
  }

  onFlowClosed(flow: FlowKey): void {
    for (const [legId, leg] of this.#options.live.legs()) {
      if (leg.flow === flow && !leg.rings) this.#links.take(legId, { kind: "flow-closed" });
    }
  }

  onRegistered({ agentId, contactUri, flow }: RegisteredContact): void {
    for (const [legId, leg] of this.#options.live.legs()) {
      if (leg.options.agentId !== agentId || !leg.contactUri) continue;
      if (!isSameContact(leg.contactUri, contactUri)) continue;
      leg.moveTo(flow);
      this.#links.take(legId, { kind: "flow-back" });
      leg.offerIfDue();
    }
  }

  /** A connection to an earlier process is lost; the phone opens another one by itself. */
  onRestored(legId: LegId): void {
    if (this.#options.live.leg(legId)?.flow?.endsWith(":lost"))
      this.#links.take(legId, { kind: "flow-closed" });
  }

  /** Who cannot be told where the sound is now is away; everybody else is to be heard soon. */
  onSoundLost(legId: LegId): void {
    if (this.#options.live.leg(legId)?.rings === false)
      this.#links.take(legId, { kind: this.isOpen(legId) ? "heard" : "quiet" });
  }

  onSound(legId: LegId, kind: "leg-quiet" | "leg-heard"): void {
    if (!this.#options.live.leg(legId)) return;
    this.#links.take(legId, { kind: kind === "leg-quiet" ? "quiet" : "heard" });
  }

  forget(legId: LegId): void {
    this.#links.forget(legId);
  }

  #tell(legId: LegId, what: "away" | "back" | "changed"): void {
    const { live, publish } = this.#options;
    const call = live.byLeg.get(legId);
    const leg = live.leg(legId);
    if (!call || leg?.state.phase !== "up") return;
    const agentId = leg.options.agentId ?? null;
    publish({ type: factTypes[what], tenantId: call.tenantId, callId: call.id, legId, agentId });
  }
}

/** A phone keeps the user and host of its contact; parameters differ between REGISTER and INVITE. */
function isSameContact(one: string, other: string): boolean {
  const [a, b] = [parseUri(one), parseUri(other)];
  return a !== undefined && b !== undefined && a.user === b.user && a.host === b.host && a.port === b.port;
}
