// Keeps the order of tasks that touch the same thing, and lets all others run side by side.

/** Runs tasks; one that shares a key with an earlier task waits for it. */
export class OrderedByKey {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    const before = keys.flatMap((key) => this.#tails.get(key) ?? []);
    const result = before.length === 0 ? task() : Promise.all(before).then(task);
    const tail = result
      .catch(() => {})
      .then(() => {
        for (const key of keys) if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    for (const key of keys) this.#tails.set(key, tail);
    return result;
  }
}
