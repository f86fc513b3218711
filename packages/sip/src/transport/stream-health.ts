// Whether a TCP or TLS connection is still worth having: half messages, silence, keep-alives (RFC 5626 §4.4.1). Pure.
//
// | state      | meaning                                        | left by                                  |
// |------------|------------------------------------------------|------------------------------------------|
// | quiet      | nothing is owed by either side                 | half a message: partial; 90 s: pinged    |
// | partial    | half a message arrived                         | its end: quiet; its time is over: failed |
// | pinged     | our double CRLF waits for an answer            | anything received: quiet; 10 s: failed   |
// | failed     | the connection is to be closed                 |                                          |
import { assertNever } from "@tandem/kernel";
import type { SocketLimits } from "./connection-limits.ts";

export type StreamHealth = {
  readonly name: "quiet" | "partial" | "pinged" | "failed";
  /** When the state began. */
  readonly since: number;
  /** When something was last received or sent, our own keep-alives and their answers aside. */
  readonly usedAt: number;
  /** A peer that answered a ping once is held to it (RFC 5626 §4.4.1); others may not know of it. */
  readonly answersPings: boolean;
};

export type StreamInput =
  /** Bytes came; `isPartial` when they end within a message. */
  | { readonly kind: "received"; readonly isPartial: boolean; readonly isPong: boolean }
  | { readonly kind: "sent" }
  /** Time passed. */
  | { readonly kind: "tick" };

export type StreamEffect =
  | { readonly kind: "ping" }
  | { readonly kind: "close"; readonly reason: "message not finished" | "idle" | "no pong" };

export type StreamHealthStep = { readonly state: StreamHealth; readonly effects: readonly StreamEffect[] };

/** Below the 95 s at which RFC 5626 §4.4.1 begins, so that a sweep late by some seconds is still in time. */
const pingEveryMs = 90_000;
/** RFC 5626 §4.4.1. */
const pongWithinMs = 10_000;

export function startStreamHealth(now: number): StreamHealth {
  return { name: "quiet", since: now, usedAt: now, answersPings: false };
}

/** `pings` is true for the side that opened the connection: RFC 5626 has the client ping. */
export function stepStreamHealth(
  state: StreamHealth,
  input: StreamInput,
  now: number,
  settings: { readonly limits: SocketLimits; readonly pings: boolean },
): StreamHealthStep {
  switch (input.kind) {
    case "received":
      return { state: received(state, input, now), effects: [] };
    case "sent":
      return { state: { ...state, usedAt: now }, effects: [] };
    case "tick":
      return tick(state, now, settings);
    default:
      return assertNever(input);
  }
}

function received(
  state: StreamHealth,
  { isPartial, isPong }: Extract<StreamInput, { kind: "received" }>,
  now: number,
): StreamHealth {
  if (state.name === "failed") return state;
  const name = isPartial ? "partial" : "quiet";
  // A message that trickles in is measured from its first byte, not from its latest.
  const since = state.name === name ? state.since : now;
  // The answer to our own keep-alive is no use of the connection.
  const usedAt = isPong ? state.usedAt : now;
  return { name, since, usedAt, answersPings: state.answersPings || isPong };
}

function tick(
  state: StreamHealth,
  now: number,
  { limits, pings }: { readonly limits: SocketLimits; readonly pings: boolean },
): StreamHealthStep {
  const fail = (reason: (StreamEffect & { kind: "close" })["reason"]): StreamHealthStep => ({
    state: { ...state, name: "failed", since: now },
    effects: [{ kind: "close", reason }],
  });
  switch (state.name) {
    case "partial":
      return now - state.since >= limits.partialMessageMs
        ? fail("message not finished")
        : { state, effects: [] };
    case "pinged":
      if (now - state.since < pongWithinMs) return { state, effects: [] };
      if (state.answersPings) return fail("no pong");
      return { state: { ...state, name: "quiet", since: now }, effects: [] };
    case "quiet":
      if (now - state.usedAt >= limits.idleMs) return fail("idle");
      if (!pings || now - Math.max(state.since, state.usedAt) < pingEveryMs) return { state, effects: [] };
      return { state: { ...state, name: "pinged", since: now }, effects: [{ kind: "ping" }] };
    case "failed":
      return { state, effects: [] };
    default:
      return assertNever(state.name);
  }
}
