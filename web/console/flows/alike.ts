// What has not changed is handed on as it was, so that the page draws only what has: on a board of 200 nodes each key that is typed makes a new document.
import { useState } from "react";

/** Pure: the same value, or lists and bags of alike values. Functions are alike only when they are one. */
export function isAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [ofA, ofB] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const keys = Object.keys(ofA);
  if (keys.length !== Object.keys(ofB).length) return false;
  return keys.every((key) => Object.hasOwn(ofB, key) && isAlike(ofA[key], ofB[key]));
}

/** Pure: `now`, with what was at the same place before wherever that is alike; `before` itself where all of it is. */
export function keptItems<Item>(before: readonly Item[], now: readonly Item[]): readonly Item[] {
  if (before === now) return before;
  const items = now.map((item, at) => {
    const was = before[at];
    return was !== undefined && isAlike(was, item) ? was : item;
  });
  const isAll = items.length === before.length && items.every((item, at) => item === before[at]);
  return isAll ? before : items;
}

/** A list that is another only when something in it is, and whose items are. */
export function useKept<Item>(now: readonly Item[]): readonly Item[] {
  const [last, setLast] = useState(now);
  const kept = keptItems(last, now);
  if (kept !== last) setLast(kept);
  return kept;
}
