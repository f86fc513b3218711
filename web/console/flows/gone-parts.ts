// What a version of the history had that is no more: nodes where they stood, and connections.
import { nowhere, waysOf } from "@tandem/flows";
import type { FlowDocument, FlowNode } from "@tandem/flows";
import type { Place } from "./draft-edits.ts";
import { placedNodes } from "./placed-nodes.ts";

export type GoneParts = {
  readonly nodes: readonly { readonly name: string; readonly node: FlowNode; readonly at: Place }[];
  readonly ways: readonly GoneWay[];
};

export type GoneWay = {
  readonly from: string;
  readonly way: string;
  readonly to: string;
  /** The node still has a way of that name, which leads elsewhere. */
  readonly hasWay: boolean;
};

/** Pure. */
export function goneParts(before: FlowDocument, after: FlowDocument): GoneParts {
  const places = placedNodes(before);
  const nodes = Object.entries(before.nodes)
    .filter(([name]) => !Object.hasOwn(after.nodes, name))
    .map(([name, node]) => ({ name, node, at: places[name] ?? { x: 0, y: 0 } }));
  const ways = Object.entries(before.nodes).flatMap(([from, node]) => {
    const now = after.nodes[from];
    const left = new Map(now ? waysOf(now).map(({ name, to }) => [name, to]) : []);
    return waysOf(node)
      .filter(({ name, to }) => to !== nowhere && Object.hasOwn(before.nodes, to) && left.get(name) !== to)
      .map(({ name: way, to }) => ({ from, way, to, hasWay: !now || left.has(way) }));
  });
  return { nodes, ways };
}
