// A blind transfer: somebody waits with music while a new party is rung. The transferor's leg is kept until the
// new party has answered (RFC 5589 §6.1 keeps the dialog for the NOTIFY, we keep the call): when nobody comes, the
// caller is back with them. Pure: who hangs up when, as a table that the tests go through row by row.
//
// phase   | transferor | input           | phase  | what follows
// --------+------------+-----------------+--------+--------------------------------------------------------------
// ringing | here       | target-ringing  | same   | transferor is told 180
// ringing | here       | target-answered | over   | target takes the transferor's place, who is told 200 and leaves
// ringing | here       | target-failed   | over   | transferor is told why, and hears the caller again
// ringing | here       | withdrawn       | over   | the target stops ringing; transferor hears the caller again
// ringing | left       | withdrawn       | same   | nothing: who has left has no caller to take back
// ringing | here       | transferor-left | same   | nothing: the target rings on
// ringing | left       | target-answered | over   | target takes the transferor's place
// ringing | left       | target-failed   | over   | the caller goes to the head of the queue, or hears the end
// ringing | any        | call-ended      | over   | transferor is told 487; the target's leg ends with the call
// over    | any        | any             | same   | nothing
import { assertNever } from "@tandem/kernel";
import type { ReturnedTo, TransferFailure } from "./transfer-facts.ts";

export type TransferState = {
  readonly phase: "ringing" | "over";
  readonly transferorHere: boolean;
  /** A queue sent the caller, and takes them back. */
  readonly fromQueue: boolean;
};

export type TransferInput =
  | {
      readonly kind: "target-ringing" | "target-answered" | "transferor-left" | "withdrawn" | "call-ended";
    }
  | { readonly kind: "target-failed"; readonly cause: TransferFailure };

export type TransferEffect =
  | { readonly kind: "notify"; readonly status: number }
  /** The target takes the transferor's place; the transferor's leg ends. */
  | { readonly kind: "put-through" }
  | { readonly kind: "stop-target" }
  | { readonly kind: "give-back" }
  | { readonly kind: "requeue" }
  | { readonly kind: "end-call" }
  | { readonly kind: "tell-completed" }
  | { readonly kind: "tell-failed"; readonly cause: TransferFailure; readonly returnedTo: ReturnedTo };

export type TransferStep = { readonly state: TransferState; readonly effects: readonly TransferEffect[] };

export function newTransfer(fromQueue: boolean): TransferState {
  return { phase: "ringing", transferorHere: true, fromQueue };
}

export function stepTransfer(state: TransferState, input: TransferInput): TransferStep {
  if (state.phase === "over") return { state, effects: [] };
  switch (input.kind) {
    case "target-ringing":
      return { state, effects: [{ kind: "notify", status: 180 }] };
    case "target-answered":
      return over(state, [
        { kind: "tell-completed" },
        { kind: "notify", status: 200 },
        { kind: "put-through" },
      ]);
    case "target-failed":
      return failed(state, input.cause);
    case "withdrawn":
      return state.transferorHere ? withdrawn(state) : { state, effects: [] };
    case "transferor-left":
      return { state: { ...state, transferorHere: false }, effects: [] };
    case "call-ended":
      return over(state, [
        { kind: "tell-failed", cause: "caller-left", returnedTo: "nobody" },
        { kind: "notify", status: statusOfFailure("caller-left") },
      ]);
    default:
      return assertNever(input);
  }
}

function withdrawn(state: TransferState): TransferStep {
  const step = failed(state, "withdrawn");
  return { ...step, effects: [...step.effects, { kind: "stop-target" }] };
}

function failed(state: TransferState, cause: TransferFailure): TransferStep {
  const [returnedTo, way] = wayBack(state);
  return over(state, [
    { kind: "tell-failed", cause, returnedTo },
    { kind: "notify", status: statusOfFailure(cause) },
    { kind: way },
  ]);
}

function wayBack(state: TransferState): readonly [ReturnedTo, "give-back" | "requeue" | "end-call"] {
  if (state.transferorHere) return ["agent", "give-back"];
  return state.fromQueue ? ["queue", "requeue"] : ["nobody", "end-call"];
}

function over(state: TransferState, effects: readonly TransferEffect[]): TransferStep {
  return { state: { ...state, phase: "over" }, effects };
}

/** What the NOTIFY says of a target that was not reached (RFC 3261 §21.4 and §21.6). */
export function statusOfFailure(cause: TransferFailure): number {
  const statuses: Readonly<Record<TransferFailure, number>> = {
    "no-answer": 408,
    busy: 486,
    declined: 603,
    unreachable: 480,
    "not-found": 404,
    forbidden: 403,
    // Both were terminated, from one end or the other.
    "caller-left": 487,
    withdrawn: 487,
  };
  return statuses[cause];
}
