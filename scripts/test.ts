// Every check and test, in the order of how fast they tell: npm test -- [--only=check|unit|wire|journeys] [PATH-PART]
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { addCounts, countsIn, formatCounts } from "./test-counts.ts";
import type { TestCounts } from "./test-counts.ts";

const root = path.join(import.meta.dirname, "..");
/** A test that takes this long hangs. */
const testTimeoutMs = 180_000;

type Part = { readonly name: string; readonly globs: readonly string[]; readonly filesAtOnce?: number };
type PartOutcome = {
  readonly name: string;
  readonly passed: boolean;
  readonly durationMs: number;
  readonly counts: TestCounts;
};

const parts: readonly Part[] = [
  { name: "unit", globs: ["{packages,server,web,scripts}/**/*.test.{ts,mjs}"] },
  // Real programs talking in real time: two files at once keep time on two cores.
  { name: "wire", globs: ["tests/{support,peers,wire}/**/*.test.ts"], filesAtOnce: 2 },
  { name: "journeys", globs: ["tests/journeys/**/*.test.ts"], filesAtOnce: 1 },
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
    .filter((file) => file.includes(pathPart));
  if (files.length === 0) {
    console.log(`✖ ${part.name}: no test file's path has "${pathPart}" in it`);
    return { name: part.name, passed: false, durationMs: 0, counts: countsIn("") };
  }
  console.log(`\n${part.name}: ${files.length} files`);
  const atOnce = part.filesAtOnce === undefined ? [] : [`--test-concurrency=${part.filesAtOnce}`];
  const runner = ["--test", "--test-reporter=spec", `--test-timeout=${testTimeoutMs}`];
  return runNode(part.name, [...runner, ...atOnce, ...files.toSorted()]);
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
