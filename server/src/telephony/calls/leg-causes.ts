// Why a leg ended, and what each cause says on the wire: the SIP status before the answer, and the
// Reason header (RFC 3326) with its ITU-T Q.850 cause after it.

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

/** The value of the Reason header of a BYE or CANCEL. */
export function reasonHeader(cause: LegEndCause): string {
  // What phones look for, so as not to show a missed call: the example of RFC 3326 §3.1.
  if (cause === "answered-elsewhere") return 'SIP;cause=200;text="Call completed elsewhere"';
  const [value, text] = wires[cause].q850;
  return `Q.850;cause=${value};text="${text}"`;
}

/** Why a dialed leg ended when the other side refused it with this status (RFC 3261 §21). */
export function causeOfStatus(status: number): LegEndCause {
  if (status === 486 || status === 600) return "busy";
  if (status === 603 || status === 403) return "declined";
  if (status === 408 || status === 480 || status === 487) return "no-answer";
  if (status === 404 || status === 604 || status === 410) return "not-found";
  if (status === 488 || status === 606 || status === 415) return "not-acceptable";
  return "unreachable";
}
