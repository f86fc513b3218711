// What a developer runs every few minutes: types, lint, layers, formatting, dead code, side by side, one line each.
import { spawn } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { layerFindings } from "./layers.ts";
import { importsOf } from "./source-imports.ts";

const root = path.join(import.meta.dirname, "..");

type Outcome = { readonly passed: boolean; readonly output: string };
type Check = { readonly name: string; readonly run: () => Promise<Outcome> };

const checks: readonly Check[] = [
  { name: "types", run: async () => tool("tsc", "-p", ".") },
  { name: "types of web", run: async () => tool("tsc", "--noEmit", "-p", "web") },
  { name: "lint", run: async () => tool("oxlint", "--type-aware", "--deny-warnings") },
  { name: "layers", run: checkLayers },
  { name: "formatting", run: async () => tool("oxfmt", "--check") },
  { name: "dead code", run: async () => tool("knip", "--no-progress", "--no-config-hints") },
];

const passed = await Promise.all(checks.map(report));
process.exitCode = passed.every(Boolean) ? 0 : 1;

async function report(check: Check): Promise<boolean> {
  const startedMs = performance.now();
  const outcome = await check.run();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${outcome.passed ? "✔" : "✖"} ${check.name} (${seconds} s)`);
  if (!outcome.passed) console.log(outcome.output.trimEnd());
  return outcome.passed;
}

/** Runs one of the tools in node_modules; it passes when it exits with 0. */
async function tool(name: string, ...args: string[]): Promise<Outcome> {
  const bin = path.join(root, "node_modules/.bin");
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env["PATH"] ?? ""}` };
  const child = spawn(path.join(bin, name), args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (output += bytes.toString()));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ passed: false, output: error.message }));
    child.on("close", (code) => resolve({ passed: code === 0, output }));
  });
}

async function checkLayers(): Promise<Outcome> {
  const folders = ["packages", "server", "web", "tests", "bench", "scripts"].filter((name) =>
    existsSync(path.join(root, name)),
  );
  const exclude = (name: string): boolean =>
    ["node_modules", "dist", "artifacts"].includes(path.basename(name));
  const files = globSync(`{${folders.join(",")}}/**/*.{ts,tsx}`, { cwd: root, exclude });
  const imports = files.map((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    return [file.replaceAll(path.sep, "/"), importsOf(text)] as const;
  });
  const findings = layerFindings(new Map(imports));
  return { passed: findings.length === 0, output: findings.join("\n") };
}
