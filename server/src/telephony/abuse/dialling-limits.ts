// What a tenant may dial: limits against toll fraud, where a stolen password turns into calls to expensive numbers.

export type DiallingRate = {
  /** E.164 with "+". */
  readonly prefix: string;
  /** What a minute costs about, in yuan. */
  readonly perMinute: number;
};

export type DiallingLimits = {
  /** What a number may begin with: E.164 with "+", or digits as dialled. Emergency numbers always may. */
  readonly allowedPrefixes: readonly string[];
  /** Calls to numbers at once; null: as many as the trunks take. */
  readonly maxCalls: number | null;
  readonly callsPerMinute: number | null;
  /** In yuan, by the rates below; null: not watched. */
  readonly spendPerHour: number | null;
  /** Before the built-in ones. */
  readonly rates: readonly DiallingRate[];
};

/** Numbers as short as this are services of the country (10086, 95588, 12315): they cannot be far away. */
export const shortNumberDigits = 6;

/** The home country only, and what an office of fifty people does not reach on its busiest day. */
export function defaultDiallingLimits(homePrefix: string): DiallingLimits {
  return { allowedPrefixes: [homePrefix], maxCalls: null, callsPerMinute: 120, spendPerHour: 500, rates: [] };
}

/**
 * Estimates of what carriers charge a minute, in yuan: no price list, but enough to tell an hour of ordinary calls
 * from an hour of fraud. The longest prefix counts. Satellite (+870, +881, +882, +883), premium (+979) and the island
 * states that fraud calls most are rated by what they cost there.
 */
const builtInRates: readonly DiallingRate[] = [
  { prefix: "+86", perMinute: 0.15 },
  { prefix: "+852", perMinute: 0.5 },
  { prefix: "+853", perMinute: 0.8 },
  { prefix: "+886", perMinute: 0.8 },
  { prefix: "+1", perMinute: 0.3 },
  { prefix: "+44", perMinute: 0.5 },
  { prefix: "+49", perMinute: 0.5 },
  { prefix: "+33", perMinute: 0.6 },
  { prefix: "+81", perMinute: 0.8 },
  { prefix: "+82", perMinute: 0.6 },
  { prefix: "+65", perMinute: 0.4 },
  { prefix: "+61", perMinute: 0.5 },
  { prefix: "+870", perMinute: 60 },
  { prefix: "+881", perMinute: 60 },
  { prefix: "+882", perMinute: 40 },
  { prefix: "+883", perMinute: 40 },
  { prefix: "+979", perMinute: 40 },
  ...[
    "+247",
    "+252",
    "+269",
    "+290",
    "+500",
    "+672",
    "+674",
    "+676",
    "+677",
    "+678",
    "+682",
    "+688",
    "+690",
  ].map((prefix) => ({ prefix, perMinute: 15 })),
];
/** Anywhere else abroad. */
const otherCountries = 3;
/** A number that is not E.164: local or a service. */
const localRate = 0.15;

/** What a minute to this number costs about, in yuan. */
export function ratePerMinute(number: string, limits: DiallingLimits): number {
  const own = longest(limits.rates, number);
  if (own !== undefined) return own.perMinute;
  if (!number.startsWith("+")) return localRate;
  return longest(builtInRates, number)?.perMinute ?? otherCountries;
}

function longest(rates: readonly DiallingRate[], number: string): DiallingRate | undefined {
  let found: DiallingRate | undefined;
  for (const rate of rates) {
    if (number.startsWith(rate.prefix) && rate.prefix.length > (found?.prefix.length ?? 0)) found = rate;
  }
  return found;
}
