// What is typed into the dial form, and what was called lately.
import type { CallSummary } from "@tandem/contract";

/** Pure: as it goes to the server: digits that an input method wrote wide are digits. */
export function readNumber(typed: string): string {
  return typed.normalize("NFKC").trim();
}

/** Pure: whether it may be a number; the server knows better. */
export function mayBeNumber(typed: string): boolean {
  return /^\+?[\d\s().-]{3,40}$/.test(readNumber(typed));
}

/** Pure: the other sides of calls, the latest first, each once; withheld numbers are nobody to call. */
export function recentNumbers(calls: readonly CallSummary[], most: number): string[] {
  const numbers = calls
    .filter(({ direction }) => direction !== "internal")
    .map(({ direction, ani, dnis }) => (direction === "outbound" ? dnis : ani));
  return [...new Set(numbers)].filter((number) => /^\+?\d{3,}$/.test(number)).slice(0, most);
}
