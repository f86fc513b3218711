// The sources that are remembered: never more than so many, and who is banned for longer than who is not.
import type { SourceKey } from "./source-key.ts";
import type { SourceState } from "./source-state.ts";

/** A flood of forged addresses must not fill the memory. */
const defaultMaxSources = 50_000;
/** Where nearly all are banned, forgetting one must not take longer than the message that asks for it. */
const maxLooks = 8;

export class SourceTable {
  /** The one met first comes first. */
  readonly #states = new Map<SourceKey, SourceState>();
  readonly #maxSources: number;
  readonly #isBanned: (state: SourceState) => boolean;

  constructor(maxSources: number | undefined, isBanned: (state: SourceState) => boolean) {
    this.#maxSources = maxSources ?? defaultMaxSources;
    this.#isBanned = isBanned;
  }

  get size(): number {
    return this.#states.size;
  }

  get(key: SourceKey): SourceState | undefined {
    return this.#states.get(key);
  }

  entries(): Iterable<[SourceKey, SourceState]> {
    return this.#states;
  }

  states(): Iterable<SourceState> {
    return this.#states.values();
  }

  keep(key: SourceKey, state: SourceState): void {
    const isNew = !this.#states.has(key);
    this.#states.set(key, state);
    if (isNew && this.#states.size > this.#maxSources) this.#forgetOne();
  }

  /** The source met first goes; one that is banned gets a place at the end instead, as long as others are found soon. */
  #forgetOne(): void {
    let looks = 0;
    for (const [key, state] of this.#states) {
      this.#states.delete(key);
      if (!this.#isBanned(state) || ++looks === maxLooks) return;
      this.#states.set(key, state);
    }
  }
}
