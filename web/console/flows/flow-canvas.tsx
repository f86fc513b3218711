// The board: nodes and the ways between them. What is drawn is in the document; only what is chosen, and a drag that is
// not over, is kept here.
import {
  applyNodeChanges,
  Background,
  Controls,
  MiniMap,
  ReactFlow,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import type { Connection, Edge, NodeChange } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { memo, useCallback, useMemo, useState } from "react";
import type { DragEvent } from "react";
import type { FlowInsight } from "@tandem/contract";
import { nowhere, waysOf } from "@tandem/flows";
import type { FlowDocument, FlowNode, FlowProblem } from "@tandem/flows";
import { usePrefersDark } from "@tandem/ui";
import { useKept } from "./alike.ts";
import { CommentNode, FarContext, GhostNode, goneDot, StepNode } from "./board-nodes.tsx";
import type { BoardNode } from "./board-nodes.tsx";
import { withComment, withoutParts, withPlaces } from "./canvas-edits.ts";
import type { Difference } from "./document-difference.ts";
import { setWay } from "./draft-edits.ts";
import type { Place } from "./draft-edits.ts";
import { ghostId, shownNodes, useDrawnNodes } from "./drawn-nodes.ts";
import type { Shown } from "./drawn-nodes.ts";
import type { GoneParts } from "./gone-parts.ts";
import { draggedType } from "./palette.tsx";
import { useSteady } from "./use-steady.ts";
import type { Surroundings } from "./use-surroundings.ts";

const nodeTypes = { step: StepNode, ghost: GhostNode, comment: CommentNode };
/** Written once: the board looks anew at all nodes when it is given another. */
const deleteKeys = ["Delete", "Backspace"];
const multiSelectionKeys = ["Control", "Meta", "Shift"];
const fitViewOptions = { maxZoom: 1, padding: 0.12 };

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
  /** What that version had besides. */
  readonly gone: GoneParts | undefined;
  /** What callers did, while it is asked. */
  readonly insight: FlowInsight | undefined;
  readonly draw: (document: FlowDocument, about?: string) => void;
  readonly onChoose: (names: readonly string[]) => void;
  readonly onDrop: (type: FlowNode["type"] | "comment", at: Place) => void;
};

/** Below this size the words of a node cannot be read: it shows its name alone, in large letters. */
const farZoom = 0.38;
const fartherZoom = 0.2;

export function FlowCanvas(props: CanvasProps) {
  const { document, mayWrite, draw, onChoose, onDrop, path, surroundings, gone } = props;
  const dark = usePrefersDark();
  const { screenToFlowPosition } = useReactFlow();
  const distance = useStore(({ transform: [, , zoom] }) =>
    zoom < fartherZoom ? "far farther" : zoom < farZoom ? "far" : "",
  );
  // All of it is in view then: looking which part is would cost more than it saves.
  const isFar = distance.endsWith("farther");
  const about = useCallback((node: FlowNode) => aboutNode(node, surroundings), [surroundings]);
  const writeComment = useSteady((index: number, text: string) =>
    draw(withComment(document, index, text), `comment ${index}`),
  );
  const drawn = useDrawnNodes({ ...props, aboutNode: about, writeComment });
  const [shown, setShown] = useState<Shown>({ drawn, nodes: drawn });
  if (shown.drawn !== drawn) setShown({ drawn, nodes: shownNodes(drawn, shown) });
  const nodes = shown.nodes as BoardNode[];
  const edges = useKept(
    useMemo(() => [...goneEdges(document, gone), ...edgesOf(document, path)], [document, gone, path]),
  ) as Edge[];

  const change = useSteady((changes: NodeChange<BoardNode>[]) => {
    const next = applyNodeChanges(changes, nodes);
    setShown({ drawn, nodes: next });
    if (changes.some(({ type }) => type === "select"))
      onChoose(next.filter(({ selected, type }) => selected && type === "step").map(({ id }) => id));
    const moved = changes.flatMap((each) =>
      each.type === "position" && !each.dragging && each.position ? [[each.id, each.position] as const] : [],
    );
    if (moved.length > 0) draw(withPlaces(document, moved));
  });
  const connect = useSteady(({ source, sourceHandle, target }: Connection) => {
    if (sourceHandle !== null) draw(setWay(document, source, sourceHandle, target));
  });
  const reconnect = useSteady((_: Edge, connection: Connection) => connect(connection));
  const remove = useSteady(({ nodes: removed, edges: cut }: { nodes: BoardNode[]; edges: Edge[] }) =>
    draw(withoutParts(document, removed, cut)),
  );
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const type = draggedType(event);
    if (type) onDrop(type, screenToFlowPosition({ x: event.clientX, y: event.clientY }));
  };
  return (
    <FarContext value={isFar}>
      <ReactFlow
        className={distance}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        colorMode={dark ? "dark" : "light"}
        onNodesChange={change}
        onConnect={connect}
        onReconnect={reconnect}
        onDelete={remove}
        onDragOver={(event) => event.preventDefault()}
        onDrop={drop}
        nodesDraggable={mayWrite}
        nodesConnectable={mayWrite}
        deleteKeyCode={mayWrite ? deleteKeys : null}
        multiSelectionKeyCode={multiSelectionKeys}
        onlyRenderVisibleElements={nodes.length > 60 && !isFar}
        minZoom={0.05}
        fitView
        fitViewOptions={fitViewOptions}
      >
        <Surround isFar={isFar} />
      </ReactFlow>
    </FarContext>
  );
}

/** What stands around the nodes is drawn once. From afar the board is its own small map: another would cost each movement. */
const Surround = memo(function Surround({ isFar }: { readonly isFar: boolean }) {
  return (
    <>
      <Background gap={20} />
      <Controls showInteractive={false} />
      {isFar ? null : (
        <MiniMap
          pannable
          zoomable
          ariaLabel={null}
          nodeClassName={miniMapClass}
          maskStrokeColor="var(--t-brand)"
          maskStrokeWidth={2}
        />
      )}
    </>
  );
});

function miniMapClass({ data, type, selected }: BoardNode): string {
  if (type !== "step") return type ?? "";
  return [selected ? "chosen" : "", data.isStart ? "start" : "", data.level ?? ""].join(" ");
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

function goneEdges({ nodes }: FlowDocument, gone: GoneParts | undefined): Edge[] {
  const idOf = (name: string) => (Object.hasOwn(nodes, name) ? name : ghostId(name));
  return (gone?.ways ?? []).map(({ from, way, to, hasWay }) => ({
    id: `gone:${from}/${way}`,
    className: "gone",
    source: idOf(from),
    sourceHandle: hasWay ? way : goneDot,
    target: idOf(to),
    selectable: false,
    focusable: false,
    deletable: false,
    reconnectable: false,
  }));
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
