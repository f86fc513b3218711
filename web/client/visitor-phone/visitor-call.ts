// A visitor's call from the page: one at a time, from the button to the goodbye.
//
// | stage      | shown as   | meaning                                      | leaves by                          |
// | idle       | idle       | the button waits                             | start                              |
// | microphone | connecting | the browser asks for the microphone          | microphone, hang-up                |
// | credential | connecting | asks the server whether and whom to call     | credential, refused, hang-up       |
// | dialling   | connecting | the INVITE is on its way                     | ringing, accepted, over, hang-up   |
// | ringing    | ringing    | the other side rings                         | accepted, over, hang-up            |
// | in-call    | in-call    | sound both ways: menu, music or an agent     | over, hang-up                      |
// | ended      | ended      | was connected and is over                    | start                              |
// | failed     | failed     | never connected, with the reason             | start                              |
import type { MicrophoneProblem } from "#client/sip";

export type FailureReason = MicrophoneProblem | "unreachable" | "busy" | "refused" | "no-answer";

export type VisitorCall =
  | { readonly stage: "idle" }
  | { readonly stage: "microphone" | "credential" | "dialling" | "ringing" }
  | { readonly stage: "in-call"; readonly sinceMs: number; readonly muted: boolean }
  | { readonly stage: "ended"; readonly lastedMs: number }
  | { readonly stage: "failed"; readonly reason: FailureReason };

export type VisitorInput =
  | { readonly kind: "start" }
  | { readonly kind: "microphone"; readonly problem: MicrophoneProblem | undefined }
  | { readonly kind: "credential" }
  /** The server gave no credential; HTTP status, 0 when it did not answer. */
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "ringing" }
  | { readonly kind: "accepted" }
  /** The SIP call is over; `status` of the final response, 0 when there was none. */
  | { readonly kind: "over"; readonly status: number }
  | { readonly kind: "hang-up" }
  | { readonly kind: "toggle-mute" }
  | { readonly kind: "digit"; readonly key: string };

export type VisitorEffect =
  | { readonly kind: "check-microphone" }
  | { readonly kind: "get-credential" }
  | { readonly kind: "dial" }
  | { readonly kind: "terminate" }
  | { readonly kind: "mute"; readonly muted: boolean }
  | { readonly kind: "digit"; readonly key: string };

export type VisitorStep = { readonly state: VisitorCall; readonly effects: readonly VisitorEffect[] };

/** Pure. */
export function stepVisitorCall(state: VisitorCall, input: VisitorInput, nowMs: number): VisitorStep {
  const same: VisitorStep = { state, effects: [] };
  const { stage } = state;
  switch (input.kind) {
    case "start":
      if (stage !== "idle" && stage !== "ended" && stage !== "failed") return same;
      return { state: { stage: "microphone" }, effects: [{ kind: "check-microphone" }] };
    case "microphone":
      if (stage !== "microphone") return same;
      if (input.problem) return fail(input.problem);
      return { state: { stage: "credential" }, effects: [{ kind: "get-credential" }] };
    case "credential":
      return stage === "credential" ? { state: { stage: "dialling" }, effects: [{ kind: "dial" }] } : same;
    case "refused":
      return stage === "credential" ? fail(refusal(input.status)) : same;
    case "ringing":
      return stage === "dialling" ? { state: { stage: "ringing" }, effects: [] } : same;
    case "accepted":
      if (stage !== "dialling" && stage !== "ringing") return same;
      return { state: { stage: "in-call", sinceMs: nowMs, muted: false }, effects: [] };
    case "over":
      return over(state, input.status, nowMs);
    case "hang-up":
      return hangUp(state, nowMs);
    case "toggle-mute":
      if (state.stage !== "in-call") return same;
      return { state: { ...state, muted: !state.muted }, effects: [{ kind: "mute", muted: !state.muted }] };
    case "digit":
      return stage === "in-call" ? { state, effects: [{ kind: "digit", key: input.key }] } : same;
    default:
      return input satisfies never;
  }
}

/** What `data-state` says. */
export function visitorStateName(
  state: VisitorCall,
): "idle" | "connecting" | "ringing" | "in-call" | "ended" | "failed" {
  switch (state.stage) {
    case "microphone":
    case "credential":
    case "dialling":
      return "connecting";
    case "idle":
    case "ringing":
    case "in-call":
    case "ended":
    case "failed":
      return state.stage;
    default:
      return state satisfies never;
  }
}

function fail(reason: FailureReason): VisitorStep {
  return { state: { stage: "failed", reason }, effects: [] };
}

/** HTTP: too many calls from here, or none allowed now. */
function refusal(status: number): FailureReason {
  if (status === 0 || status >= 500) return "unreachable";
  return status === 429 ? "busy" : "refused";
}

/** SIP: RFC 3261 §21. */
function sipFailure(status: number): FailureReason {
  if (status === 486 || status === 503 || status === 600) return "busy";
  if (status === 408 || status === 480) return "no-answer";
  return status === 0 || status >= 500 ? "unreachable" : "refused";
}

function over(state: VisitorCall, status: number, nowMs: number): VisitorStep {
  if (state.stage === "in-call")
    return { state: { stage: "ended", lastedMs: nowMs - state.sinceMs }, effects: [] };
  if (state.stage === "dialling" || state.stage === "ringing") return fail(sipFailure(status));
  return { state, effects: [] };
}

function hangUp(state: VisitorCall, nowMs: number): VisitorStep {
  switch (state.stage) {
    case "in-call":
      return { state: { stage: "ended", lastedMs: nowMs - state.sinceMs }, effects: [{ kind: "terminate" }] };
    case "dialling":
    case "ringing":
      return { state: { stage: "idle" }, effects: [{ kind: "terminate" }] };
    case "microphone":
    case "credential":
      return { state: { stage: "idle" }, effects: [] };
    case "idle":
    case "ended":
    case "failed":
      return { state, effects: [] };
    default:
      return state satisfies never;
  }
}
