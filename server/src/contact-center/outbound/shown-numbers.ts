// Which numbers an agent may show to whom they call. Pure.

/** `own`: what was settled for this agent; null: all numbers of the tenant. Numbers that are gone are left out. */
export function shownNumbersOf(tenantNumbers: readonly string[], own: readonly string[] | null): string[] {
  return own === null ? [...tenantNumbers] : tenantNumbers.filter((number) => own.includes(number));
}
