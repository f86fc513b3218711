// The NOTIFYs of one subscription (RFC 6665 §4.2): one on its way at a time, the latest content after it.
//
// | state    | meaning                                                | left by                 |
// |----------|--------------------------------------------------------|-------------------------|
// | idle     | nothing on its way                                     | notify, finish, expiry  |
// | sending  | a NOTIFY waits for its response; `queued`: there is news | response, failure     |
// | last-due | as sending, and a last NOTIFY comes after it           | response, failure       |
// | closing  | the last NOTIFY waits for its response                 | response, failure       |
// | ended    | forgotten                                              |                         |
//
// Only idle and sending are active: the end is told on the way to last-due or closing.
import { assertNever } from "@tandem/kernel";

export type NotifierEnd = "unsubscribed" | "expired" | "terminated" | "refused" | "timeout" | "transport";

export type NotifierState =
  | { readonly name: "idle" }
  | { readonly name: "sending"; readonly queued: boolean }
  | { readonly name: "last-due" }
  | { readonly name: "closing" }
  | { readonly name: "ended" };

export type NotifierInput =
  | { readonly kind: "notify" }
  /** No more after a last NOTIFY that says so. */
  | { readonly kind: "finish"; readonly cause: NotifierEnd }
  | { readonly kind: "response"; readonly status: number; readonly hasRetryAfter: boolean }
  | { readonly kind: "failure"; readonly reason: "timeout" | "transport" }
  /** It ends without a word: the connection is gone, or the user agent closes. */
  | { readonly kind: "abort"; readonly cause: NotifierEnd };

export type NotifierEffect =
  /** `isLast`: with Subscription-State terminated. */
  | { readonly kind: "send"; readonly isLast: boolean }
  /** The owner's part is over. */
  | { readonly kind: "tell-end"; readonly cause: NotifierEnd }
  | { readonly kind: "forget" };

type Step = { state: NotifierState; effects: NotifierEffect[] };

export function startNotifier(): NotifierState {
  return { name: "idle" };
}

export function stepNotifier(state: NotifierState, input: NotifierInput): Step {
  if (input.kind === "abort") return close(state, input.cause);
  switch (state.name) {
    case "idle":
      if (input.kind === "notify")
        return { state: { name: "sending", queued: false }, effects: [{ kind: "send", isLast: false }] };
      if (input.kind !== "finish") return { state, effects: [] };
      return {
        state: { name: "closing" },
        effects: [
          { kind: "tell-end", cause: input.cause },
          { kind: "send", isLast: true },
        ],
      };
    case "sending":
      return sending(state, input);
    case "last-due":
      if (input.kind === "failure" || (input.kind === "response" && !survives(input)))
        return close(state, "refused");
      if (input.kind !== "response") return { state, effects: [] };
      return { state: { name: "closing" }, effects: [{ kind: "send", isLast: true }] };
    case "closing":
      return input.kind === "response" || input.kind === "failure"
        ? close(state, "refused")
        : { state, effects: [] };
    case "ended":
      return { state, effects: [] };
    default:
      return assertNever(state);
  }
}

function sending(
  state: NotifierState & { name: "sending" },
  input: Exclude<NotifierInput, { kind: "abort" }>,
): Step {
  switch (input.kind) {
    case "notify":
      return { state: { ...state, queued: true }, effects: [] };
    case "finish":
      return { state: { name: "last-due" }, effects: [{ kind: "tell-end", cause: input.cause }] };
    case "failure":
      return close(state, input.reason);
    case "response":
      if (!survives(input)) return close(state, "refused");
      if (!state.queued) return { state: { name: "idle" }, effects: [] };
      return { state: { name: "sending", queued: false }, effects: [{ kind: "send", isLast: false }] };
    default:
      return assertNever(input);
  }
}

/** A refusal ends the subscription, unless it says when to try again or only asks for order (RFC 6665 §4.2.2). */
function survives({ status, hasRetryAfter }: NotifierInput & { kind: "response" }): boolean {
  return status < 300 || hasRetryAfter || status === 491 || status === 500 || status === 503;
}

function close(state: NotifierState, cause: NotifierEnd): Step {
  if (state.name === "ended") return { state, effects: [] };
  const isActive = state.name === "idle" || state.name === "sending";
  const told: NotifierEffect[] = isActive ? [{ kind: "tell-end", cause }] : [];
  return { state: { name: "ended" }, effects: [...told, { kind: "forget" }] };
}
