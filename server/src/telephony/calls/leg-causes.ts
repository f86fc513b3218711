// Why a leg ended, and what each cause says on the wire: the SIP status before the answer, and the
// Reason header (RFC 3326) with its ITU-T Q.850 cause after it.
import { assertNever } from "@tandem/kernel";

export type LegEndCause =
  | "hung-up-remotely"
  | "hung-up-locally"
  | "cancelled"
  | "no-answer"
  | "busy"
  | "declined"
  | "unreachable"
  | "rejected"
  | "not-found"
  | "number-changed"
  | "closed"
  | "not-acceptable"
  | "no-capacity"
  | "answered-elsewhere"
  | "replaced"
  | "transferred"
  | "phone-lost"
  | "no-sound"
  | "media-lost"
  | "unacknowledged"
  | "system-stop";

type Wire = {
  /** Final response when the leg was not answered yet. */
  readonly status: number;
  /** Q.850 cause value and its text. */
  readonly q850: readonly [value: number, text: string];
};

const wires: Readonly<Record<LegEndCause, Wire>> = {
  "hung-up-remotely": { status: 480, q850: [16, "Normal call clearing"] },
  "hung-up-locally": { status: 480, q850: [16, "Normal call clearing"] },
  cancelled: { status: 487, q850: [16, "Normal call clearing"] },
  "no-answer": { status: 480, q850: [19, "No answer"] },
  busy: { status: 486, q850: [17, "User busy"] },
  declined: { status: 603, q850: [21, "Call rejected"] },
  unreachable: { status: 480, q850: [20, "Subscriber absent"] },
  rejected: { status: 403, q850: [21, "Call rejected"] },
  "not-found": { status: 404, q850: [1, "Unallocated number"] },
  "number-changed": { status: 410, q850: [22, "Number changed"] },
  // Nobody takes this call now (RFC 3398 §7.2.4.1: 31 is 480).
  closed: { status: 480, q850: [31, "Normal, unspecified"] },
  "not-acceptable": { status: 488, q850: [88, "Incompatible destination"] },
  "no-capacity": { status: 503, q850: [42, "Switching equipment congestion"] },
  "answered-elsewhere": { status: 480, q850: [26, "Answered elsewhere"] },
  // Another phone of the same person goes on with the call.
  replaced: { status: 480, q850: [26, "Taken over by another phone"] },
  transferred: { status: 480, q850: [16, "Transferred"] },
  "phone-lost": { status: 480, q850: [27, "Destination out of order"] },
  "no-sound": { status: 480, q850: [41, "Temporary failure"] },
  "media-lost": { status: 503, q850: [41, "Temporary failure"] },
  unacknowledged: { status: 480, q850: [41, "Temporary failure"] },
  "system-stop": { status: 503, q850: [41, "Temporary failure"] },
};

/** The final response that refuses an unanswered leg for this cause. */
export function statusOf(cause: LegEndCause): number {
  return wires[cause].status;
}

/** The Q.850 cause value that goes with this cause, and its words. */
export function q850Of(cause: LegEndCause): readonly [value: number, text: string] {
  return wires[cause].q850;
}

/** Why a dialed leg ended when the other side refused it with this status (RFC 3261 §21). */
function causeOfStatus(status: number): LegEndCause {
  if (status === 486 || status === 600) return "busy";
  if (status === 603 || status === 403) return "declined";
  if (status === 408 || status === 480 || status === 487) return "no-answer";
  if (status === 404 || status === 604) return "not-found";
  if (status === 410) return "number-changed";
  if (status === 488 || status === 606 || status === 415) return "not-acceptable";
  return "unreachable";
}

type InviteFailure =
  | { readonly kind: "rejected"; readonly status: number }
  | { readonly kind: "timeout" | "unreachable" | "cancelled" };

/** Why an INVITE of ours came to nothing. */
export function causeOfInvite(error: InviteFailure): LegEndCause {
  switch (error.kind) {
    case "rejected":
      return causeOfStatus(error.status);
    case "timeout":
      return "no-answer";
    case "unreachable":
      return "unreachable";
    case "cancelled":
      return "cancelled";
    default:
      return assertNever(error);
  }
}
