// The prompts that tell a waiting caller their place in line and how long it may take yet. Numbers are put together of
// prompts: 1 to 20 and the tens up to 90, in both languages alike (二十 and 三, twenty and three).
import type { WaitOutlook } from "#contact-center/routing";
import type { Announces } from "./queue-settings.ts";

const thanks = ["queue-announcement"];
/** More is no comfort to anybody. */
const lastSpokenPosition = 99;

/** Names of prompts in order. What is not known is not said; when nothing is, the caller is thanked for waiting. */
export function spokenWait(announces: Announces, outlook: WaitOutlook | undefined): readonly string[] {
  if (announces === "thanks" || !outlook) return thanks;
  const position = announces === "wait" ? [] : spokenPosition(outlook.position);
  const wait = announces === "position" ? [] : spokenMinutes(outlook.estimatedWaitMs);
  const words = [...position, ...wait];
  return words.length > 0 ? words : thanks;
}

function spokenPosition(position: number): readonly string[] {
  if (position > lastSpokenPosition) return [];
  return ["position-before", ...spokenNumber(position), "position-after"];
}

/** Rounded up: to minutes up to ten, then to five minutes, and no further than an hour. */
function spokenMinutes(waitMs: number | undefined): readonly string[] {
  if (waitMs === undefined) return [];
  const minutes = Math.ceil(waitMs / 60_000);
  if (minutes <= 1) return ["wait-one-minute"];
  const said = minutes <= 10 ? minutes : Math.ceil(minutes / 5) * 5;
  return said > 60 ? ["wait-over-hour"] : ["wait-before", ...spokenNumber(said), "wait-after"];
}

/** From 1 to 99. */
function spokenNumber(number: number): readonly string[] {
  if (number <= 20 || number % 10 === 0) return [`number-${number}`];
  return [`number-${number - (number % 10)}`, `number-${number % 10}`];
}
