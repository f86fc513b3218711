// How many messages a source may send: what a token bucket holds, and how fast it fills.
import type { Allowance } from "./source-state.ts";

/** Strangers: a desk phone that starts sends some five messages, a flood thousands. */
export const strangerAllowance: Allowance = { burst: 50, perSecond: 10 };
/** Carriers, and addresses behind which phones have registered: an office of a thousand phones starting at once. */
export const knownAllowance: Allowance = { burst: 20_000, perSecond: 5_000 };
/**
 * All strangers together: a burst costs a tenth of a second, during which a good call waits, and the long run some
 * hundredths of a core. A thousand browsers that come back after a restart are in within ten seconds.
 */
export const strangersTogether: Allowance = { burst: 300, perSecond: 200 };
