// Why somebody was not reached, as a word that the desk has a text for.

export type FailureWord =
  | "busy"
  | "declined"
  | "no-answer"
  | "unreachable"
  | "not-found"
  | "forbidden"
  | "failed";

/** Pure. `status`: the SIP status (RFC 3261 §21); 0 when the server was not reached. */
export function failureWord(status: number): FailureWord {
  if (status === 486 || status === 600) return "busy";
  if (status === 603) return "declined";
  if (status === 408 || status === 487) return "no-answer";
  if (status === 480) return "unreachable";
  if (status === 404 || status === 484 || status === 604) return "not-found";
  return status === 403 ? "forbidden" : "failed";
}
