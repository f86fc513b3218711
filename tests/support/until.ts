// Waiting for another process: a condition is asked again and again until it holds.

const intervalMs = 20;

/**
 * Resolves with the first value of `ask` that is neither undefined nor false.
 * Throws, naming `what` and the last error `ask` threw, when `timeoutMs` passes first.
 */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const value = await ask();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`, { cause });
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
