// Security facts that belong to a tenant: gathered for some seconds, then written together with how often they were.
import type { Clock, TenantId } from "@tandem/kernel";

export type TenantFactKind = "wrong-password" | "destination-refused" | "spend-limit" | "too-many-calls";

export type TenantSecurityFact = {
  readonly tenantId: TenantId;
  readonly kind: TenantFactKind;
  readonly source: string;
  /** An extension, a user name or a number. */
  readonly subject: string;
  readonly at: number;
};

export type CountedTenantFact = TenantSecurityFact & { readonly count: number };

export type TenantFactsOptions = {
  readonly clock: Clock;
  readonly store: (facts: readonly CountedTenantFact[]) => Promise<void>;
  /** Facts that could not be written are given up: the log has them. */
  readonly onLost: (count: number, reason: unknown) => void;
};

/** An attack on one name is one row in so long. */
const gatherMs = 10_000;
/** More different facts in one span are not worth a database's time. */
const maxGathered = 500;

export class TenantFacts {
  readonly #options: TenantFactsOptions;
  #gathered = new Map<string, CountedTenantFact>();
  #stopTimer: (() => void) | undefined;

  constructor(options: TenantFactsOptions) {
    this.#options = options;
  }

  add(fact: TenantSecurityFact): void {
    const key = `${fact.tenantId} ${fact.kind} ${fact.source} ${fact.subject}`;
    const before = this.#gathered.get(key);
    if (before === undefined && this.#gathered.size >= maxGathered) return;
    this.#gathered.set(key, { ...fact, count: (before?.count ?? 0) + 1 });
    this.#stopTimer ??= this.#options.clock.after(gatherMs, () => void this.flush());
  }

  /** Writes what was gathered. Never throws. */
  async flush(): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    const facts = [...this.#gathered.values()];
    this.#gathered = new Map();
    if (facts.length === 0) return;
    try {
      await this.#options.store(facts);
    } catch (error) {
      this.#options.onLost(facts.length, error);
    }
  }
}
