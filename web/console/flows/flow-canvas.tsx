// The board: nodes and the ways between them. What is drawn is in the document; only what is chosen, and a drag that is
// not over, is kept here.
import { applyNodeChanges, Background, Controls, MiniMap, ReactFlow, useReactFlow } from "@xyflow/react";
import type { Connection, Edge, NodeChange } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useMemo, useState } from "react";
import type { DragEvent } from "react";
import type { FlowInsight } from "@tandem/contract";
import { nowhere, waysOf } from "@tandem/flows";
import type { FlowDocument, FlowNode, FlowProblem } from "@tandem/flows";
import { usePrefersDark } from "@tandem/ui";
import { CommentNode, StepNode } from "./board-nodes.tsx";
import type { BoardNode } from "./board-nodes.tsx";
import type { Difference } from "./document-difference.ts";
import { moveNodes, removeNodes, setComments, setWay } from "./draft-edits.ts";
import type { Place } from "./draft-edits.ts";
import { countsAt } from "./node-counts.ts";
import { draggedType } from "./palette.tsx";
import { nodeHeight, nodeWidth, placedNodes } from "./placed-nodes.ts";
import type { Surroundings } from "./use-surroundings.ts";

const nodeTypes = { step: StepNode, comment: CommentNode };
const commentPrefix = "comment:";

type CanvasProps = {
  readonly document: FlowDocument;
  readonly surroundings: Surroundings;
  readonly problems: readonly FlowProblem[];
  readonly chosen: readonly string[];
  readonly mayWrite: boolean;
  /** Of a call that is tried: where it was, the last of them where it is. */
  readonly path: readonly string[];
  /** Against a version of the history, while that is asked. */
  readonly difference: Difference | undefined;
  /** What callers did, while it is asked. */
  readonly insight: FlowInsight | undefined;
  readonly draw: (document: FlowDocument, about?: string) => void;
  readonly onChoose: (names: readonly string[]) => void;
  readonly onDrop: (type: FlowNode["type"] | "comment", at: Place) => void;
};

export function FlowCanvas(props: CanvasProps) {
  const { document, mayWrite, draw, onChoose, onDrop, path } = props;
  const dark = usePrefersDark();
  const { screenToFlowPosition } = useReactFlow();
  const drawn = useDrawnNodes(props);
  const [shown, setShown] = useState({ drawn, nodes: drawn });
  if (shown.drawn !== drawn) setShown({ drawn, nodes: withDrag(drawn, shown.nodes) });
  const { nodes } = shown;
  const edges = useMemo(() => edgesOf(document, path), [document, path]);

  const change = (changes: NodeChange<BoardNode>[]) => {
    const next = applyNodeChanges(changes, nodes);
    setShown({ drawn, nodes: next });
    if (changes.some(({ type }) => type === "select"))
      onChoose(next.filter(({ selected, type }) => selected && type === "step").map(({ id }) => id));
    const moved = changes.flatMap((each) =>
      each.type === "position" && !each.dragging && each.position ? [[each.id, each.position] as const] : [],
    );
    if (moved.length > 0) draw(withPlaces(document, moved));
  };
  const connect = ({ source, sourceHandle, target }: Connection) =>
    sourceHandle !== null && draw(setWay(document, source, sourceHandle, target));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const type = draggedType(event);
    if (type) onDrop(type, screenToFlowPosition({ x: event.clientX, y: event.clientY }));
  };
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      colorMode={dark ? "dark" : "light"}
      onNodesChange={change}
      onConnect={connect}
      onReconnect={(_, connection) => connect(connection)}
      onDelete={({ nodes: gone, edges: cut }) => draw(withoutParts(document, gone, cut))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      nodesDraggable={mayWrite}
      nodesConnectable={mayWrite}
      deleteKeyCode={mayWrite ? ["Delete", "Backspace"] : null}
      multiSelectionKeyCode={["Control", "Meta", "Shift"]}
      onlyRenderVisibleElements={Object.keys(document.nodes).length > 60}
      minZoom={0.15}
      fitView
      fitViewOptions={{ maxZoom: 1, padding: 0.12 }}
    >
      <Background gap={20} />
      <Controls showInteractive={false} />
      <MiniMap pannable zoomable ariaLabel={null} />
    </ReactFlow>
  );
}

