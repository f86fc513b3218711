// A segment: one file of facts, a JSON text on each line, in the order they were appended.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fact } from "@tandem/kernel";

export type Segment<F extends Fact> = {
  readonly number: number;
  readonly path: string;
  /** The facts, or undefined while they are on disk only. */
  facts: F[] | undefined;
  /** How many facts belong to it, how many of them its file has, and how many were delivered. */
  count: number;
  filed: number;
  delivered: number;
  /** False once no more facts are added to it. */
  open: boolean;
};

const namePattern = /^facts-(\d+)\.jsonl$/;

/** An empty segment to append to. */
export function newSegment<F extends Fact>(directory: string, number: number): Segment<F> {
  const path = join(directory, `facts-${number}.jsonl`);
  return { number, path, facts: [], count: 0, filed: 0, delivered: 0, open: true };
}

/** The segments that an earlier run left in the directory, oldest first, with their facts still on disk. */
export function findSegments<F extends Fact>(directory: string): Segment<F>[] {
  mkdirSync(directory, { recursive: true });
  const numbers = readdirSync(directory).flatMap((name) => namePattern.exec(name)?.[1] ?? []);
  return numbers
    .map(Number)
    .toSorted((a, b) => a - b)
    .map((number) => {
      const segment = newSegment<F>(directory, number);
      const count = readSegment(segment.path).length;
      return { ...segment, facts: undefined, count, filed: count, open: false };
    });
}

/**
 * Reads a segment's facts. A line that is not whole is what a power cut or a full disk left of one: it was
 * never acknowledged, and is left out.
 */
export function readSegment(path: string): Fact[] {
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return lines.flatMap((line) => parseFact(line) ?? []);
}

function parseFact(line: string): Fact | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "id" in value && "tenantId" in value
      ? (value as Fact)
      : undefined;
  } catch {
    return undefined;
  }
}
