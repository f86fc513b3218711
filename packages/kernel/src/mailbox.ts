// One writer per thing: work posted to a mailbox runs one at a time, in order.

/** Runs posted tasks one after the other. A task that throws does not stop the next one. */
export class Mailbox {
  #tail: Promise<unknown> = Promise.resolve();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  post(task: () => void | Promise<void>): void {
    this.#tail = this.#tail.then(task).catch(this.#onError);
  }

  /** Resolves when everything posted so far has run. */
  async idle(): Promise<void> {
    await this.#tail;
  }
}
