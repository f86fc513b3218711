// The Reason header (RFC 3326): why a request was sent or refused, in SIP's or the telephone network's words.
import { parseBoundedInteger, quoted, splitOutsideQuotes } from "./lexical.ts";
import type { SipMessage } from "./message.ts";
import { parseParameters } from "./parameters.ts";

export type Reason = {
  /** As written: "SIP", "Q.850", … */
  readonly protocol: string;
  /** A SIP status or an ITU-T Q.850 cause value; undefined when left out or no number. */
  readonly cause: number | undefined;
  readonly text: string | undefined;
};

/** The largest cause that is kept: SIP statuses end at 699, Q.850 causes at 127. */
const maxCause = 999;

/** Every readable Reason value of a message, in order; malformed ones are left out. */
export function reasonsOf(message: SipMessage): Reason[] {
  const reasons: Reason[] = [];
  for (const value of message.list("reason")) {
    const reason = parseReason(value);
    if (reason !== undefined) reasons.push(reason);
  }
  return reasons;
}

/** The most telling Reason of a message: that of Q.850 when there is one, else the first. */
export function reasonOf(message: SipMessage): Reason | undefined {
  const reasons = reasonsOf(message);
  return reasons.find(({ protocol }) => protocol.toUpperCase() === "Q.850") ?? reasons[0];
}

/** Reads one value, e.g. `Q.850;cause=16;text="Normal call clearing"`; undefined when malformed. */
export function parseReason(value: string): Reason | undefined {
  const protocol = splitOutsideQuotes(value, ";")[0] as string;
  const params = parseParameters(value.trimStart().slice(protocol.length));
  if (protocol === "" || params === undefined) return undefined;
  return { protocol, cause: parseBoundedInteger(params.get("cause"), maxCause), text: params.get("text") };
}

/** The value of a Reason header. */
export function writeReason({ protocol, cause, text }: Reason): string {
  const causePart = cause === undefined ? "" : `;cause=${cause}`;
  return `${protocol}${causePart}${text === undefined ? "" : `;text=${quoted(text)}`}`;
}
