// When a certificate's end is worth a word: 30, 7 and 1 days before, and when it has come. Pure.
//
// | state           | days left     | what it means                                       |
// |-----------------|---------------|-----------------------------------------------------|
// | ok              | more than 30  | nothing to do                                       |
// | expires-soon    | 30 to 8       | renewal should have happened: see why it did not    |
// | expires-in-days | 7 to 0        | act now                                             |
// | expired         | over          | browsers and phones refuse it                       |

export type ExpiryState = "ok" | "expires-soon" | "expires-in-days" | "expired";

const dayMs = 86_400_000;
/** Days left at which it is announced. Let's Encrypt renews at 30; 7 and 1 are for people. */
export const soonDays = 30;
const urgentDays = 7;
const lastDays = 1;

/** Whole days until the end; 0 on the last day, negative after it. */
export function daysLeft(notAfter: number, now: number): number {
  return Math.floor((notAfter - now) / dayMs);
}

export function expiryState(notAfter: number, now: number): ExpiryState {
  if (notAfter <= now) return "expired";
  const days = (notAfter - now) / dayMs;
  if (days <= urgentDays) return "expires-in-days";
  return days <= soonDays ? "expires-soon" : "ok";
}

/** The announcement that is due: the lowest level reached; undefined while there is more time. */
export type ExpiryLevel = 30 | 7 | 1 | "expired";

function expiryLevel(notAfter: number, now: number): ExpiryLevel | undefined {
  if (notAfter <= now) return "expired";
  const days = (notAfter - now) / dayMs;
  if (days <= lastDays) return lastDays;
  if (days <= urgentDays) return urgentDays;
  return days <= soonDays ? soonDays : undefined;
}

/** What was announced, by fingerprint: a new certificate begins anew. */
export type Announced = ReadonlyMap<string, ExpiryLevel>;

export type Watched = { readonly fingerprint: string; readonly notAfter: number };

/** Each level of each certificate is announced once; what is no more in use is forgotten. */
export function stepExpiry<W extends Watched>(
  announced: Announced,
  certificates: readonly W[],
  now: number,
): { readonly state: Announced; readonly due: readonly (W & { readonly level: ExpiryLevel })[] } {
  const state = new Map<string, ExpiryLevel>();
  const due: (W & { level: ExpiryLevel })[] = [];
  for (const certificate of certificates) {
    const level = expiryLevel(certificate.notAfter, now);
    if (level === undefined) continue;
    state.set(certificate.fingerprint, level);
    if (announced.get(certificate.fingerprint) !== level) due.push({ ...certificate, level });
  }
  return { state, due };
}
