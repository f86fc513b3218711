// The thread in which one target is fuzzed. What it runs stands in shared memory: if it never ends, it is known.
import { parentPort, workerData } from "node:worker_threads";
import { fuzz } from "./fuzz-loop.ts";
import type { FuzzProgress } from "./fuzz-loop.ts";
import { Random } from "./random.ts";
import { fuzzTargets } from "./targets/index.ts";

export type FuzzWorkerData = {
  readonly target: string;
  readonly seed: number;
  readonly durationMs: number;
  /** Two 32-bit words, number and length of the running input, then its bytes. */
  readonly running: SharedArrayBuffer;
};
export type FuzzWorkerMessage =
  | { readonly kind: "finding"; readonly fault: string; readonly input: Uint8Array }
  | { readonly kind: "progress"; readonly progress: FuzzProgress }
  | { readonly kind: "done"; readonly progress: FuzzProgress };

export const runningHeaderBytes = 8;
const progressEveryMs = 5_000;

if (parentPort !== null) {
  const port = parentPort;
  const { target: name, seed, durationMs, running } = workerData as FuzzWorkerData;
  const target = fuzzTargets.find((each) => each.name === name);
  if (target === undefined) throw new Error(`no target ${name}`);
  const words = new Int32Array(running, 0, 2);
  const bytes = new Uint8Array(running, runningHeaderBytes);
  const endMs = performance.now() + durationMs;
  let toldMs = performance.now();
  const post = (message: FuzzWorkerMessage): void => port.postMessage(message);
  const progress = fuzz(target, {
    random: new Random(seed),
    isOver: () => performance.now() >= endMs,
    onInput: (input) => {
      bytes.set(input.subarray(0, bytes.length));
      words[1] = input.length;
      Atomics.add(words, 0, 1);
    },
    onFinding: ({ fault, input }) => post({ kind: "finding", fault, input }),
    onProgress: (each) => {
      if (performance.now() - toldMs < progressEveryMs) return;
      toldMs = performance.now();
      post({ kind: "progress", progress: { ...each } });
    },
  });
  post({ kind: "done", progress });
}
