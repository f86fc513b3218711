// What the ways out of a node are called on the page.
import { consoleTexts } from "#console/texts";
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

/** Pure: what a kind of node is called; one that this page does not know is called as the document does. */
export function typeText(type: string, t: Translate<ConsoleKey>): string {
  const key = `node.${type}`;
  return key in consoleTexts.en ? t(key as ConsoleKey) : type;
}
