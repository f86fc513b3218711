// What a relay worker has to tell its main thread: one list for each turn of its loop.
import type { MessagePort } from "node:worker_threads";
import type { FromWorker } from "./worker-messages.ts";

export class Outbox {
  readonly #port: MessagePort;
  /** Whether turns end by themselves; otherwise the loop flushes before it waits. */
  readonly #hasEventLoop: boolean;
  #messages: FromWorker[] = [];

  constructor(port: MessagePort, hasEventLoop: boolean) {
    this.#port = port;
    this.#hasEventLoop = hasEventLoop;
  }

  post(message: FromWorker): void {
    if (this.#hasEventLoop && this.#messages.length === 0) setImmediate(() => this.flush());
    this.#messages.push(message);
  }

  flush(): void {
    if (this.#messages.length === 0) return;
    const messages = this.#messages;
    this.#messages = [];
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    this.#port.postMessage(messages);
  }
}
