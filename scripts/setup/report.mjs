// What set-up says to the person waiting: one line a step, on standard error so that a command's output stays its own.

/**
 * Runs one step and tells how long it took.
 * @template T
 * @param {string} what
 * @param {() => T} step
 * @returns {T}
 */
export function tellStep(what, step) {
  const startedMs = Date.now();
  process.stderr.write(`${what} … `);
  try {
    const value = step();
    process.stderr.write(`done in ${Math.ceil((Date.now() - startedMs) / 1000)} s\n`);
    return value;
  } catch (error) {
    process.stderr.write("failed\n");
    throw error;
  }
}

/** A failure that the person can mend: its message is all they need to see. */
export class SetupError extends Error {}
