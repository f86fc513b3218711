// The live feed as React sees it: one connection per page, shared by every component below.
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { endpoints } from "@tandem/contract";
import type { LiveState } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { browserClock } from "#client/time";
import { LiveFeed } from "./live-feed.ts";
import type { LiveSocketEvents } from "./live-feed.ts";

export type Live = {
  /** Undefined until the first snapshot. */
  readonly state: LiveState | undefined;
  /** Server's clock minus this computer's, ms. */
  readonly clockOffsetMs: number;
  /** Whether what is shown may be out of date. */
  readonly reconnecting: boolean;
};

const LiveContext = createContext<LiveFeed | undefined>(undefined);

function openSocket(query: string, events: LiveSocketEvents): WebSocket {
  const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/live${query}`);
  socket.addEventListener("open", events.opened);
  socket.addEventListener("close", events.closed);
  socket.addEventListener("message", (event) => events.message(event.data));
  return socket;
}

/** Connects while mounted. Lists of ended calls are read again when a record changes. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [feed] = useState(
    () =>
      new LiveFeed({
        clock: browserClock,
        openSocket,
        onRecordsChanged: () => void queries.invalidateQueries({ queryKey: ["calls"] }),
        // Its answer does not matter here: a 401 brings the sign-in form.
        onRefused: () => void callEndpoint(endpoints.getMe, {}),
      }),
  );
  useEffect(() => {
    const nudge = () => feed.nudge();
    const events = [
      [window, "online"],
      [document, "visibilitychange"],
    ] as const;
    feed.start();
    for (const [target, name] of events) target.addEventListener(name, nudge);
    return () => {
      for (const [target, name] of events) target.removeEventListener(name, nudge);
      feed.stop();
    };
  }, [feed]);
  return <LiveContext value={feed}>{children}</LiveContext>;
}

/** The live state; throws outside a `LiveProvider`. */
export function useLive(): Live {
  const feed = useContext(LiveContext);
  if (!feed) throw new Error("useLive needs a LiveProvider above");
  const link = useSyncExternalStore(feed.subscribe, feed.snapshot);
  return {
    state: link.live,
    clockOffsetMs: link.clockOffsetMs,
    reconnecting: link.failures > 0 && link.phase !== "open",
  };
}
