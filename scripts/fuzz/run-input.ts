// Runs one input and says what is wrong with it: a property that does not hold, a throw, or too much time.
import type { FuzzTarget } from "./fuzz-target.ts";

/** One input of 64 KB takes a few milliseconds; a pause of the machine is sorted out by running it again. */
const slowMs = 100;
const attemptsWhenSlow = 4;

/** What is wrong in one line, the same for every input that goes wrong in the same way; undefined when all is well. */
export function faultOf(target: FuzzTarget, input: Uint8Array): string | undefined {
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < attemptsWhenSlow; attempt++) {
    const startedMs = performance.now();
    try {
      target.check(input);
    } catch (error) {
      return describe(error);
    }
    fastestMs = Math.min(fastestMs, performance.now() - startedMs);
    if (fastestMs < slowMs) return undefined;
  }
  return `takes longer than ${slowMs} ms`;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const place = /\/((?:packages|scripts)\/[^)\s]+?):(\d+):\d+/.exec(error.stack ?? "");
  return `${error.name}: ${error.message.slice(0, 120)}${place === null ? "" : ` at ${place[1]}:${place[2]}`}`;
}

/** The shortest input found, within `attempts` tries, that goes wrong in the same way. */
export function shrink(target: FuzzTarget, input: Uint8Array, fault: string, attempts: number): Uint8Array {
  let shortest = input;
  let tries = 0;
  for (let size = Math.ceil(input.length / 2); size >= 1 && tries < attempts; size = Math.floor(size / 2)) {
    for (let at = 0; at < shortest.length && tries < attempts; tries++) {
      const shorter = Buffer.concat([shortest.subarray(0, at), shortest.subarray(at + size)]);
      if (faultOf(target, shorter) === fault) shortest = shorter;
      else at += size;
    }
  }
  return shortest;
}
