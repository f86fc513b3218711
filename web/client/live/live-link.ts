// Keeps one WebSocket to the live feed alive: connects, hears, notices silence, comes back with resume.
//
// | state      | meaning                                   | leaves by                                    |
// | stopped    | nobody watches                            | start                                        |
// | connecting | a socket is being opened                  | opened, closed, time (too slow)              |
// | open       | messages come                             | closed, time (silence), bad message          |
// | waiting    | between two attempts, back-off 0.5 → 5 s  | time, nudge (network back, tab shown again)  |
import type { LiveChange, LiveMessage, LiveState } from "@tandem/contract";
import { applyChange } from "./live-state.ts";

/** Opening a socket may take this long before it counts as failed. */
export const openTimeoutMs = 8_000;
/** The server speaks every 15 s; this much silence means that the connection is dead. */
export const silenceMs = 40_000;
const firstBackOffMs = 500;
const longestBackOffMs = 5_000;

export type LiveLink = {
  readonly phase: "stopped" | "connecting" | "open" | "waiting";
  /** Failed attempts since the last open connection. */
  readonly failures: number;
  /** Last sequence number heard; undefined before the first snapshot or when resuming is not possible. */
  readonly seq: number | undefined;
  readonly live: LiveState | undefined;
  /** Server's clock minus ours, ms. */
  readonly clockOffsetMs: number;
};

export type LiveLinkInput =
  | { readonly kind: "start" }
  | { readonly kind: "stop" }
  | { readonly kind: "opened" }
  | { readonly kind: "message"; readonly message: LiveMessage }
  | { readonly kind: "bad-message" }
  | { readonly kind: "closed" }
  /** The timer set last has run out. */
  | { readonly kind: "time" }
  /** A reason to try at once: the network is back, or the tab is looked at again. */
  | { readonly kind: "nudge" };

export type LiveLinkEffect =
  | { readonly kind: "open"; readonly after: number | undefined }
  | { readonly kind: "close" }
  /** Replaces the timer set before. */
  | { readonly kind: "timer"; readonly delayMs: number }
  | { readonly kind: "no-timer" }
  /** The server refuses us again and again before opening: ask whether we are still signed in. */
  | { readonly kind: "check-sign-in" }
  | { readonly kind: "records-changed"; readonly ids: readonly string[] };

export type LiveLinkStep = { readonly state: LiveLink; readonly effects: readonly LiveLinkEffect[] };

export const stoppedLink: LiveLink = {
  phase: "stopped",
  failures: 0,
  seq: undefined,
  live: undefined,
  clockOffsetMs: 0,
};

/** Delay before attempt number `failures` + 1: 0.5, 1, 2, 4, 5, 5 … seconds. */
export function backOffMs(failures: number): number {
  return Math.min(firstBackOffMs * 2 ** Math.max(0, failures - 1), longestBackOffMs);
}

/** Pure: `nowMs` is this computer's clock at the moment of the input. */
export function stepLiveLink(state: LiveLink, input: LiveLinkInput, nowMs: number): LiveLinkStep {
  switch (input.kind) {
    case "start":
      return state.phase === "stopped" ? connect(state) : same(state);
    case "stop":
      return { state: stoppedLink, effects: [{ kind: "close" }, { kind: "no-timer" }] };
    case "opened":
      if (state.phase !== "connecting") return same(state);
      return {
        state: { ...state, phase: "open", failures: 0 },
        effects: [{ kind: "timer", delayMs: silenceMs }],
      };
    case "message":
      return state.phase === "open" ? hear(state, input.message, nowMs) : same(state);
    case "bad-message":
      // What we hold may be wrong: begin again with a snapshot.
      return state.phase === "open" ? lose({ ...state, seq: undefined }) : same(state);
    case "closed":
      return state.phase === "connecting" || state.phase === "open" ? lose(state) : same(state);
    case "time":
      if (state.phase === "waiting") return connect(state);
      return state.phase === "stopped" ? same(state) : lose(state);
    case "nudge":
      return state.phase === "waiting" ? connect(state) : same(state);
    default:
      return input satisfies never;
  }
}

function same(state: LiveLink): LiveLinkStep {
  return { state, effects: [] };
}

function connect(state: LiveLink): LiveLinkStep {
  const effects: LiveLinkEffect[] = [
    { kind: "open", after: state.seq },
    { kind: "timer", delayMs: openTimeoutMs },
  ];
  return { state: { ...state, phase: "connecting" }, effects };
}

function lose(state: LiveLink): LiveLinkStep {
  const failures = state.failures + 1;
  const refused = state.phase === "connecting";
  const effects: LiveLinkEffect[] = [{ kind: "close" }, { kind: "timer", delayMs: backOffMs(failures) }];
  if (refused) effects.push({ kind: "check-sign-in" });
  return { state: { ...state, phase: "waiting", failures }, effects };
}

function hear(state: LiveLink, message: LiveMessage, nowMs: number): LiveLinkStep {
  const listening: LiveLinkEffect = { kind: "timer", delayMs: silenceMs };
  switch (message.type) {
    case "snapshot": {
      const clockOffsetMs = Date.parse(message.now) - nowMs;
      return {
        state: { ...state, seq: message.seq, live: message.state, clockOffsetMs },
        effects: [listening],
      };
    }
    case "heartbeat":
      // The number may pass ours by changes that were not for us to see; the socket itself loses nothing.
      return {
        state: { ...state, seq: state.live && message.seq, clockOffsetMs: Date.parse(message.now) - nowMs },
        effects: [listening],
      };
    case "changes":
      return hearChanges(state, message.seq, message.changes);
    default:
      return message satisfies never;
  }
}

function hearChanges(state: LiveLink, seq: number, changes: readonly LiveChange[]): LiveLinkStep {
  // Changes without a snapshot to put them on cannot be used.
  if (state.live === undefined) return lose({ ...state, seq: undefined });
  const effects: LiveLinkEffect[] = [{ kind: "timer", delayMs: silenceMs }];
  if (state.seq !== undefined && seq <= state.seq) return { state, effects };
  const ids = changes.filter((change) => change.kind === "call-record").map((change) => change.id);
  if (ids.length > 0) effects.push({ kind: "records-changed", ids });
  return { state: { ...state, seq, live: changes.reduce(applyChange, state.live) }, effects };
}
