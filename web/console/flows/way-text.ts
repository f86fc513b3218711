// What the ways out of a node are called on the page.
import type { ConsoleKey } from "#console/texts";
import type { Translate } from "#client/text";

const named = ["next", "otherwise", "unavailable", "open", "closed"] as const;

/** Pure: `next`, `choices.1` and the like in words; a way that this page does not know is called as it is. */
export function wayText(way: string, t: Translate<ConsoleKey>): string {
  const [first = "", second] = way.split(".");
  if (first === "choices" && second !== undefined) return t("node.key", { key: second });
  if (first === "cases" && second !== undefined) return t("node.case", { value: second });
  const known = named.find((each) => each === first);
  return known ? t(`node.${known}`) : way;
}

const types = [
  "play",
  "say",
  "menu",
  "answer",
  "queue",
  "survey",
  "voicemail",
  "callback",
  "business-hours",
  "collect-digits",
  "condition",
  "switch",
  "set-variable",
  "loop-guard",
  "language",
  "priority",
  "tag-call",
  "transfer-person",
  "transfer-number",
  "transfer-flow",
  "sub-flow",
  "return",
  "http-request",
  "data-table",
  "refuse",
  "hang-up",
] as const;

/** Pure: what a kind of node is called. */
export function typeText(type: string, t: Translate<ConsoleKey>): string {
  const known = types.find((each) => each === type);
  return known ? t(`node.${known}`) : type;
}
