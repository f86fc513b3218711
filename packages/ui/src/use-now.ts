// One shared ticking clock for every timer on the page, so that they all change together.
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
/** Four looks a second keep every timer within 250 ms of the true second. */
const tickMs = 250;
let interval: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (interval === undefined) {
    now = Date.now();
    interval = setInterval(tick, tickMs);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(interval);
    interval = undefined;
  };
}

/** Whole seconds since the Unix epoch on the server's clock; renders again only when the second changes. */
export function useNow(clockOffsetMs = 0): number {
  return useSyncExternalStore(subscribe, () => Math.floor((now + clockOffsetMs) / 1000));
}
