// The counts that Node's test runner prints at the end of a run, and their sum over several runs.

export type TestCounts = {
  readonly tests: number;
  readonly pass: number;
  readonly fail: number;
  readonly skipped: number;
};

const none: TestCounts = { tests: 0, pass: 0, fail: 0, skipped: 0 };

/** Reads the last `ℹ tests N` … lines of the spec reporter's output; zeros where there are none. */
export function countsIn(output: string): TestCounts {
  const last = (name: string): number =>
    Number([...output.matchAll(new RegExp(`^ℹ ${name} (\\d+)`, "gm"))].at(-1)?.[1] ?? 0);
  return {
    tests: last("tests"),
    pass: last("pass"),
    fail: last("fail") + last("cancelled"),
    skipped: last("skipped"),
  };
}

export function addCounts(all: readonly TestCounts[]): TestCounts {
  return all.reduce(
    (sum, counts) => ({
      tests: sum.tests + counts.tests,
      pass: sum.pass + counts.pass,
      fail: sum.fail + counts.fail,
      skipped: sum.skipped + counts.skipped,
    }),
    none,
  );
}

/** The same lines as the runner's own, so that whoever reads the last ones reads the whole. */
export function formatCounts(counts: TestCounts, durationMs: number): string {
  return [
    `ℹ tests ${counts.tests}`,
    `ℹ pass ${counts.pass}`,
    `ℹ fail ${counts.fail}`,
    `ℹ skipped ${counts.skipped}`,
    `ℹ duration_ms ${Math.round(durationMs)}`,
  ].join("\n");
}
