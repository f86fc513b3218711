// Session-Expires and Min-SE (RFC 4028 §4, §5): how long a call stands without a refresh, and who refreshes it.
import { parseBoundedInteger, splitOutsideQuotes } from "./lexical.ts";
import type { SipMessage } from "./message.ts";
import { parseParameters } from "./parameters.ts";

export type SessionExpires = {
  readonly intervalSeconds: number;
  /** Whose task the refresh is, in terms of the request this is about; undefined when left open. */
  readonly refresher: "uac" | "uas" | undefined;
};

/** A week: longer intervals are taken as that. */
const maxIntervalSeconds = 604_800;

/** Undefined when the message has none, or none that can be read. */
export function sessionExpiresOf(message: SipMessage): SessionExpires | undefined {
  const value = message.header("session-expires");
  if (value === undefined) return undefined;
  const digits = splitOutsideQuotes(value, ";")[0] as string;
  const seconds = parseBoundedInteger(digits, 0xffff_ffff);
  const params = parseParameters(value.trimStart().slice(digits.length));
  if (seconds === undefined || params === undefined) return undefined;
  const refresher = params.get("refresher")?.toLowerCase();
  return {
    intervalSeconds: Math.min(seconds, maxIntervalSeconds),
    refresher: refresher === "uac" || refresher === "uas" ? refresher : undefined,
  };
}

export function writeSessionExpires({ intervalSeconds, refresher }: SessionExpires): string {
  return refresher === undefined ? String(intervalSeconds) : `${intervalSeconds};refresher=${refresher}`;
}

/** Min-SE in seconds; undefined when absent or unreadable. */
export function minimumExpiresOf(message: SipMessage): number | undefined {
  const digits = message.header("min-se")?.split(";", 1)[0]?.trim();
  return parseBoundedInteger(digits, maxIntervalSeconds);
}
