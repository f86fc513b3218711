// What follows from the answer of a trunk's server: the call goes on, ends, or the next server is tried.
//
// answer                    | verdict
// --------------------------+--------------------------------------------------------------
// 2xx                       | (no matter of failover)
// 3xx                       | follow its contacts, within the trunk's own domains
// 401, 407 after our answer | next: our password is wrong there
// 408                       | next
// 480                       | stop, or next when the trunk says so
// 482, 483                  | next: the call runs in a circle there
// 486                       | stop, or next when the trunk says so
// 488, 606                  | stop: another carrier would not understand us better
// other 4xx                 | stop: the number is at fault, not the road
// 500, 502 … 599            | next; with 503 the server rests for Retry-After
// 600, 603, 604, 607, 608   | stop: the callee has spoken, everywhere (RFC 3261 §21.6)
// no answer, no connection  | next; the server rests
import type { OutgoingInviteError } from "@tandem/sip";

export type FailoverRules = { readonly tryNextWhenBusy: boolean; readonly tryNextWhenUnavailable: boolean };

export type Verdict =
  | { readonly kind: "stop" }
  | { readonly kind: "redirect" }
  /** `restMs`: how long no other call is sent there. */
  | { readonly kind: "next"; readonly restMs: number };

/** A server that did not answer is asked again by its health check much sooner than a caller should have to. */
const silentServerRestMs = 30_000;
/** Of a 503 without Retry-After (RFC 3261 §21.5.4 leaves it to us). */
const busyServerRestMs = 5000;
/** No server is left alone for longer, whatever it asks for. */
const longestRestMs = 10 * 60_000;

export function judgeFailure(error: OutgoingInviteError, rules: FailoverRules): Verdict {
  switch (error.kind) {
    case "cancelled":
      return { kind: "stop" };
    case "timeout":
    case "unreachable":
      return { kind: "next", restMs: silentServerRestMs };
    case "rejected":
      return judgeStatus(error.status, retryAfterMs(error.headers), rules);
    default:
      return error satisfies never;
  }
}

function judgeStatus(status: number, retryMs: number | undefined, rules: FailoverRules): Verdict {
  const next = (wanted: boolean): Verdict => (wanted ? { kind: "next", restMs: 0 } : { kind: "stop" });
  if (status < 400) return { kind: "redirect" };
  if (status === 503) {
    return { kind: "next", restMs: Math.min(retryMs ?? busyServerRestMs, longestRestMs) };
  }
  if (status >= 500) return next(status < 600);
  switch (status) {
    case 401:
    case 407:
    case 408:
    case 482:
    case 483:
      return next(true);
    case 480:
      return next(rules.tryNextWhenUnavailable);
    case 486:
      return next(rules.tryNextWhenBusy);
    default:
      return next(false);
  }
}

/** Retry-After in ms: its first number; what follows is a comment or parameters (RFC 3261 §20.33). */
function retryAfterMs(headers: readonly (readonly [string, string])[]): number | undefined {
  const value = headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  const seconds = Number.parseInt(value ?? "", 10);
  return Number.isNaN(seconds) ? undefined : seconds * 1000;
}
