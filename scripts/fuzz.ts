// Fuzzes the parsers, guided by coverage: npm run fuzz -- --minutes=10 [--target=sip] [--seed=1]
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { keepFinding } from "./fuzz/findings.ts";
import type { FuzzTarget } from "./fuzz/fuzz-target.ts";
import { runningHeaderBytes } from "./fuzz/fuzz-worker.ts";
import type { FuzzWorkerData, FuzzWorkerMessage } from "./fuzz/fuzz-worker.ts";
import type { FuzzProgress } from "./fuzz/fuzz-loop.ts";
import { fuzzTargets } from "./fuzz/targets/index.ts";

/** An input that runs for so long never ends, whatever else the machine does. */
const hangMs = 20_000;

const { values: options } = parseArgs({
  options: { minutes: { type: "string" }, target: { type: "string" }, seed: { type: "string" } },
});
const minutes = Number(options.minutes ?? 1);
const seed = Number(options.seed ?? Date.now() % 2 ** 32);
const targets = fuzzTargets.filter(({ name }) => options.target === undefined || name === options.target);
if (targets.length === 0 || !(minutes > 0) || !Number.isInteger(seed)) {
  const names = fuzzTargets.map(({ name }) => name).join("|");
  console.error(`Usage: npm run fuzz -- [--minutes=10] [--target=${names}] [--seed=NUMBER]`);
  process.exit(2);
}

let findings = 0;
console.log(`${minutes} minutes over ${targets.length} targets, seed ${seed}`);
for (const target of targets) {
  const outcome = await fuzzOne(target, (minutes * 60_000) / targets.length);
  findings += outcome.findings;
  console.log(`${target.name.padEnd(7)} ${describe(outcome)}`);
}
console.log(JSON.stringify({ fuzz: "done", minutes, seed, findings }));
process.exitCode = findings === 0 ? 0 : 1;

/** Fuzzes one target in its own thread, watched from here. */
function fuzzOne(target: FuzzTarget, durationMs: number): Promise<FuzzProgress> {
  const running = new SharedArrayBuffer(runningHeaderBytes + target.maxLength);
  const workerData: FuzzWorkerData = { target: target.name, seed, durationMs, running };
  const worker = new Worker(new URL("./fuzz/fuzz-worker.ts", import.meta.url), { workerData });
  let latest: FuzzProgress = { runs: 0, corpus: 0, blocks: 0, findings: 0 };
  return new Promise((resolve, reject) => {
    const stopWatching = watch(running, (input) => {
      console.log(`✖ ${target.name} never ends: ${keepFinding(target, input)}`);
      void worker.terminate();
      resolve({ ...latest, findings: latest.findings + 1 });
    });
    worker.on("error", reject);
    worker.on("exit", stopWatching);
    worker.on("message", (message: FuzzWorkerMessage) => {
      if (message.kind === "finding")
        console.log(`✖ ${target.name} ${message.fault}: ${keepFinding(target, message.input)}`);
      else latest = message.progress;
      if (message.kind === "progress") console.log(`  ${target.name.padEnd(7)} ${describe(latest)}`);
      if (message.kind === "done") resolve(message.progress);
    });
  });
}

/** Calls `onHang` with the input that has been running for `hangMs`. Gives how to stop. */
function watch(running: SharedArrayBuffer, onHang: (input: Uint8Array) => void): () => void {
  const words = new Int32Array(running, 0, 2);
  let number = -1;
  let sinceMs = performance.now();
  const timer = setInterval(() => {
    const current = Atomics.load(words, 0);
    if (current !== number) {
      number = current;
      sinceMs = performance.now();
    } else if (performance.now() - sinceMs > hangMs) {
      clearInterval(timer);
      onHang(Uint8Array.from(new Uint8Array(running, runningHeaderBytes, words[1])));
    }
  }, 500);
  return () => clearInterval(timer);
}

function describe({ runs, corpus, blocks, findings: found }: FuzzProgress): string {
  return `${runs} inputs, ${blocks} blocks reached, corpus ${corpus}, ${found} findings`;
}
