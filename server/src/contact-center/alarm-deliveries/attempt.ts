// What came of one try to tell a recipient, and when the next one follows.

/** `outcome` is shown to administrators: never a secret, never an address. `isFinal`: trying again is of no use. */
export type Attempt = { readonly delivered: boolean; readonly outcome: string; readonly isFinal: boolean };

const gapsMs = [10_000, 60_000, 300_000, 1_800_000, 7_200_000] as const;

/** How long to wait after so many tries; undefined: given up, after some two and a half hours. */
export function gapAfter(attempts: number): number | undefined {
  return gapsMs[attempts - 1];
}

export function failure(error: unknown): Attempt {
  const { code, message } = error as { code?: string; message?: string };
  // Messages of libraries quote addresses; their codes do not.
  return { delivered: false, outcome: code ?? (message ? "failed" : "unknown"), isFinal: false };
}
