// The loop of one target: change inputs, run them, keep those that reach new code, tell what goes wrong.
import { Coverage } from "./coverage.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";
import { faultOf, shrink } from "./run-input.ts";

export type FuzzFinding = { readonly fault: string; readonly input: Uint8Array };
export type FuzzProgress = { runs: number; corpus: number; blocks: number; findings: number };

export type FuzzPorts = {
  random: Random;
  /** Asked after each batch. */
  isOver(): boolean;
  /** Told of each input before it runs, so that one that never ends is known. */
  onInput(input: Uint8Array): void;
  onFinding(finding: FuzzFinding): void;
  onProgress(progress: FuzzProgress): void;
};

/** Taking the counts costs as much as some fifty inputs. */
const batchSize = 100;
/** The corpus stays small enough that every entry is changed often. */
const maxCorpus = 2_000;
/** Far more than one fault needs; a run that finds so many has found one thing. */
const maxFindings = 20;
const shrinkAttempts = 1_000;

/** Fuzzes until `isOver`. Each fault is told once. */
export function fuzz(target: FuzzTarget, ports: FuzzPorts): FuzzProgress {
  const coverage = new Coverage();
  const corpus = target.seeds();
  const seen = new Set<string>();
  const faults = new Set<string>();
  const progress: FuzzProgress = { runs: 0, corpus: corpus.length, blocks: 0, findings: 0 };
  const run = (input: Uint8Array): void => {
    ports.onInput(input);
    progress.runs++;
    const fault = faultOf(target, input);
    if (fault === undefined || faults.has(fault) || faults.size >= maxFindings) return;
    faults.add(fault);
    ports.onFinding({ fault, input: shrink(target, input, fault, shrinkAttempts) });
  };
  for (const seed of corpus) run(seed);
  for (const block of coverage.take()) seen.add(block);
  while (!ports.isOver()) {
    const material = { corpus, dictionary: target.dictionary, maxLength: target.maxLength };
    const batch = Array.from({ length: batchSize }, () =>
      mutate(ports.random.pick(corpus), ports.random, material),
    );
    for (const input of batch) run(input);
    const fresh = new Set([...coverage.take()].filter((block) => !seen.has(block)));
    if (fresh.size > 0) corpus.push(...reaching(fresh, batch, run, coverage));
    for (const block of fresh) seen.add(block);
    if (corpus.length > maxCorpus) corpus.splice(ports.random.below(corpus.length), 1);
    Object.assign(progress, { corpus: corpus.length, blocks: seen.size, findings: faults.size });
    ports.onProgress(progress);
  }
  coverage.close();
  return progress;
}

/** The inputs of a batch that reach its new blocks, found by halving: taking the counts is what costs. */
function reaching(
  fresh: ReadonlySet<string>,
  batch: readonly Uint8Array[],
  run: (input: Uint8Array) => void,
  coverage: Coverage,
): Uint8Array[] {
  if (batch.length === 1) return [...batch];
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)].flatMap((half) => {
    for (const input of half) run(input);
    const reached = new Set([...coverage.take()].filter((block) => fresh.has(block)));
    return reached.size === 0 ? [] : reaching(reached, half, run, coverage);
  });
}
