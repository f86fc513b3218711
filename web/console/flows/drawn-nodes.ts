// The nodes of a document as the board draws them.
import { useMemo } from "react";
import type { FlowInsight } from "@tandem/contract";
import { waysOf } from "@tandem/flows";
import type { FlowDocument, FlowNode, FlowProblem } from "@tandem/flows";
import { isAlike } from "./alike.ts";
import type { BoardNode } from "./board-nodes.tsx";
import type { Difference } from "./document-difference.ts";
import type { GoneParts } from "./gone-parts.ts";
import { countsAt } from "./node-counts.ts";
import { nodeHeight, nodeWidth, placedNodes } from "./placed-nodes.ts";

export const commentPrefix = "comment:";

type Drawn = {
  readonly document: FlowDocument;
  readonly problems: readonly FlowProblem[];
  readonly chosen: readonly string[];
  readonly mayWrite: boolean;
  readonly path: readonly string[];
  readonly difference: Difference | undefined;
  readonly gone: GoneParts | undefined;
  readonly insight: FlowInsight | undefined;
  /** The line under a node's name. */
  readonly aboutNode: (node: FlowNode) => string;
  readonly writeComment: (index: number, text: string) => void;
};

export function useDrawnNodes(drawn: Drawn): readonly BoardNode[] {
  const { document, problems, chosen, mayWrite, path, difference, insight, aboutNode, writeComment } = drawn;
  const { gone } = drawn;
  return useMemo((): BoardNode[] => {
    const places = placedNodes(document);
    const levels = levelsOf(problems);
    const steps = Object.entries(document.nodes).map(([id, node]): BoardNode => ({
      id,
      type: "step",
      position: places[id] ?? { x: 0, y: 0 },
      selected: chosen.includes(id),
      width: nodeWidth,
      height: nodeHeight(node),
      data: {
        node,
        isStart: document.start === id,
        level: levels.get(id) ?? null,
        change: changeOf(id, difference),
        tried: path.at(-1) === id ? "here" : path.includes(id) ? "passed" : null,
        about: aboutNode(node),
        open: waysOf(node).flatMap(({ name, to }) => (Object.hasOwn(document.nodes, to) ? [] : [name])),
        counts: insight ? countsAt(insight, id, node) : null,
        isCompared: gone !== undefined,
      },
    }));
    const comments = (document.comments ?? []).map(({ text, x, y }, index): BoardNode => ({
      id: `${commentPrefix}${index}`,
      type: "comment",
      position: { x, y },
      data: { index, text, mayWrite, write: writeComment },
    }));
    return [...ghostsOf(gone), ...steps, ...comments];
  }, [document, problems, chosen, mayWrite, path, difference, gone, insight, aboutNode, writeComment]);
}

/** A name may be that of a comment or a node; this is none of them. */
export function ghostId(name: string): string {
  return `gone:${name}`;
}

/** They are looked at, and nothing can be done with them. */
const untouchable = {
  draggable: false,
  selectable: false,
  connectable: false,
  deletable: false,
  focusable: false,
};

function ghostsOf(gone: GoneParts | undefined): BoardNode[] {
  return (gone?.nodes ?? []).map(({ name, node, at }) => ({
    ...untouchable,
    id: ghostId(name),
    type: "ghost",
    position: at,
    width: nodeWidth,
    height: nodeHeight(node),
    zIndex: -1,
    data: { name, node },
  }));
}

/** What is on the board: the nodes as they were drawn last, and as they are shown since, measured and perhaps being dragged. */
export type Shown = { readonly drawn: readonly BoardNode[]; readonly nodes: readonly BoardNode[] };

/**
 * Pure: a new drawing on the board. What was measured needs no second look, a drag that is not over goes on, and a node that is
 * drawn as before stays the one it was.
 */
export function shownNodes(drawn: readonly BoardNode[], before: Shown): readonly BoardNode[] {
  const was = new Map(before.drawn.map((node) => [node.id, node]));
  const known = new Map(before.nodes.map((node) => [node.id, node]));
  return drawn.map((node) => {
    const old = known.get(node.id);
    if (!old) return node;
    const { measured, dragging, position, selected } = old;
    const isPlaced = dragging === true || isAlike(position, node.position);
    const isChosen = Boolean(selected) === Boolean(node.selected);
    if (isPlaced && isChosen && isAlike(was.get(node.id), node)) return old;
    return { ...node, ...(measured && { measured }), ...(dragging && { dragging, position }) };
  });
}

function levelsOf(problems: readonly FlowProblem[]): Map<string, "error" | "warning"> {
  const levels = new Map<string, "error" | "warning">();
  for (const { nodeId, severity } of problems)
    if (nodeId !== null && levels.get(nodeId) !== "error") levels.set(nodeId, severity);
  return levels;
}

function changeOf(id: string, difference: Difference | undefined): "added" | "changed" | null {
  if (difference?.added.includes(id)) return "added";
  return difference?.changed.includes(id) ? "changed" : null;
}
