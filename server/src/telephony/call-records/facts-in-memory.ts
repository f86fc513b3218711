// The facts of the calls of the last minutes, so that a record is folded without asking the database for
// what this process told it moments ago.
import type { CallId, Fact } from "@tandem/kernel";

/** Some hundred bytes each: a few dozen megabytes at most. */
const mostFacts = 100_000;

export class FactsInMemory {
  readonly #maxFacts: number;
  /** By call, the call with the oldest news first; a call is here whole or not at all. */
  readonly #calls = new Map<CallId, Map<string, Fact>>();
  #count = 0;

  constructor(maxFacts = mostFacts) {
    this.#maxFacts = maxFacts;
  }

  /** Takes a fact of a call; the same one again changes nothing. */
  add(callId: CallId, fact: Fact): void {
    // What was told of a call before its first fact here, another process told.
    const facts =
      this.#calls.get(callId) ?? (fact.type === "CallArrived" ? new Map<string, Fact>() : undefined);
    if (facts === undefined) return;
    this.#count += facts.has(fact.id) ? 0 : 1;
    facts.set(fact.id, fact);
    this.#calls.delete(callId);
    this.#calls.set(callId, facts);
    if (this.#count > this.#maxFacts) this.#forgetOldest();
  }

  /** Every fact of a call; undefined when they are not all here. */
  of(callId: CallId): Fact[] | undefined {
    const facts = this.#calls.get(callId);
    return facts && [...facts.values()];
  }

  #forgetOldest(): void {
    const [oldest] = this.#calls.keys();
    if (oldest === undefined) return;
    this.#count -= this.#calls.get(oldest)?.size ?? 0;
    this.#calls.delete(oldest);
  }
}
