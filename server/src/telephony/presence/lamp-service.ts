// Busy lamps: colleagues watch each other's extensions by SUBSCRIBE, and hear of every change.
import { assertNever } from "@tandem/kernel";
import type { AgentId, Clock, FactSource, LegId, Result, TenantId } from "@tandem/kernel";
import type { HeaderList, IncomingSubscription, MessageBody, SipRequest } from "@tandem/sip";
import type { CallFact } from "#telephony/calls";
import { dialogInfo } from "./dialog-info.ts";
import type { WatchedDialog } from "./dialog-info.ts";
import { agentOfNewLeg, legOf, stepDialogs } from "./lines.ts";
import { messageSummary } from "./message-summary.ts";
import type { MessageCounts } from "./message-summary.ts";
import { presenceDocument } from "./presence-document.ts";
import type { PresenceState } from "./presence-document.ts";

/** The event packages that are served here. */
export const eventPackages = ["dialog", "presence", "message-summary"] as const;
type EventPackage = (typeof eventPackages)[number];

/** Who subscribes. */
export type Watcher = { readonly tenantId: TenantId; readonly agentId: AgentId };

export type LampsOptions = {
  readonly clock: Clock;
  readonly callFacts: FactSource<CallFact>;
  /** Who sent a request, when its digest is right and it is an agent's phone. */
  readonly authenticate: (
    request: SipRequest,
  ) => Promise<Result<Watcher, { kind: "challenge"; headers: HeaderList } | { kind: "forbidden" }>>;
  /** The agent of an extension, in that tenant only. */
  readonly agentOf: (tenantId: TenantId, extension: string) => AgentId | undefined;
  /** What the agent chose to be, besides being on the phone. */
  readonly presenceOf: (agentId: AgentId) => PresenceState;
  /** Voice messages of the agent. */
  readonly messagesOf: (agentId: AgentId) => MessageCounts;
};

type Lamp = {
  readonly subscription: IncomingSubscription;
  readonly event: EventPackage;
  readonly watcher: Watcher;
  readonly agentId: AgentId;
  version: number;
  /** What was sent last, without its version. */
  sent: string;
  notifiedAt: number;
  cancelTimer: (() => void) | undefined;
};

/** RFC 4235 §3.10 allows one notification a second; changes in between are told together. */
const minIntervalMs = 1000;
/** A phone that asks for longer is given this, and refreshes. */
const maxExpiresSeconds = 3600;
/** A large key panel has 60 lamps, in two packages, on a few phones of one person. */
const maxLampsPerAgent = 400;

export class Lamps {
  readonly #options: LampsOptions;
  /** By the agent who is watched. */
  readonly #lamps = new Map<AgentId, Set<Lamp>>();
  readonly #agentOfLeg = new Map<LegId, AgentId>();
  readonly #dialogs = new Map<AgentId, readonly WatchedDialog[]>();
  #size = 0;

