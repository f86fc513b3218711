// RSeq and RAck (RFC 3262 §7): the numbers that tie a PRACK to the provisional response it acknowledges.
import { parseBoundedInteger } from "./lexical.ts";
import type { SipRequest, SipResponse } from "./message.ts";

/** What a PRACK acknowledges. */
type ReliableAck = {
  readonly responseNumber: number;
  readonly sequence: number;
  readonly method: string;
};

/** RSeq numbers are 1 to 2^32 - 1 (§7.1). */
const maxNumber = 0xffff_ffff;

/** The RSeq of a provisional response that has to be acknowledged; undefined for any other response. */
export function reliableNumberOf(response: SipResponse): number | undefined {
  if (response.status <= 100 || response.status >= 200) return undefined;
  const number = parseBoundedInteger(response.header("rseq"), maxNumber);
  if (number === undefined || number === 0) return undefined;
  return response.list("require").some((tag) => tag.toLowerCase() === "100rel") ? number : undefined;
}

/** Undefined when RAck is missing or malformed. */
export function reliableAckOf(prack: SipRequest): ReliableAck | undefined {
  const parts = prack.header("rack")?.trim().split(/\s+/) ?? [];
  const [responseNumber, sequence] = [
    parseBoundedInteger(parts[0], maxNumber),
    parseBoundedInteger(parts[1], maxNumber),
  ];
  const method = parts[2];
  if (responseNumber === undefined || sequence === undefined || method === undefined || parts.length > 3)
    return undefined;
  return { responseNumber, sequence, method };
}
