// How long a call stands without a refresh (RFC 4028): who agreed to what, and what is due when.
//
// | state      | meaning                                              | left by                     |
// |------------|------------------------------------------------------|-----------------------------|
// | off        | no timer was agreed                                  | agreed                      |
// | running    | the next refresh (ours) or the deadline (theirs) is ahead | agreed, declined, timer, end |
// | refreshing | our refresh waits for its response                   | agreed, declined, failed, deadline, end |
// | ended      | the call is over                                     |                             |
import { assertNever } from "@tandem/kernel";
import type { SessionExpires } from "../message/index.ts";

export type SessionTimerState =
  | { readonly name: "off" }
  | ({ readonly name: "running" | "refreshing" } & Agreement)
  | { readonly name: "ended" };

type Agreement = { readonly intervalSeconds: number; readonly refresher: "us" | "peer" };

export type SessionTimerName = "refresh" | "deadline";

export type SessionTimerInput =
  /** A 2xx to an INVITE or UPDATE, theirs or ours, with Session-Expires. */
  | { readonly kind: "agreed"; readonly intervalSeconds: number; readonly refresher: "us" | "peer" }
  /** A 2xx without: nothing expires any more (§7.2). */
  | { readonly kind: "declined" }
  /** Our refresh did not succeed, but the dialog stands. */
  | { readonly kind: "failed" }
  | { readonly kind: "timer"; readonly timer: SessionTimerName }
  | { readonly kind: "end" };

export type SessionTimerEffect =
  | { readonly kind: "refresh" }
  /** Nobody refreshed in time: BYE. */
  | { readonly kind: "expire" }
  | { readonly kind: "start-timer"; readonly timer: SessionTimerName; readonly delayMs: number }
  | { readonly kind: "stop-timer"; readonly timer: SessionTimerName };

type Step = { state: SessionTimerState; effects: SessionTimerEffect[] };

/** A refresh that failed (glare, a cut connection) is tried again after this time, while there is time left. */
const retryMs = 5_000;
/** The most that a call ends before its interval is over (§10). */
const maxMarginSeconds = 32;

const stops: readonly SessionTimerEffect[] = [
  { kind: "stop-timer", timer: "refresh" },
  { kind: "stop-timer", timer: "deadline" },
];

export function stepSessionTimer(state: SessionTimerState, input: SessionTimerInput): Step {
  if (state.name === "ended") return { state, effects: [] };
  switch (input.kind) {
    case "agreed":
      return agree(input);
    case "declined":
      return { state: { name: "off" }, effects: state.name === "off" ? [] : [...stops] };
    case "end":
      return { state: { name: "ended" }, effects: state.name === "off" ? [] : [...stops] };
    case "failed":
      if (state.name !== "refreshing") return { state, effects: [] };
      return {
        state: { ...state, name: "running" },
        effects: [{ kind: "start-timer", timer: "refresh", delayMs: retryMs }],
      };
    case "timer":
      if (state.name === "off") return { state, effects: [] };
      if (input.timer === "refresh")
        return { state: { ...state, name: "refreshing" }, effects: [{ kind: "refresh" }] };
      return { state: { name: "ended" }, effects: [...stops, { kind: "expire" }] };
    default:
      return assertNever(input);
  }
}

function agree({ intervalSeconds, refresher }: Agreement): Step {
  const marginSeconds = Math.min(maxMarginSeconds, intervalSeconds / 3);
  const untilDeadlineMs = Math.round((intervalSeconds - marginSeconds) * 1_000);
  const effects: SessionTimerEffect[] = [
    { kind: "start-timer", timer: "deadline", delayMs: untilDeadlineMs },
    refresher === "us"
      ? { kind: "start-timer", timer: "refresh", delayMs: intervalSeconds * 500 } // half of it (§7.2)
      : { kind: "stop-timer", timer: "refresh" },
  ];
  return { state: { name: "running", intervalSeconds, refresher }, effects };
}

export type SessionTimerOffer = {
  readonly expires: SessionExpires | undefined;
  /** Min-SE of the request. */
  readonly minSeconds: number | undefined;
  /** Whether the sender of the request knows session timers: `Supported: timer`. */
  readonly isSupported: boolean;
};

export type SessionTimerAnswer =
  /** 422 with our Min-SE (§6). */
  | { readonly kind: "too-small" }
  | { readonly kind: "off" }
  | { readonly kind: "on"; readonly intervalSeconds: number; readonly refresher: "uac" | "uas" };

/**
 * What the answerer of an INVITE or UPDATE agrees to (§9, table 2). A refresher left open is us: a browser's
 * refresh over a cut connection would end its call, ours can wait for it to come back.
 */
export function answerSessionTimer(
  offer: SessionTimerOffer,
  own: { readonly intervalSeconds: number; readonly minSeconds: number },
): SessionTimerAnswer {
  const { expires, minSeconds, isSupported } = offer;
  if (expires === undefined && !isSupported) return { kind: "off" };
  const isTooSmall = expires !== undefined && expires.intervalSeconds < own.minSeconds;
  if (isTooSmall && isSupported) return { kind: "too-small" };
  const wanted = Math.min(expires?.intervalSeconds ?? own.intervalSeconds, own.intervalSeconds);
  const intervalSeconds = Math.max(wanted, minSeconds ?? 0, minIntervalSeconds);
  return { kind: "on", intervalSeconds, refresher: isSupported ? (expires?.refresher ?? "uas") : "uas" };
}

/** The least that any side may ask for (§5). */
export const minIntervalSeconds = 90;
/** What we ask for and grant unless told otherwise (§4 recommends half an hour). */
export const defaultIntervalSeconds = 1_800;
