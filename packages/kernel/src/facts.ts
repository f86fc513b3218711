// Facts are what happened, in the past tense. Lower layers publish them and know nobody above;
// upper layers subscribe. Facts are only ever added, never changed.
import type { Clock } from "./clock.ts";
import { newId } from "./ids.ts";
import type { FactId, TenantId } from "./ids.ts";

/** One thing that happened. Every fact names its tenant, its time and its schema version. */
export type Fact<Type extends string = string, Data extends object = object> = {
  readonly id: FactId;
  readonly type: Type;
  readonly version: 1;
  readonly tenantId: TenantId;
  /** Milliseconds since the Unix epoch, from this node's one clock. */
  readonly at: number;
} & Readonly<Data>;

/** Where a module puts what happened. */
export type FactPublisher<F extends Fact> = { publish(fact: F): void };

/** Where a module hears what happened below it. */
export type FactSource<F extends Fact> = {
  on<Type extends F["type"]>(type: Type, handler: FactHandler<Extract<F, { type: Type }>>): () => void;
};

/** What the publisher of a fact says; the rest is filled in by `makeFact`. */
export type FactContent<F extends Fact> = F extends Fact ? Omit<F, "id" | "version" | "at"> : never;

/** Completes a fact with its id, version and time. */
export function makeFact<F extends Fact>(clock: Clock, content: FactContent<F>): F {
  const at = clock.now();
  return { id: newId<FactId>(at), version: 1, at, ...content } as unknown as F;
}

const texts = new WeakMap<Fact, string>();

/** A fact as JSON. Facts do not change, and several places keep the same text: it is written once. */
export function factText(fact: Fact): string {
  const known = texts.get(fact);
  if (known !== undefined) return known;
  const text = JSON.stringify(fact);
  texts.set(fact, text);
  return text;
}

export type FactHandler<F extends Fact> = (fact: F) => void;

/**
 * Delivers facts to subscribers in the order of publication, one fact at a time: a fact published
 * while another is being delivered waits, so that every subscriber sees the same order.
 * A handler that throws does not keep the others from hearing; the error goes to `onError`.
 */
export class FactBus<F extends Fact> {
  readonly #handlers = new Map<string, Set<FactHandler<F>>>();
  readonly #pending: F[] = [];
  readonly #onError: (error: unknown, fact: F) => void;
  #delivering = false;

  constructor(onError: (error: unknown, fact: F) => void) {
    this.#onError = onError;
  }

  publish(fact: F): void {
    this.#pending.push(fact);
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let next = this.#pending.shift(); next; next = this.#pending.shift()) this.#deliver(next);
    } finally {
      this.#delivering = false;
    }
  }

  /** Hears every fact of one type. The returned function ends the subscription. */
  on<Type extends F["type"]>(type: Type, handler: FactHandler<Extract<F, { type: Type }>>): () => void {
    return this.#add(type, handler as unknown as FactHandler<F>);
  }

  /** Hears every fact. The returned function ends the subscription. */
  onAny(handler: FactHandler<F>): () => void {
    return this.#add("*", handler);
  }

  #add(type: string, handler: FactHandler<F>): () => void {
    const handlers = this.#handlers.get(type) ?? new Set();
    this.#handlers.set(type, handlers.add(handler));
    return () => handlers.delete(handler);
  }

  #deliver(fact: F): void {
    for (const key of [fact.type, "*"]) {
      for (const handler of this.#handlers.get(key) ?? []) {
        try {
          handler(fact);
        } catch (error) {
          this.#onError(error, fact);
        }
      }
    }
  }
}
