// How soon the system is there, and what it needs while nobody calls: seconds from the start of the program to
// /readyz on an empty data directory and on a used one, and the memory of every process. The last line is JSON.
// Run: node bench/start.ts [-- --quick] [--rounds 5] [--idle-seconds 10]
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { childrenOf, commandOf, proportionalBytes, residentBytes } from "../tests/support/process-figures.ts";
import { freeTandemPorts, startTandem } from "../tests/support/tandem.ts";
import type { Tandem } from "../tests/support/tandem.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string", default: "" },
    "idle-seconds": { type: "string", default: "" },
  },
});
const rounds = Number(options.rounds || (options.quick ? 2 : 5));
const idleSeconds = Number(options["idle-seconds"] || (options.quick ? 3 : 10));

/** As `npm start` sets it (scripts/launch.mjs): without, every start strips types anew, which costs a second and 60 MB. */
const NODE_COMPILE_CACHE =
  process.env["NODE_COMPILE_CACHE"] ?? path.join(import.meta.dirname, "../node_modules/.cache/compile");

type Round = { readonly coldSeconds: number; readonly warmSeconds: number };
type Memory = { readonly process: string; readonly residentMb: number; readonly proportionalMb: number };

const measured: Round[] = [];
let memory: Memory[] = [];
for (let round = 1; round <= rounds; round++) {
  const dataDir = mkdtempSync(path.join(tmpdir(), "tandem-bench-"));
  try {
    const coldSeconds = await secondsToReady(dataDir);
    const isLast = round === rounds;
    const warmSeconds = await secondsToReady(dataDir, async (tandem) => {
      if (isLast) memory = await idleMemory(tandem);
    });
    measured.push({ coldSeconds, warmSeconds });
    console.log(
      `round ${round}: ${coldSeconds} s on an empty data directory, ${warmSeconds} s on a used one`,
    );
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
for (const { process: name, residentMb, proportionalMb } of memory)
  console.log(`${name}: ${residentMb} MB resident, ${proportionalMb} MB of it its own share`);
const total = memory.reduce((sum, each) => sum + each.proportionalMb, 0);
console.log(
  JSON.stringify({
    bench: "start",
    rounds,
    coldSeconds: median(measured.map((round) => round.coldSeconds)),
    warmSeconds: median(measured.map((round) => round.warmSeconds)),
    // Of the last minute: times on a busy machine are times of that machine.
    loadAverage: oneDecimal(loadavg()[0] ?? 0),
    idleSeconds,
    totalProportionalMb: oneDecimal(total),
    memory,
  }),
);

/** Starts, lets `meanwhile` look at the running system, and stops. */
async function secondsToReady(
  dataDir: string,
  meanwhile: (tandem: Tandem) => Promise<void> = async () => {},
): Promise<number> {
  const ports = await freeTandemPorts();
  const startedMs = performance.now();
  await using tandem = await startTandem({
    dataDir,
    ports,
    env: { TANDEM_LOG_LEVEL: "info", NODE_COMPILE_CACHE },
  });
  const seconds = Number(((performance.now() - startedMs) / 1000).toFixed(2));
  await meanwhile(tandem);
  return seconds;
}

async function idleMemory(tandem: Tandem): Promise<Memory[]> {
  await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000));
  return [tandem.pid, ...descendantsOf(tandem.pid)].map((pid) => ({
    process: nameOf(pid, tandem.pid),
    residentMb: megabytes(residentBytes(pid)),
    proportionalMb: megabytes(proportionalBytes(pid)),
  }));
}

function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

function nameOf(pid: number, control: number): string {
  if (pid === control) return "control";
  const command = commandOf(pid);
  if (command.includes("media-host")) return "media";
  // PostgreSQL's own processes name themselves; its first one shows how it was started.
  return command.startsWith("postgres:") ? command : "postgres: postmaster";
}

function megabytes(bytes: number): number {
  return oneDecimal(bytes / 1024 / 1024);
}

function oneDecimal(value: number): number {
  return Number(value.toFixed(1));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
