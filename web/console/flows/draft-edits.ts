// What can be done to a drawing, as pure functions from one document to the next. What leads to a node that goes leads
// nowhere from then on; what leads to one that gets another name leads to that name.
import { nowhere, readFlowNode, waysOf } from "@tandem/flows";
import type { FlowDocument, FlowNode } from "@tandem/flows";

export type Place = { readonly x: number; readonly y: number };
type Nodes = FlowDocument["nodes"];
type Layout = NonNullable<FlowDocument["layout"]>;
export type Comments = NonNullable<FlowDocument["comments"]>;

/** Nodes that were copied, with their places. */
export type Clipping = { readonly nodes: Nodes; readonly layout: Layout };

/** `base`, or `base-2` and so on where that is taken. */
export function freeName(taken: Readonly<Record<string, unknown>>, base: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}-${n}`;
    if (!Object.hasOwn(taken, name)) return name;
  }
}

/** A drawing's first node is where calls begin. */
export function addNode(document: FlowDocument, name: string, node: FlowNode, at: Place): FlowDocument {
  const isFirst = Object.keys(document.nodes).length === 0;
  return {
    ...document,
    ...(isFirst && { start: name }),
    nodes: { ...document.nodes, [name]: node },
    layout: { ...document.layout, [name]: whole(at) },
  };
}

export function removeNodes(document: FlowDocument, names: ReadonlySet<string>): FlowDocument {
  const kept = ([name]: readonly [string, unknown]) => !names.has(name);
  const to = (name: string) => (names.has(name) ? nowhere : name);
  return {
    ...document,
    start: to(document.start),
    nodes: mapNodes(Object.fromEntries(Object.entries(document.nodes).filter(kept)), to),
    layout: Object.fromEntries(Object.entries(document.layout ?? {}).filter(kept)),
  };
}

/** Unchanged where the new name is taken or cannot be one. */
export function renameNode(document: FlowDocument, from: string, to: string): FlowDocument {
  const { nodes, layout = {} } = document;
  const node = nodes[from];
  if (!node || to === "" || to === nowhere || to.length > 64 || Object.hasOwn(nodes, to)) return document;
  const renamed = (name: string) => (name === from ? to : name);
  const all = Object.fromEntries(Object.entries(nodes).map(([name, each]) => [renamed(name), each]));
  return {
    ...document,
    start: renamed(document.start),
    nodes: mapNodes(all, renamed),
    layout: Object.fromEntries(Object.entries(layout).map(([name, at]) => [renamed(name), at])),
  };
}

export function setNode(document: FlowDocument, name: string, node: FlowNode): FlowDocument {
  return { ...document, nodes: { ...document.nodes, [name]: node } };
}

/** Has a way of a node lead to another. */
export function setWay(document: FlowDocument, name: string, way: string, to: string): FlowDocument {
  const node = document.nodes[name];
  return node ? setNode(document, name, withWay(node, way, to)) : document;
}

export function moveNodes(document: FlowDocument, places: Readonly<Record<string, Place>>): FlowDocument {
  const moved = Object.entries(places).map(([name, at]) => [name, whole(at)] as const);
  return { ...document, layout: { ...document.layout, ...Object.fromEntries(moved) } };
}

export function copyNodes({ nodes, layout = {} }: FlowDocument, names: ReadonlySet<string>): Clipping {
  const copied = ([name]: readonly [string, unknown]) => names.has(name);
  return {
    nodes: Object.fromEntries(Object.entries(nodes).filter(copied)),
    layout: Object.fromEntries(Object.entries(layout).filter(copied)),
  };
}

/** Puts copies beside their originals, under free names; what led from one to another does so among the copies. */
export function pasteNodes(
  document: FlowDocument,
  { nodes, layout }: Clipping,
  by: Place,
): { readonly document: FlowDocument; readonly names: readonly string[] } {
  const names = new Map<string, string>();
  const taken: Record<string, unknown> = { ...document.nodes };
  for (const name of Object.keys(nodes)) {
    const free = freeName(taken, name.replace(/-\d+$/, ""));
    taken[free] = true;
    names.set(name, free);
  }
  const to = (name: string) => names.get(name) ?? (Object.hasOwn(document.nodes, name) ? name : nowhere);
  let pasted = document;
  for (const [name, node] of Object.entries(nodes)) {
    const at = layout[name] ?? { x: 0, y: 0 };
    const copy = mapWays(node, to);
    pasted = addNode(pasted, names.get(name) ?? name, copy, { x: at.x + by.x, y: at.y + by.y });
  }
  return { document: pasted, names: [...names.values()] };
}

export function setComments(document: FlowDocument, comments: Comments): FlowDocument {
  return { ...document, comments: comments.map((comment) => ({ ...comment, ...whole(comment) })) };
}

/** The node with another value at that place; undefined where it is no node then. A value of undefined is left out. */
export function withField(node: FlowNode, path: readonly string[], value: unknown): FlowNode | undefined {
  const read = readFlowNode(setAt(node, path, value));
  return read.ok ? read.value : undefined;
}

function withWay(node: FlowNode, way: string, to: string): FlowNode {
  return withField(node, way.split("."), to) ?? node;
}

function mapNodes(nodes: Nodes, to: (name: string) => string): Nodes {
  return Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, mapWays(node, to)]));
}

function mapWays(node: FlowNode, to: (name: string) => string): FlowNode {
  return waysOf(node).reduce(
    (mapped, way) => (to(way.to) === way.to ? mapped : withWay(mapped, way.name, to(way.to))),
    node,
  );
}

function setAt(value: unknown, [first, ...rest]: readonly string[], to: unknown): unknown {
  if (first === undefined) return to;
  if (Array.isArray(value)) {
    const list: unknown[] = [...value];
    list[Number(first)] = setAt(list[Number(first)], rest, to);
    return list;
  }
  const bag: Record<string, unknown> = typeof value === "object" && value !== null ? { ...value } : {};
  const next = setAt(bag[first], rest, to);
  if (next === undefined) delete bag[first];
  else bag[first] = next;
  return bag;
}

function whole({ x, y }: Place): Place {
  return { x: Math.round(x), y: Math.round(y) };
}
