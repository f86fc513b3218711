// What callers did at each node of a drawing, as the board shows it.
import type { FlowInsight } from "@tandem/contract";
import { waysOf } from "@tandem/flows";
import type { FlowNode } from "@tandem/flows";

export type NodeCounts = {
  readonly entered: number;
  readonly ended: number;
  readonly meanMs: number | null;
  readonly errors: number;
  /** By the name of the way. */
  readonly ways: Readonly<Record<string, number>>;
};

/**
 * Pure. A choice's way is known by its key; the others by where they lead, so that two of them which lead to one node show
 * the same number.
 */
export function countsAt(insight: FlowInsight, name: string, node: FlowNode): NodeCounts {
  const none = { entered: 0, ended: 0, meanMs: null, errors: 0 };
  const { entered, ended, meanMs, errors } = insight.nodes.find((each) => each.node === name) ?? none;
  const from = insight.ways.filter((each) => each.node === name);
  const ways = waysOf(node).map(({ name: way, to }) => {
    const [kind, key] = way.split(".");
    const digit = kind === "choices" ? key : null;
    return [way, from.find((each) => each.to === to && each.digit === digit)?.count ?? 0] as const;
  });
  return { entered, ended, meanMs, errors, ways: Object.fromEntries(ways) };
}
