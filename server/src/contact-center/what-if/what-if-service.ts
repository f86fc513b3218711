// Runs what-ifs in threads of their own, so that no call waits for one: few at once, each for a limited time, and each can be
// ended.
import { Worker } from "node:worker_threads";
import { err, ok } from "@tandem/kernel";
import type { Clock, Result, TenantId, UserId } from "@tandem/kernel";
import type { WhatIfResult, WhatIfTask } from "./what-if.ts";

const entry = new URL("./what-if-worker.ts", import.meta.url);

/** Threads of the node at once; one of a tenant. */
const mostAtOnce = 2;
/** The longest day that is let in takes a second or two of a processor that has nothing else to do. */
const longestMs = 60_000;
/** Twice what a day of as many calls as are let in takes. */
const resourceLimits = { maxOldGenerationSizeMb: 512 };

/** replaced: the same person has begun another. */
export type WhatIfFailure = { readonly kind: "busy" | "replaced" | "cancelled" | "too-long" };

export type WhatIfBy = { readonly tenantId: TenantId; readonly userId: UserId };

type Run = WhatIfBy & { readonly end: (kind: WhatIfFailure["kind"]) => void };

export class WhatIfRuns {
  readonly #clock: Clock;
  readonly #runs = new Set<Run>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends what the same person runs still; rejects when the thread meets a bug. */
  async run(
    by: WhatIfBy,
    task: WhatIfTask,
    signal: AbortSignal,
  ): Promise<Result<WhatIfResult, WhatIfFailure>> {
    for (const run of this.#runs) if (run.userId === by.userId) run.end("replaced");
    const isFull = this.#runs.size >= mostAtOnce;
    if (isFull || [...this.#runs].some(({ tenantId }) => tenantId === by.tenantId))
      return err({ kind: "busy" });
    if (signal.aborted) return err({ kind: "cancelled" });
    const worker = new Worker(entry, { workerData: task, resourceLimits });
    const { promise, resolve, reject } = Promise.withResolvers<Result<WhatIfResult, WhatIfFailure>>();
    const run: Run = {
      ...by,
      end: (kind) => {
        this.#runs.delete(run);
        resolve(err({ kind }));
      },
    };
    this.#runs.add(run);
    const cancel = () => run.end("cancelled");
    signal.addEventListener("abort", cancel);
    const stopClock = this.#clock.after(longestMs, () => run.end("too-long"));
    worker.once("message", (result: WhatIfResult) => resolve(ok(result)));
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the thread of a what-if ended without a result")));
    try {
      return await promise;
    } finally {
      this.#runs.delete(run);
      stopClock();
      signal.removeEventListener("abort", cancel);
      await worker.terminate();
    }
  }

  close(): void {
    for (const run of this.#runs) run.end("cancelled");
  }
}
