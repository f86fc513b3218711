// Security facts of this node: the latest ones, the same thing over and over counted as one.
import type { Offence } from "./offences.ts";

export type SecurityFactKind = Offence | "banned" | "unbanned";

export type SecurityFact = {
  readonly kind: SecurityFactKind;
  readonly source: string;
  /** A user name, or why a source was banned. Never a secret. */
  readonly subject: string | undefined;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly count: number;
};

type Seen = Pick<SecurityFact, "kind" | "source"> & { readonly subject?: string | undefined };

/** What is shown; older ones are in the log. */
const maxFacts = 500;
/** The same fact again within this time only counts up. */
const sameWithinMs = 60_000;

export class RecentFacts {
  readonly #onFact: (fact: SecurityFact) => void;
  /** By what makes them the same, the one that changed last at the end. */
  readonly #facts = new Map<string, SecurityFact>();

  /** `onFact` is told of the first of a kind, not of every repetition. */
  constructor(onFact: (fact: SecurityFact) => void) {
    this.#onFact = onFact;
  }

  add({ kind, source, subject }: Seen, nowMs: number): void {
    const key = `${kind} ${source} ${subject ?? ""}`;
    const before = this.#facts.get(key);
    this.#facts.delete(key);
    const isRepeated = before !== undefined && nowMs - before.lastAtMs < sameWithinMs;
    const fact: SecurityFact = isRepeated
      ? { ...before, lastAtMs: nowMs, count: before.count + 1 }
      : { kind, source, subject, firstAtMs: nowMs, lastAtMs: nowMs, count: 1 };
    this.#facts.set(key, fact);
    if (!isRepeated) this.#onFact(fact);
    const [oldest] = this.#facts.keys();
    if (this.#facts.size > maxFacts && oldest !== undefined) this.#facts.delete(oldest);
  }

  /** The latest first. */
  latest(): SecurityFact[] {
    return [...this.#facts.values()].toReversed();
  }
}
