// Where nodes are drawn: as somebody put them; all in columns from the start on where nobody did.
import { Graph, layout } from "@dagrejs/dagre";
import { waysOf } from "@tandem/flows";
import type { FlowDocument, FlowNode } from "@tandem/flows";
import type { Place } from "./draft-edits.ts";

export const nodeWidth = 208;

/** Pixels: a head, a line that says what it does, and a line for each way. */
export function nodeHeight(node: FlowNode): number {
  return 62 + waysOf(node).length * 26;
}

/** Every node's place; `document.layout` counts where it names them all. */
export function placedNodes(document: FlowDocument): Readonly<Record<string, Place>> {
  const { nodes, layout: drawn = {} } = document;
  const names = Object.keys(nodes);
  return names.every((name) => Object.hasOwn(drawn, name)) ? drawn : { ...columnsOnce(document), ...drawn };
}

let lastColumns = { of: "", places: {} as Record<string, Place> };

/** Who types into a node of a drawing that nobody placed has not changed the columns: they take time to find. */
function columnsOnce(document: FlowDocument): Record<string, Place> {
  const ways = Object.entries(document.nodes).map(([name, node]) => [name, waysOf(node)]);
  const of = JSON.stringify([document.start, ways]);
  if (lastColumns.of !== of) lastColumns = { of, places: columnsFrom(document) };
  return lastColumns.places;
}

/** All nodes in columns, from left to right as callers come to them. */
export function columnsFrom({ start, nodes }: FlowDocument): Record<string, Place> {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 30, ranksep: 64, marginx: 20, marginy: 20 });
  graph.setDefaultEdgeLabel(() => ({}));
  // The start first: what is laid out first stands first.
  const names = Object.keys(nodes).toSorted((a, b) => Number(b === start) - Number(a === start));
  for (const name of names) {
    const node = nodes[name];
    if (node) graph.setNode(name, { width: nodeWidth, height: nodeHeight(node) });
  }
  for (const name of names) {
    const node = nodes[name];
    for (const way of node ? waysOf(node) : [])
      if (Object.hasOwn(nodes, way.to)) graph.setEdge(name, way.to, {}, way.name);
  }
  layout(graph);
  const places = names.map((name) => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(name);
    return [name, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }] as const;
  });
  return Object.fromEntries(places);
}
