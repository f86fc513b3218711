// The findings that are kept: one file per input, by name, in the testdata of the package it went wrong in.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { FuzzTarget } from "./fuzz-target.ts";

const root = path.join(import.meta.dirname, "../..");

function directoryOf(target: FuzzTarget): string {
  return path.join(root, "packages", target.package, "testdata/fuzz-findings");
}

/** Keeps an input as `TARGET-HASH.bin` and gives its path; to be renamed to what it shows once that is known. */
export function keepFinding(target: FuzzTarget, input: Uint8Array): string {
  const directory = directoryOf(target);
  mkdirSync(directory, { recursive: true });
  const hash = createHash("sha256").update(input).digest("hex").slice(0, 8);
  const file = path.join(directory, `${target.name}-${hash}.bin`);
  writeFileSync(file, input);
  return path.relative(root, file);
}

/** Everything that was ever found of a target: files that begin with its name. */
export function readFindings(target: FuzzTarget): { name: string; input: Uint8Array }[] {
  const directory = directoryOf(target);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.startsWith(`${target.name}-`))
    .toSorted()
    .map((name) => ({ name, input: readFileSync(path.join(directory, name)) }));
}
