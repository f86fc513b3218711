// Every check and test, in the order of how fast they tell: npm test -- [--only=check|unit|relay|wire|journeys|load] [PATH-PART]
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { MachineStalls } from "../tests/support/machine-stalls.ts";
import { addCounts, countsIn, formatCounts } from "./test-counts.ts";
import type { TestCounts } from "./test-counts.ts";

const root = path.join(import.meta.dirname, "..");
/** A test that takes this long hangs: the longest takes a third of it, and machines stand still. */
const testTimeoutMs = 300_000;
/**
 * Phones, browsers and callers that were stopped for this long in one file say nothing about the system: such a file
 * may fail, once. One that fails while the machine runs has failed.
 */
const excusedStallMs = 1_000;

type Part = {
  readonly name: string;
  readonly globs: readonly string[];
  /** A folder that is another part. */
  readonly except?: string;
  readonly filesAtOnce: number;
};
type PartOutcome = {
  readonly name: string;
  readonly passed: boolean;
  readonly durationMs: number;
  readonly counts: TestCounts;
};

/** Its tests send and hear packets every 20 ms. */
const relayFolder = "packages/media/src/relay/";

// Real programs talking in real time keep time on two cores only when nothing else runs.
const parts: readonly Part[] = [
  {
    name: "unit",
    globs: ["{packages,server,web,scripts}/**/*.test.{ts,mjs}"],
    except: relayFolder,
    filesAtOnce: 2,
  },
  { name: "relay", globs: [`${relayFolder}**/*.test.ts`], filesAtOnce: 1 },
  { name: "wire", globs: ["tests/{support,peers,wire}/**/*.test.ts"], filesAtOnce: 1 },
  { name: "journeys", globs: ["tests/journeys/**/*.test.ts"], filesAtOnce: 1 },
  { name: "load", globs: ["tests/load/**/*.test.ts"], filesAtOnce: 1 },
];

const { values, positionals } = parseArgs({ options: { only: { type: "string" } }, allowPositionals: true });
const known = ["check", ...parts.map((part) => part.name)];
if (values.only !== undefined && !known.includes(values.only)) {
  console.error(`--only is one of ${known.join(", ")}, not ${values.only}`);
  process.exit(2);
}

const startedMs = performance.now();
const outcomes: PartOutcome[] = [];
if (values.only === undefined || values.only === "check") outcomes.push(await runCheck());
for (const part of parts) {
  if (values.only === undefined || values.only === part.name)
    outcomes.push(await runPart(part, positionals[0] ?? ""));
}
console.log("");
for (const { name, passed, durationMs, counts } of outcomes) {
  const tests = name === "check" ? "" : `${counts.tests} tests, `;
  console.log(`${passed ? "✔" : "✖"} ${name} (${tests}${(durationMs / 1000).toFixed(1)} s)`);
}
console.log(
  formatCounts(addCounts(outcomes.map((outcome) => outcome.counts)), performance.now() - startedMs),
);
process.exitCode = outcomes.every((outcome) => outcome.passed) ? 0 : 1;

async function runCheck(): Promise<PartOutcome> {
  return runNode("check", [path.join(root, "scripts/check.ts")]);
}

async function runPart(part: Part, pathPart: string): Promise<PartOutcome> {
  const exclude = (name: string): boolean => ["node_modules", "dist"].includes(path.basename(name));
  const files = part.globs
    .flatMap((glob) => globSync(glob, { cwd: root, exclude }))
    .filter((file) => file.includes(pathPart) && !(part.except && file.startsWith(part.except)));
  if (files.length === 0) {
    console.log(`✖ ${part.name}: no test file's path has "${pathPart}" in it`);
    return { name: part.name, passed: false, durationMs: 0, counts: countsIn("") };
  }
  console.log(`\n${part.name}: ${files.length} files`);
  const atOnce = `--test-concurrency=${part.filesAtOnce}`;
  const runner = ["--test", "--test-reporter=spec", `--test-timeout=${testTimeoutMs}`];
  if (part.filesAtOnce > 1) return runNode(part.name, [...runner, atOnce, ...files.toSorted()]);
  const partStartedMs = performance.now();
  const ended: PartOutcome[] = [];
  for (const file of files.toSorted()) ended.push(await runAlone(file, [...runner, file]));
  return {
    name: part.name,
    passed: ended.every(({ passed }) => passed),
    durationMs: performance.now() - partStartedMs,
    counts: addCounts(ended.map(({ counts }) => counts)),
  };
}

/** Runs one file of real time, and once more when it failed on a machine that stood still. */
async function runAlone(file: string, args: readonly string[]): Promise<PartOutcome> {
  await using stalls = new MachineStalls();
  const outcome = await runNode(file, args);
  if (outcome.passed || stalls.totalMs < excusedStallMs) return outcome;
  console.log(
    `↻ ${file}: the machine stood still for ${stalls.totalMs.toFixed(0)} ms in it; it is run once more`,
  );
  return await runNode(file, args);
}

/** Runs this Node with its output shown and kept. */
async function runNode(name: string, args: readonly string[]): Promise<PartOutcome> {
  const partStartedMs = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => {
    process.stdout.write(bytes);
    output += bytes.toString();
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  return {
    name,
    passed: code === 0,
    durationMs: performance.now() - partStartedMs,
    counts: countsIn(output),
  };
}
