// A call that an agent places from the desk, as the desk shows it. Pure.
//
// stage       | means                                        | leaves by
// ------------+----------------------------------------------+-----------------------------------------------
// own-phone   | the agent's own phone rings                  | near-answered, call-ended
// dialing     | the number is being called                   | far-ringing, far-early, far-answered, far-ended
// ringing     | it rings there                               | far-early, far-answered, far-ended
// early       | the other side is heard before it answers    | far-answered, far-ended
// talking     | both hear each other                         | call-ended: nothing is left to show
// failed      | nobody came, and why                         | the next call, or the agent has seen it
import { assertNever } from "@tandem/kernel";
import type { CallId, QueueId } from "@tandem/kernel";
import type { CallEndCause, LegEndCause } from "#telephony/calls";

export type OutboundStage = "own-phone" | "dialing" | "ringing" | "early" | "talking" | "failed";

/** Why nobody came, as a word that pages have texts for. */
export type OutboundFailure =
  | "busy"
  | "declined"
  | "no-answer"
  | "not-found"
  | "unreachable"
  | "own-phone"
  | "failed";

export type OutboundCall = {
  readonly callId: CallId;
  readonly number: string;
  readonly shownNumber: string | null;
  readonly queueId: QueueId | null;
  readonly queueName: string | null;
  /** Whoever is called asked for it. */
  readonly isCallback: boolean;
  readonly stage: OutboundStage;
  /** Of a failed one. */
  readonly failure: OutboundFailure | null;
};

export type OutboundInput =
  | { readonly kind: "near-answered" | "far-ringing" | "far-early" | "far-answered" }
  | { readonly kind: "far-ended"; readonly cause: LegEndCause }
  | { readonly kind: "call-ended"; readonly cause: CallEndCause };

/** Undefined: nothing is left to show. */
export function stepOutboundCall(call: OutboundCall, input: OutboundInput): OutboundCall | undefined {
  const { stage } = call;
  if (stage === "failed") return call;
  switch (input.kind) {
    case "near-answered":
      return stage === "own-phone" ? { ...call, stage: "dialing" } : call;
    case "far-ringing":
      return stage === "dialing" ? { ...call, stage: "ringing" } : call;
    case "far-early":
      return stage === "dialing" || stage === "ringing" ? { ...call, stage: "early" } : call;
    case "far-answered":
      return stage === "own-phone" ? call : { ...call, stage: "talking" };
    case "far-ended":
      return stage === "talking" ? call : { ...call, stage: "failed", failure: failureOf(input.cause) };
    case "call-ended":
      // Who hangs up knows why; a phone of one's own that nobody took has to be told.
      // Of a callback the caller was not called, and somebody else's phone may ring for them already.
      if (stage !== "own-phone" || call.isCallback || input.cause === "abandoned") return undefined;
      return { ...call, stage: "failed", failure: "own-phone" };
    default:
      return assertNever(input);
  }
}

function failureOf(cause: LegEndCause): OutboundFailure {
  switch (cause) {
    case "busy":
    case "declined":
    case "no-answer":
    case "not-found":
    case "unreachable":
      return cause;
    case "number-changed":
      return "not-found";
    case "rejected":
      return "declined";
    default:
      return "failed";
  }
}
