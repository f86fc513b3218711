// What came of sending something, in words: what happened, and what to do about it.
import type { Translate } from "#client/text";
import type { consoleTexts } from "./console-texts.ts";

type ConsoleKey = keyof (typeof consoleTexts)["zh-CN"];

const words = [
  "timeout",
  "address-refused",
  "no-secret",
  "no-connector",
  "no-address",
  "too-late",
  "resting",
] as const;
const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
]);

/** Pure: `outcome` as the API has it; a code that this page does not know is told as it is. */
export function outcomeText(outcome: string, t: Translate<ConsoleKey>): string {
  const status = /^HTTP (\d{3})$/.exec(outcome)?.[1];
  if (status !== undefined) return t(`outcome.status.${classOf(Number(status))}`, { status });
  const word = words.find((each) => each === outcome);
  if (word) return t(`outcome.${word}`);
  return t(unreachable.has(outcome) ? "outcome.unreachable" : "outcome.broken", { code: outcome });
}

function classOf(status: number): "taken" | "moved" | "key" | "enough" | "refused" | "failed" {
  if (status < 300) return "taken";
  if (status < 400) return "moved";
  if (status === 401 || status === 403) return "key";
  if (status === 429) return "enough";
  return status < 500 ? "refused" : "failed";
}
