// How long the machine stood still: on a shared host every process is stopped now and then for tens of
// milliseconds, and phones that were stopped speak late from then on.
import { Worker } from "node:worker_threads";

/** What a busy but running machine takes to wake a sleeper; longer is a stall. */
const usualWakeMs = 15;

const watcher = `
  const { workerData } = require("node:worker_threads");
  const stalledMs = new Float64Array(workerData);
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let last = performance.now(); ; ) {
    Atomics.wait(never, 0, 0, 5);
    const now = performance.now();
    const tookMs = now - last - 5;
    if (tookMs > ${usualWakeMs}) stalledMs[0] += tookMs;
    last = now;
  }`;

/** Counts from its making on, in a thread of its own. */
export class MachineStalls implements AsyncDisposable {
  readonly #memory = new SharedArrayBuffer(8);
  readonly #worker = new Worker(watcher, { eval: true, workerData: this.#memory });

  /** Sum of all stalls so far. */
  get totalMs(): number {
    return new Float64Array(this.#memory)[0] as number;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}
