// One test file, or one check, in a process of its own: its output, its outcome, and an end when it hangs.
import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { countsIn } from "./test-counts.ts";
import type { TestCounts } from "./test-counts.ts";

const root = path.join(import.meta.dirname, "../..");
/** A test that takes this long hangs: the longest takes a third of it, and machines stand still. */
const testTimeoutMs = 300_000;
/** A file says something when a test of it has ended: one that is silent for longer does not end by itself. */
const silenceLimitMs = testTimeoutMs + 30_000;
/** To end the programs that it started. */
const graceMs = 10_000;

export type Outcome = {
  readonly name: string;
  readonly passed: boolean;
  readonly durationMs: number;
  readonly counts: TestCounts;
};

/** Starts a program in a network that has nothing but its own loopback (network_namespaces(7)); Linux, as root. */
const inOwnNetwork = ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"] as const;

/** Whether a program can have a network of its own here. */
export function networksCanBeMade(): boolean {
  const [program, ...args] = inOwnNetwork;
  return spawnSync(program, [...args, "true"]).status === 0;
}

/**
 * Runs one test file; a test that fails may leave something running, so the process need not end by itself.
 * @param options.ownNetwork - So that no other file that runs meanwhile takes a port that this one has found free.
 */
export function runTestFile(
  file: string,
  { write, ownNetwork = false }: { write: (text: string) => void; ownNetwork?: boolean },
): Promise<Outcome> {
  const node = [process.execPath, "--test-reporter=spec", `--test-timeout=${testTimeoutMs}`, file];
  return run(file, ownNetwork ? [...inOwnNetwork, ...node] : node, write);
}

/** Runs this Node on a script that is no test. */
export function runScript(name: string, file: string, write: (text: string) => void): Promise<Outcome> {
  return run(name, [process.execPath, file], write);
}

/** Runs a command with its output handed on; ends it when it has been silent for too long. */
async function run(
  name: string,
  [program = "", ...args]: readonly string[],
  write: (text: string) => void,
): Promise<Outcome> {
  const startedMs = performance.now();
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    write(`✖ ${name}: nothing heard of it for ${silenceLimitMs / 1000} s; it is ended\n`);
    child.kill("SIGTERM");
    timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  };
  const heard = (bytes: Buffer): void => {
    output += bytes.toString();
    write(bytes.toString());
    if (child.signalCode !== null || child.killed) return;
    clearTimeout(timer);
    timer = setTimeout(end, silenceLimitMs);
  };
  heard(Buffer.alloc(0));
  child.stdout.on("data", heard);
  child.stderr.on("data", heard);
  // What outlives it may hold its output open: its own end counts.
  const code = await new Promise((resolve) => child.on("exit", (exit) => setImmediate(resolve, exit)));
  clearTimeout(timer);
  return { name, passed: code === 0, durationMs: performance.now() - startedMs, counts: countsIn(output) };
}