  constructor(options: LampsOptions) {
    this.#options = options;
    const facts = [
      "CallArrived",
      "LegDialed",
      "LegTakenIn",
      "LegRinging",
      "CallAnswered",
      "LegAnswered",
      "LegReplaced",
      "LegEnded",
    ] as const;
    for (const type of facts) options.callFacts.on(type, (fact) => this.#onFact(fact));
  }

  /** Lamps that are watched now. */
  get size(): number {
    return this.#size;
  }

  /** A SUBSCRIBE (RFC 6665 §4.2.1): an agent's phone may watch the extensions of its own tenant. */
  async subscribe(subscription: IncomingSubscription): Promise<void> {
    const watcher = await this.#options.authenticate(subscription.request);
    if (!watcher.ok) {
      const { error } = watcher;
      return error.kind === "challenge"
        ? subscription.reject(401, { headers: error.headers })
        : subscription.reject(403);
    }
    const event = eventPackages.find((each) => each === subscription.event);
    const { tenantId, agentId: watcherId } = watcher.value;
    const agentId = this.#options.agentOf(tenantId, subscription.resource.user ?? "");
    if (!event || !agentId) return subscription.reject(404);
    // Whose messages wait is nobody else's business.
    if (event === "message-summary" && agentId !== watcherId) return subscription.reject(403);
    if (this.#lampsOf(watcher.value) >= maxLampsPerAgent) return subscription.reject(403);
    this.#light(subscription, event, watcher.value, agentId);
  }

  /** What an agent chose, or whether they can be reached, changed. */
  agentChanged(agentId: AgentId): void {
    for (const lamp of this.#lamps.get(agentId) ?? []) if (lamp.event === "presence") this.#refresh(lamp);
  }

  /** Voice messages of this agent came, or were heard. */
  messagesChanged(agentId: AgentId): void {
    for (const lamp of this.#lamps.get(agentId) ?? [])
      if (lamp.event === "message-summary") this.#refresh(lamp);
  }

  #light(subscription: IncomingSubscription, event: EventPackage, watcher: Watcher, agentId: AgentId): void {
    const lamp: Lamp = {
      subscription,
      event,
      watcher,
      agentId,
      version: 0,
      sent: "",
      notifiedAt: 0,
      cancelTimer: undefined,
    };
    const lamps = this.#lamps.get(agentId) ?? new Set();
    this.#lamps.set(agentId, lamps.add(lamp));
    this.#size++;
    subscription.onEnded = () => this.#putOut(lamp);
    subscription.onRefresh = () => this.#notify(lamp);
    subscription.accept(Math.min(subscription.expiresSeconds, maxExpiresSeconds));
    this.#notify(lamp);
  }

  #putOut(lamp: Lamp): void {
    lamp.cancelTimer?.();
    const lamps = this.#lamps.get(lamp.agentId);
    if (!lamps?.delete(lamp)) return;
    this.#size--;
    if (lamps.size === 0) this.#lamps.delete(lamp.agentId);
  }

  #lampsOf({ agentId }: Watcher): number {
    let count = 0;
    for (const lamps of this.#lamps.values()) {
      for (const { watcher } of lamps) if (watcher.agentId === agentId) count++;
    }
    return count;
  }

  #onFact(fact: CallFact): void {
    const legId = legOf(fact);
    if (!legId) return;
    const agentId = agentOfNewLeg(fact) ?? this.#agentOfLeg.get(legId);
    if (!agentId) return;
    if (fact.type === "LegEnded") this.#agentOfLeg.delete(legId);
    else this.#agentOfLeg.set(legId, agentId);
    const dialogs = stepDialogs(this.#dialogs.get(agentId) ?? [], fact);
    if (dialogs.length === 0) this.#dialogs.delete(agentId);
    else this.#dialogs.set(agentId, dialogs);
    for (const lamp of this.#lamps.get(agentId) ?? []) this.#refresh(lamp);
  }

  /** Tells a change now, or when the watcher can take the next one. */
  #refresh(lamp: Lamp): void {
    if (lamp.cancelTimer) return;
    const waitMs = lamp.notifiedAt + minIntervalMs - this.#options.clock.now();
    if (waitMs <= 0) return this.#notifyIfNew(lamp);
    lamp.cancelTimer = this.#options.clock.after(waitMs, () => {
      lamp.cancelTimer = undefined;
      this.#notifyIfNew(lamp);
    });
  }

  #notifyIfNew(lamp: Lamp): void {
    if (this.#document(lamp, 0).text !== lamp.sent) this.#notify(lamp);
  }

  /** Each has the full state, since the user agent may leave out all but the latest. */
  #notify(lamp: Lamp): void {
    lamp.cancelTimer?.();
    lamp.cancelTimer = undefined;
    lamp.sent = this.#document(lamp, 0).text;
    lamp.notifiedAt = this.#options.clock.now();
    lamp.subscription.notify(this.#document(lamp, lamp.version++));
  }

  #document({ subscription, event, agentId }: Lamp, version: number): MessageBody {
    const { user = "", host } = subscription.resource;
    const entity = `sip:${user}@${host}`;
    const dialogs = this.#dialogs.get(agentId) ?? [];
    switch (event) {
      case "dialog":
        return dialogInfo({ version, entity, dialogs });
      case "presence": {
        const { open, activities } = this.#options.presenceOf(agentId);
        const speaks = dialogs.some(({ state }) => state === "confirmed");
        return presenceDocument(entity, {
          open,
          activities: speaks ? ["on-the-phone", ...activities] : activities,
        });
      }
      case "message-summary":
        return messageSummary(entity, this.#options.messagesOf(agentId));
      default:
        return assertNever(event);
    }
  }
}
