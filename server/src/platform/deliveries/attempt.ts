// What came of one try to deliver something, and when the next one follows.

/** `outcome` is shown to administrators: never a secret, never an address. `isFinal`: trying again is of no use. */
export type Attempt = { readonly delivered: boolean; readonly outcome: string; readonly isFinal: boolean };

/** `nextAt`: epoch ms; undefined when there is no other try. */
export type AfterTry = { readonly attempts: number; readonly nextAt: number | undefined };

/** Pure: `attempts` were made before this one; `gapsMs` are those between tries, and one more try than gaps is made. */
export function afterTry(
  attempt: Attempt,
  attempts: number,
  gapsMs: readonly number[],
  now: number,
): AfterTry {
  const gapMs = attempt.delivered || attempt.isFinal ? undefined : gapsMs[attempts];
  return { attempts: attempts + 1, nextAt: gapMs === undefined ? undefined : now + gapMs };
}

/** An outcome of an error that a library threw. */
export function failure(error: unknown): Attempt {
  const { code, message } = error as { code?: string; message?: string };
  // Messages of libraries quote addresses; their codes do not.
  return { delivered: false, outcome: code ?? (message ? "failed" : "unknown"), isFinal: false };
}