/** What was measured needs no second look, and a drag that is not over goes on. */
function withDrag(drawn: readonly BoardNode[], before: readonly BoardNode[]): BoardNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  return drawn.map((node) => {
    const { measured, dragging, position } = known.get(node.id) ?? {};
    const held = dragging && position ? { dragging, position } : {};
    return { ...node, ...(measured && { measured }), ...held };
  });
}

function changeOf(id: string, difference: Difference | undefined): "added" | "changed" | null {
  if (difference?.added.includes(id)) return "added";
  return difference?.changed.includes(id) ? "changed" : null;
}

function useDrawnNodes(props: CanvasProps) {
  const { document, problems, chosen, surroundings, path, difference, insight, mayWrite, draw } = props;
  return useMemo((): BoardNode[] => {
    const places = placedNodes(document);
    const steps = Object.entries(document.nodes).map(([id, node]): BoardNode => {
      const own = problems.filter(({ nodeId }) => nodeId === id);
      return {
        id,
        type: "step",
        position: places[id] ?? { x: 0, y: 0 },
        selected: chosen.includes(id),
        width: nodeWidth,
        height: nodeHeight(node),
        data: {
          node,
          isStart: document.start === id,
          level: own.some(({ severity }) => severity === "error")
            ? "error"
            : own.length > 0
              ? "warning"
              : null,
          change: changeOf(id, difference),
          tried: path.at(-1) === id ? "here" : path.includes(id) ? "passed" : null,
          about: aboutNode(node, surroundings),
          open: waysOf(node).flatMap(({ name, to }) => (Object.hasOwn(document.nodes, to) ? [] : [name])),
          counts: insight ? countsAt(insight, id, node) : null,
        },
      };
    });
    const comments = (document.comments ?? []).map(({ text, x, y }, index): BoardNode => ({
      id: `${commentPrefix}${index}`,
      type: "comment",
      position: { x, y },
      data: {
        text,
        mayWrite,
        write: (words) => draw(withComment(document, index, words), `comment ${index}`),
      },
    }));
    return [...steps, ...comments];
  }, [document, problems, chosen, surroundings, path, difference, insight, mayWrite, draw]);
}

/** Pure: the line under a node's name: whom it leads to, or what it plays. */
export function aboutNode(node: FlowNode, { queues, agents, calendars }: Surroundings): string {
  const nameIn = (named: Surroundings["queues"], id: string | undefined) =>
    named.find((each) => each.id === id)?.name;
  const who =
    ("queueId" in node ? nameIn(queues, node.queueId) : undefined) ??
    ("agentId" in node ? nameIn(agents, node.agentId) : undefined) ??
    ("calendarId" in node ? nameIn(calendars, node.calendarId) : undefined);
  return who ?? formulaOf(node) ?? ("prompts" in node ? node.prompts.join(", ") : "");
}

/** What a node asks or computes. */
function formulaOf(node: FlowNode): string | undefined {
  switch (node.type) {
    case "condition":
      return node.when;
    case "switch":
      return node.value;
    case "set-variable":
      return `${node.variable} = ${node.value}`;
    case "collect-digits":
      return `→ ${node.variable}`;
    case "send-message":
      return node.connector;
    case "webhook":
      return URL.parse(node.url)?.host;
    default:
      return undefined;
  }
}

function edgesOf(document: FlowDocument, path: readonly string[]): Edge[] {
  return Object.entries(document.nodes).flatMap(([source, node]) =>
    waysOf(node)
      .filter(({ to }) => to !== nowhere && Object.hasOwn(document.nodes, to))
      .map(({ name, to: target }) => ({
        id: `${source}/${name}`,
        source,
        sourceHandle: name,
        target,
        animated: path.some((each, n) => each === source && path[n + 1] === target),
        interactionWidth: 24,
      })),
  );
}

function withPlaces(document: FlowDocument, moved: readonly (readonly [string, Place])[]): FlowDocument {
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

function withoutParts(
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

function withComment(document: FlowDocument, index: number, text: string): FlowDocument {
  return setComments(
    document,
    (document.comments ?? []).map((comment, n) => (n === index ? { ...comment, text } : comment)),
  );
}
