// The end of an exhaustive switch.

/** Compiles only when every case was handled; throws when a value from outside slipped in. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
