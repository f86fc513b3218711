// What is different between two documents of a flow, by the names of their nodes.
import type { FlowDocument } from "@tandem/flows";

export type Difference = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** The start, the language, or when the call is answered. */
  readonly frame: boolean;
};

/** Pure: where nodes are drawn, and comments, are no difference for callers. */
export function differenceOf(before: FlowDocument, after: FlowDocument): Difference {
  const names = Object.keys(after.nodes);
  const known = (name: string) => Object.hasOwn(before.nodes, name);
  const same = (name: string) => inOrder(before.nodes[name]) === inOrder(after.nodes[name]);
  const { start, language, answer } = after;
  return {
    added: names.filter((name) => !known(name)),
    removed: Object.keys(before.nodes).filter((name) => !Object.hasOwn(after.nodes, name)),
    changed: names.filter((name) => known(name) && !same(name)),
    frame: start !== before.start || language !== before.language || answer !== before.answer,
  };
}

export function isSame({ added, removed, changed, frame }: Difference): boolean {
  return !frame && added.length + removed.length + changed.length === 0;
}

/** JSON whose keys stand in order: a database keeps them in one of its own. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
