// What is done with the mouse on the board, as pure functions from one document to the next.
import type { Edge } from "@xyflow/react";
import { nowhere } from "@tandem/flows";
import type { FlowDocument } from "@tandem/flows";
import type { BoardNode } from "./board-nodes.tsx";
import { moveNodes, removeNodes, setComments, setWay } from "./draft-edits.ts";
import type { Place } from "./draft-edits.ts";
import { commentPrefix } from "./drawn-nodes.ts";
import { placedNodes } from "./placed-nodes.ts";

export function withPlaces(
  document: FlowDocument,
  moved: readonly (readonly [string, Place])[],
): FlowDocument {
  const isComment = ([id]: readonly [string, Place]) => id.startsWith(commentPrefix);
  const places = new Map(moved);
  const comments = (document.comments ?? []).map((comment, index) => ({
    ...comment,
    ...places.get(`${commentPrefix}${index}`),
  }));
  const steps = moved.filter((each) => !isComment(each));
  // The first move fixes all places: the others must not jump when the drawing changes.
  const all = { ...placedNodes(document), ...Object.fromEntries(steps) };
  const placed = steps.length > 0 ? moveNodes(document, all) : document;
  return moved.some(isComment) ? setComments(placed, comments) : placed;
}

export function withoutParts(
  document: FlowDocument,
  gone: readonly BoardNode[],
  cut: readonly Edge[],
): FlowDocument {
  const names = new Set(gone.map(({ id }) => id));
  const left = (document.comments ?? []).filter((_, index) => !names.has(`${commentPrefix}${index}`));
  const uncut = cut
    .filter(({ source }) => !names.has(source))
    .reduce((each, { source, sourceHandle }) => setWay(each, source, sourceHandle ?? "", nowhere), document);
  const kept = removeNodes(uncut, names);
  return left.length === (document.comments ?? []).length ? kept : setComments(kept, left);
}

export function withComment(document: FlowDocument, index: number, text: string): FlowDocument {
  return setComments(
    document,
    (document.comments ?? []).map((comment, n) => (n === index ? { ...comment, text } : comment)),
  );
}
