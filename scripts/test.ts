// Every check and test, in the order of how fast they tell: npm test -- [--only=check|unit|relay|wire|journeys|load] [PATH-PART]
import { globSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { makeTestCluster } from "../server/src/platform/database/testing/index.ts";
import { MachineStalls } from "../tests/support/machine-stalls.ts";
import { networksCanBeMade, runScript, runTestFile } from "./testing/run-file.ts";
import type { Outcome } from "./testing/run-file.ts";
import { addCounts, countsIn, formatCounts } from "./testing/test-counts.ts";

const root = path.join(import.meta.dirname, "..");
/**
 * Phones, browsers and callers that were stopped for this long in one file, or that had to share the machine, say
 * nothing about the system: many tests listen to a fifth of a second. Such a file may fail, once. One that fails alone
 * while the machine runs has failed.
 */
const excusedStallMs = 250;
/** Whoever wants the tests faster begins with these. */
const slowestShown = 10;

type Part = {
  readonly name: string;
  readonly globs: readonly string[];
  /** A folder that is another part. */
  readonly except?: string;
  readonly filesAtOnce: number;
  /** Each file that runs beside another has a network of its own; where there is none, files run one by one. */
  readonly ownNetworks?: boolean;
};

/** Its tests send and hear packets every 20 ms. */
const relayFolder = "packages/media/src/relay/";

// Packets every 20 ms and floods keep their time on two cores only when nothing else runs.
const parts: readonly Part[] = [
  {
    name: "unit",
    globs: ["{packages,server,web,scripts}/**/*.test.{ts,mjs}"],
    except: relayFolder,
    filesAtOnce: 2,
  },
  { name: "relay", globs: [`${relayFolder}**/*.test.ts`], filesAtOnce: 1 },
  { name: "wire", globs: ["tests/{support,peers,wire}/**/*.test.ts"], filesAtOnce: 1 },
  { name: "journeys", globs: ["tests/journeys/**/*.test.ts"], filesAtOnce: 2, ownNetworks: true },
  { name: "load", globs: ["tests/load/**/*.test.ts"], filesAtOnce: 1 },
];

const { values, positionals } = parseArgs({ options: { only: { type: "string" } }, allowPositionals: true });
const known = ["check", ...parts.map((part) => part.name)];
if (values.only !== undefined && !known.includes(values.only)) {
  console.error(`--only is one of ${known.join(", ")}, not ${values.only}`);
  process.exit(2);
}

const show = (text: string): boolean => process.stdout.write(text);
const startedMs = performance.now();
const files: Outcome[] = [];
const outcomes: Outcome[] = [];
/** A test that is often among these wants looking at. */
const runTwice: string[] = [];
if (values.only === undefined || values.only === "check")
  outcomes.push(await runScript("check", path.join(root, "scripts/check.ts"), show));
const asked = parts.filter(({ name }) => values.only === undefined || values.only === name);
if (asked.length > 0) {
  using cluster = await makeTestCluster();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      cluster[Symbol.dispose]();
      process.exit(1);
    });
  for (const part of asked) outcomes.push(await runPart(part, positionals[0] ?? ""));
}
summarize();
process.exitCode = outcomes.every((outcome) => outcome.passed) ? 0 : 1;

async function runPart(part: Part, pathPart: string): Promise<Outcome> {
  const exclude = (name: string): boolean => ["node_modules", "dist"].includes(path.basename(name));
  const waiting = part.globs
    .flatMap((glob) => globSync(glob, { cwd: root, exclude }))
    .filter((file) => file.includes(pathPart) && !(part.except && file.startsWith(part.except)))
    .toSorted();
  if (waiting.length === 0) {
    console.log(`✖ ${part.name}: no test file's path has "${pathPart}" in it`);
    return { name: part.name, passed: false, durationMs: 0, counts: countsIn("") };
  }
  console.log(`\n${part.name}: ${waiting.length} files`);
  const partStartedMs = performance.now();
  const { ownNetworks = false } = part;
  const filesAtOnce = ownNetworks && !networksCanBeMade() ? 1 : part.filesAtOnce;
  const ended: Outcome[] = [];
  const failedBeside: string[] = [];
  const takeTurns = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      if (filesAtOnce === 1) ended.push(await runAlone(file));
      else {
        const outcome = await runBeside(file, ownNetworks);
        if (outcome.passed || !ownNetworks) ended.push(outcome);
        else failedBeside.push(file);
      }
    }
  };
  await Promise.all(Array.from({ length: filesAtOnce }, takeTurns));
  for (const file of failedBeside) {
    console.log(`\n↻ ${file}: it failed beside another file; it is run once more, alone`);
    runTwice.push(file);
    ended.push(await runAlone(file));
  }
  files.push(...ended);
  return {
    name: part.name,
    passed: ended.every(({ passed }) => passed),
    durationMs: performance.now() - partStartedMs,
    counts: addCounts(ended.map(({ counts }) => counts)),
  };
}

/** Runs one of several files at once: what it says is shown in one piece. */
async function runBeside(file: string, ownNetwork: boolean): Promise<Outcome> {
  let output = "";
  const outcome = await runTestFile(file, { write: (text) => (output += text), ownNetwork });
  show(`\n${file}\n${output}`);
  return outcome;
}

/** Runs one file of real time, and once more when it failed on a machine that stood still. */
async function runAlone(file: string): Promise<Outcome> {
  await using stalls = new MachineStalls();
  show(`\n${file}\n`);
  const outcome = await runTestFile(file, { write: show });
  if (outcome.passed || stalls.totalMs < excusedStallMs) return outcome;
  const stalledMs = stalls.totalMs.toFixed(0);
  console.log(`↻ ${file}: the machine stood still for ${stalledMs} ms in it; it is run once more`);
  runTwice.push(file);
  return await runTestFile(file, { write: show });
}

function summarize(): void {
  console.log("\nThe files that took longest:");
  const slowest = files.toSorted((one, other) => other.durationMs - one.durationMs).slice(0, slowestShown);
  for (const { name, durationMs } of slowest) console.log(`  ${inSeconds(durationMs)}  ${name}`);
  if (runTwice.length > 0)
    console.log(`\nThe files that were run once more:\n  ↻ ${runTwice.join("\n  ↻ ")}`);
  const failed = files.filter(({ passed }) => !passed);
  if (failed.length > 0) console.log("\nThe files that failed:");
  for (const { name } of failed) console.log(`  ✖ ${name}`);
  console.log("");
  for (const { name, passed, durationMs, counts } of outcomes) {
    const tests = name === "check" ? "" : `${counts.tests} tests, `;
    console.log(`${passed ? "✔" : "✖"} ${name} (${tests}${inSeconds(durationMs)})`);
  }
  const counts = addCounts(outcomes.map((outcome) => outcome.counts));
  console.log(formatCounts(counts, performance.now() - startedMs));
}

function inSeconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
