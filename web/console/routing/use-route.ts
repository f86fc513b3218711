// The address bar as React sees it.
import { useSyncExternalStore } from "react";
import { readRoute } from "./route.ts";
import type { Route } from "./route.ts";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("popstate", listener);
  };
}

/** Shows another page of the console; `replace` leaves no trace in the history. */
export function goTo(address: string, replace = false): void {
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  for (const listener of listeners) listener();
}

export function useRoute(): {
  readonly route: Route;
  readonly query: URLSearchParams;
  readonly goTo: typeof goTo;
} {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search);
  const url = new URL(address, location.origin);
  return { route: readRoute(url.pathname), query: url.searchParams, goTo };
}
