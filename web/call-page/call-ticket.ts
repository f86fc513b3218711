// Asks the server for a call: credentials for one call, and whom to call. The contract's schemas stay out of this page
// for their weight, so the few fields used here are checked by hand.
import type { Locale } from "@tandem/contract";
import { sendRequest } from "#client/api";
import type { Answer } from "#client/api";
import type { CallTicket } from "#client/visitor-phone";

const neededFields = [
  "uri",
  "username",
  "password",
  "realm",
  "displayName",
  "webSocketPath",
  "target",
] as const;

/** Pure: whether an answer has every field that a call needs. */
function isCallTicket(value: unknown): value is CallTicket {
  if (typeof value !== "object" || value === null) return false;
  const given = value as Readonly<Record<string, unknown>>;
  return neededFields.every((field) => typeof given[field] === "string");
}

/** Never throws; problem kinds as of `sendRequest`. */
export async function askForCall(locale: Locale, fetcher: typeof fetch = fetch): Promise<Answer<CallTicket>> {
  const endpoint = { method: "POST", path: "/api/v1/visitor-calls" } as const;
  const answer = await sendRequest({ ...endpoint, body: { locale } }, fetcher);
  if (!answer.ok || isCallTicket(answer.value)) return answer as Answer<CallTicket>;
  const message = "the answer is no call ticket";
  return { ok: false, problem: { kind: "unexpected-answer", message, status: 500 } };
}
