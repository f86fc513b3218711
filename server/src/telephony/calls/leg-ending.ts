// How the end of a leg was said on the wire, and by whom: SIP status (RFC 3261 §21), Reason header of a BYE,
// CANCEL (RFC 3326) or response (RFC 6432), and the ITU-T Q.850 cause in it.
import type { DialogEnd, OutgoingInviteError, Reason } from "@tandem/sip";
import { writeReason } from "@tandem/sip";
import { q850Of, statusOf } from "./leg-causes.ts";
import type { LegEndCause } from "./leg-causes.ts";

export type LegEnding = {
  /** "us": this system; "them": the phone, or the carrier, at the other end. */
  readonly by: "us" | "them";
  /** Null when nothing was said: the connection was lost, or nobody answered. */
  readonly said: "bye" | "cancel" | "response" | null;
  /** Of the response, or of a Reason in SIP's words. */
  readonly status: number | null;
  /** Cause value, as it was said: 1 to 127. */
  readonly q850: number | null;
  /** Words that were said with it, for people; another's words are cut to `mostText` characters. */
  readonly text: string | null;
};

/** A status phrase is shorter; what is longer is not meant for reading. */
const mostText = 120;

const unsaid = { said: null, status: null, q850: null, text: null } as const;

/** The other end fell silent. */
export const theyVanished: LegEnding = { by: "them", ...unsaid };

/** What we say when we end a leg for this cause. `because`: how the leg ended for whose sake it is ended. */
export function ourEnding(cause: LegEndCause, said: LegEnding["said"], because?: LegEnding): LegEnding {
  if (said === null) return { by: "us", ...unsaid };
  const status = said === "response" ? statusOf(cause) : null;
  // What phones look for, so as not to show a missed call: the example of RFC 3326 §3.1.
  if (cause === "answered-elsewhere" && said !== "response")
    return { by: "us", said, status: 200, q850: null, text: "Call completed elsewhere" };
  if (because && because.q850 !== null)
    return { by: "us", said, status, q850: because.q850, text: because.text };
  const [q850, text] = q850Of(cause);
  return { by: "us", said, status, q850, text };
}

/** The value of the Reason header that says so. */
export function reasonHeaderOf({ status, q850, text }: LegEnding): string {
  const [protocol, cause] = q850 === null ? ["SIP", status] : ["Q.850", q850];
  return writeReason({ protocol, cause: cause ?? undefined, text: text ?? undefined });
}

/** Our INVITE was refused, or nobody answered it; "ringing" tells that a phone had rung. */
export function endingOfInvite(error: OutgoingInviteError, ringing: boolean): LegEnding {
  switch (error.kind) {
    case "rejected": {
      // What was decided here has no headers: no message ever came.
      const by = error.headers.length === 0 ? "us" : "them";
      const reason = sayingOf(error.cause);
      const text = reason.text ?? cut(error.reason);
      return { by, said: by === "us" ? null : "response", status: error.status, q850: reason.q850, text };
    }
    case "timeout":
      return ringing ? ourEnding("no-answer", "cancel") : theyVanished;
    case "unreachable":
      return theyVanished;
    case "cancelled":
      return ourEnding("cancelled", "cancel");
    default:
      return error satisfies never;
  }
}

/** A call ended by BYE or CANCEL from the other end, or because nothing came from there any more. */
export function endingOfDialog({ by, reason }: DialogEnd, said: "bye" | "cancel"): LegEnding {
  if (by === "remote") return { by: "them", said, ...sayingOf(reason) };
  if (by === "transport") return theyVanished;
  // What was owed never came: a refresh or an ACK (our BYE says 408), or a PRACK (RFC 3262 §3: 5xx).
  const ours =
    said === "bye" ? ({ said, status: 408 } as const) : ({ said: "response", status: 504 } as const);
  return { by: "us", ...ours, q850: null, text: null };
}

/** The other end ends it because somebody else took the call: no call was missed (RFC 3326 §3.1; Q.850 cause 26). */
export function isTakenElsewhere({ by, status, q850 }: LegEnding): boolean {
  return by === "them" && (status === 200 || q850 === 26);
}

function sayingOf(reason: Reason | undefined): Pick<LegEnding, "status" | "q850" | "text"> {
  const cause = reason?.cause ?? null;
  const protocol = reason?.protocol.toUpperCase();
  return {
    status: protocol === "SIP" ? cause : null,
    q850: protocol === "Q.850" && cause !== null && cause >= 1 && cause <= 127 ? cause : null,
    text: cut(reason?.text),
  };
}

function cut(text: string | undefined): string | null {
  // Words of a stranger: what is not for reading goes.
  const readable = text?.replaceAll(/\p{C}/gu, "").trim().slice(0, mostText);
  return readable || null;
}
