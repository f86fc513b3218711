// One request to be called back, purely.
//
// state     | means                                          | leaves by
// ----------+------------------------------------------------+-----------------------------------------------------
// waiting   | in line, or before `nextAt`, or the queue is    | turn → calling; expired; cancelled; refused → failed
//           | closed                                         |
// calling   | the number is called                           | answered → reached; missed → waiting, or failed after
//           |                                                | the last attempt; cancelled (the call is ended)
// reached   | whoever asked was there                        | machine → waiting, or failed after the last attempt
// failed    | not reached, or nobody can serve it any more   | –
// expired   | its time was over before it was reached        | –
// cancelled | a supervisor took it out                       | –
import type { CallId, QueueId, TenantId } from "@tandem/kernel";
import type { PromptLanguage } from "#telephony/prompts";

export type CallbackState = "waiting" | "calling" | "reached" | "failed" | "expired" | "cancelled";

export type CallbackAttempt = {
  readonly callId: CallId;
  readonly at: number;
  /** Undefined while it rings. */
  readonly outcome?: "reached" | "missed" | "machine" | "restarted" | "cancelled";
};

export type Callback = {
  /** No call: the engine knows the place in line by it. */
  readonly id: CallId;
  readonly tenantId: TenantId;
  readonly queueId: QueueId;
  /** As the caller has it. */
  readonly number: string;
  /** The same in one form: two requests of it are one. */
  readonly sameNumber: string;
  /** What the caller had dialled. */
  readonly dnis: string;
  readonly language: PromptLanguage;
  readonly requestCallId: CallId;
  readonly requestedAt: number;
  /** Since when the caller waits: their place. */
  readonly queuedAt: number;
  readonly expiresAt: number;
  /** Not called before. */
  readonly nextAt: number;
  readonly state: CallbackState;
  readonly attempts: readonly CallbackAttempt[];
  readonly endedAt: number | null;
  readonly endedBy: string | null;
};

export type CallbackRules = {
  /** How often the number is called. */
  readonly attempts: number;
  readonly gapSeconds: number;
};

export type CallbackInput =
  /** The call in which it was asked for is over. */
  | { readonly kind: "hung-up" }
  | { readonly kind: "dialed"; readonly callId: CallId }
  | { readonly kind: "answered"; readonly callId: CallId }
  | { readonly kind: "missed"; readonly callId: CallId }
  /** The agent says that nobody was there but an answering machine. */
  | { readonly kind: "machine"; readonly callId: CallId }
  /** Its queue is gone, or its number is blocked now. */
  | { readonly kind: "refused" }
  | { readonly kind: "cancelled"; readonly by: string }
  | { readonly kind: "time" }
  /** A process that comes back knows of no call that rings. */
  | { readonly kind: "restarted"; readonly isReached: (callId: CallId) => boolean };

/** Whoever hung up just now has to put the phone down first. */
const afterHangUpMs = 5000;
/** When nobody saw the end of the call: the farewell is over by then. */
export const longestFarewellMs = 60_000;

export function isOpenCallback({ state }: Pick<Callback, "state">): boolean {
  return state === "waiting" || state === "calling";
}

/** The same object when nothing changed. */
export function stepCallback(
  callback: Callback,
  input: CallbackInput,
  rules: CallbackRules,
  now: number,
): Callback {
  if (input.kind === "machine") return machineAnswered(callback, input.callId, rules, now);
  if (!isOpenCallback(callback)) return callback;
  switch (input.kind) {
    case "hung-up":
      return { ...callback, nextAt: Math.min(callback.nextAt, now + afterHangUpMs) };
    case "dialed": {
      if (callback.state !== "waiting") return callback;
      const attempts = [...callback.attempts, { callId: input.callId, at: now }];
      return { ...callback, state: "calling", attempts };
    }
    case "answered":
      return isTrying(callback, input.callId) ? end(settle(callback, "reached"), "reached", now) : callback;
    case "missed":
      return isTrying(callback, input.callId) ? missed(callback, rules, now) : callback;
    case "refused":
      return callback.state === "waiting" ? end(callback, "failed", now) : callback;
    case "cancelled":
      return { ...end(settle(callback, "cancelled"), "cancelled", now), endedBy: input.by };
    case "time":
      return callback.state === "waiting" && now >= callback.expiresAt
        ? end(callback, "expired", now)
        : callback;
    case "restarted": {
      const last = callback.attempts.at(-1);
      if (callback.state !== "calling" || !last) return callback;
      if (input.isReached(last.callId)) return end(settle(callback, "reached"), "reached", now);
      return { ...settle(callback, "restarted"), state: "waiting" };
    }
    default:
      return input satisfies never;
  }
}

function missed(before: Callback, rules: CallbackRules, now: number): Callback {
  return tryAgain(settle(before, "missed"), rules, now);
}

function machineAnswered(before: Callback, callId: CallId, rules: CallbackRules, now: number): Callback {
  const last = before.attempts.at(-1);
  if (before.state !== "reached" || last?.callId !== callId) return before;
  const attempts = [...before.attempts.slice(0, -1), { ...last, outcome: "machine" as const }];
  return tryAgain({ ...before, attempts, endedAt: null }, rules, now);
}

/** Attempts that a restart cut off do not count. */
function tryAgain(callback: Callback, rules: CallbackRules, now: number): Callback {
  const isVain = ({ outcome }: CallbackAttempt) => outcome === "missed" || outcome === "machine";
  const count = callback.attempts.filter(isVain).length;
  if (count >= rules.attempts) return end(callback, "failed", now);
  return { ...callback, state: "waiting", nextAt: now + rules.gapSeconds * 1000 };
}

function isTrying(callback: Callback, callId: CallId): boolean {
  return callback.state === "calling" && callback.attempts.at(-1)?.callId === callId;
}

function settle(callback: Callback, outcome: NonNullable<CallbackAttempt["outcome"]>): Callback {
  const last = callback.attempts.at(-1);
  if (!last || last.outcome) return callback;
  return { ...callback, attempts: [...callback.attempts.slice(0, -1), { ...last, outcome }] };
}

function end(callback: Callback, state: CallbackState, now: number): Callback {
  return { ...callback, state, endedAt: now };
}
