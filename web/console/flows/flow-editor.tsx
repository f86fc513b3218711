// Drawing a flow: kinds of nodes at the left, the board, what is chosen, wrong or tried at the right.
import { useReactFlow } from "@xyflow/react";
import { App } from "antd";
import { useCallback, useMemo, useState } from "react";
import type { FlowDraft } from "@tandem/contract";
import { findFlowProblems, nodeTypes } from "@tandem/flows";
import type { FlowDocument, FlowProblem, FlowTrial } from "@tandem/flows";
import { EmptyState } from "@tandem/ui";
import { useMe } from "#client/sign-in";
import { useConsoleText } from "#console/texts";
import { useKept } from "./alike.ts";
import { addNode, copyNodes, freeName, pasteNodes, removeNodes, setComments } from "./draft-edits.ts";
import type { Clipping, Place } from "./draft-edits.ts";
import { differenceOf } from "./document-difference.ts";
import { DraftConflict } from "./draft-conflict.tsx";
import { FlowCanvas } from "./flow-canvas.tsx";
import { FlowProblems } from "./flow-problems.tsx";
import { FlowSettings } from "./flow-settings.tsx";
import { FlowToolbar } from "./flow-toolbar.tsx";
import { goneParts } from "./gone-parts.ts";
import { InsightPanel, useInsight } from "./insight-panel.tsx";
import type { InsightDays } from "./insight-panel.tsx";
import { newNode } from "./new-node.ts";
import { NodeForm } from "./node-form.tsx";
import { Palette } from "./palette.tsx";
import type { Piece } from "./palette.tsx";
import { SideTabs } from "./side-tabs.tsx";
import type { SideTab } from "./side-tabs.tsx";
import { TryPanel } from "./try-panel.tsx";
import { useDraft } from "./use-draft.ts";
import { useDrawingKeys } from "./use-drawing-keys.ts";
import { useSteady } from "./use-steady.ts";
import type { Surroundings } from "./use-surroundings.ts";
import { useViewedVersion } from "./use-viewed-version.ts";
import { VersionComparison } from "./version-comparison.tsx";
import type { ComparedVersion } from "./version-comparison.tsx";
import { ViewedVersionBanner } from "./viewed-version.tsx";
import { typeText } from "./way-text.ts";

type EditorProps = {
  readonly flowId: string;
  readonly loaded: FlowDraft;
  readonly document: FlowDocument;
  readonly surroundings: Surroundings;
};

/** Written once: the board looks anew at all nodes when it is given another. */
const noPath: readonly string[] = [];
const noProblems: readonly FlowProblem[] = [];
const noDrawing = () => undefined;
const pasteBy: Place = { x: 40, y: 40 };

export function FlowEditor({ flowId, loaded, document: first, surroundings }: EditorProps) {
  const t = useConsoleText();
  const { message } = App.useApp();
  const mayWrite = useMe().user.role === "admin";
  const { fitView, screenToFlowPosition } = useReactFlow();
  const onTakenOver = useCallback(
    (by: string | null) =>
      void message.info(t("flow.taken-over", { who: by ?? t("flow.conflict.somebody") })),
    [message, t],
  );
  const draft = useDraft({ flowId, loaded, document: first, mayWrite, onTakenOver });
  const { document, draw } = draft;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [clipping, setClipping] = useState<Clipping>();
  const [run, setRun] = useState<FlowTrial>();
  const [tab, setTab] = useState<SideTab>("step");
  const [days, setDays] = useState<InsightDays>(7);
  const [compared, setCompared] = useState<ComparedVersion>();
  const difference = useMemo(
    () => compared && differenceOf(compared.document, document),
    [compared, document],
  );
  const gone = useMemo(() => compared && goneParts(compared.document, document), [compared, document]);
  const view = useViewedVersion(flowId, tab === "insight");
  const { viewed } = view;
  /** What is on the board: a version that is looked at cannot be drawn on. */
  const board = viewed?.document ?? document;
  const mayDraw = mayWrite && !viewed;
  const insight = useInsight(flowId, { days, version: view.version }, tab === "insight");
  const problems = useMemo(() => findFlowProblems(document, surroundings.known), [document, surroundings]);
  const here = useKept(chosen.filter((name) => Object.hasOwn(board.nodes, name)));

  const show = (name: string) => {
    setChosen([name]);
    void fitView({ nodes: [{ id: name }], maxZoom: 1, duration: 200 });
  };
  const add = (piece: Piece, at: Place) => {
    if (piece === "comment")
      return draw(setComments(document, [...(document.comments ?? []), { ...at, text: "" }]));
    const node = newNode(piece, surroundings);
    if (!node) return;
    const name = freeName(document.nodes, typeText(piece, t));
    draw(addNode(document, name, node, at));
    setChosen([name]);
    setTab("step");
  };
  const addInMiddle = useSteady((piece: Piece) =>
    add(piece, screenToFlowPosition({ x: innerWidth / 2.4, y: innerHeight / 2.4 })),
  );
  const pieces = useMemo(
    () => nodeTypes.filter((type) => newNode(type, surroundings) !== undefined),
    [surroundings],
  );
  const paste = (clip: Clipping | undefined) => {
    if (!clip) return;
    const pasted = pasteNodes(document, clip, pasteBy);
    draw(pasted.document);
    setChosen(pasted.names);
  };
  const duplicate = () => paste(copyNodes(document, new Set(here)));
  useDrawingKeys({
    undo: () => mayDraw && draft.undo(),
    redo: () => mayDraw && draft.redo(),
    copy: () => here.length > 0 && setClipping(copyNodes(board, new Set(here))),
    paste: () => mayDraw && paste(clipping),
  });
  const [only] = here;
  const isCounted = tab === "insight" && (view.version === undefined || viewed !== undefined);
  const step =
    here.length === 1 && only !== undefined ? (
      <NodeForm
        key={only}
        name={only}
        {...{ document, surroundings, problems, mayWrite, draw }}
        onRenamed={(name) => setChosen([name])}
        onDuplicate={duplicate}
        onRemove={() => draw(removeNodes(document, new Set(here)))}
      />
    ) : (
      <>
        <EmptyState
          title={
            here.length === 0
              ? t("flow.nothing-chosen")
              : t("flow.many-chosen", { count: String(here.length) })
          }
        >
          {t("flow.nothing-chosen.text")}
        </EmptyState>
        <FlowSettings document={document} mayWrite={mayWrite} draw={draw} />
      </>
    );
  const panels = {
    step,
    problems: <FlowProblems problems={problems} onShow={show} />,
    try: <TryPanel {...{ flowId, document, surroundings, run, mayWrite, draw }} onRun={setRun} />,
    insight: (
      <InsightPanel
        {...{ flowId, days, view }}
        document={board}
        chosen={only}
        query={insight}
        onDays={setDays}
      />
    ),
  };
  return (
    <div className="flow-editor">
      <FlowToolbar
        {...{ flowId, problems, surroundings }}
        draft={viewed ? { ...draft, document: board, canUndo: false, canRedo: false } : draft}
        mayWrite={mayDraw}
        name={loaded.name}
        onShow={show}
        onCompare={(version) => {
          setCompared(version);
          view.setVersion(undefined);
        }}
      />
      {viewed ? (
        <ViewedVersionBanner version={viewed.version} onClose={() => view.setVersion(undefined)} />
      ) : null}
      {compared && difference && !viewed ? (
        <VersionComparison
          version={compared.version}
          difference={difference}
          onClose={() => setCompared(undefined)}
        />
      ) : null}
      <DraftConflict draft={draft} />
      <div className="flow-editor-body">
        {mayDraw ? <Palette types={pieces} onAdd={addInMiddle} /> : null}
        <section className="flow-board" aria-label={loaded.name} data-testid="flow-board">
          {Object.keys(board.nodes).length === 0 ? (
            <p className="flow-board-empty">{t("flow.empty")}</p>
          ) : null}
          <FlowCanvas
            // Another drawing, or one with what is gone, is seen whole.
            key={viewed?.version ?? (compared ? `against ${compared.version}` : "draft")}
            document={board}
            surroundings={surroundings}
            problems={viewed ? noProblems : problems}
            mayWrite={mayDraw}
            difference={viewed ? undefined : difference}
            gone={viewed ? undefined : gone}
            draw={viewed ? noDrawing : draw}
            chosen={here}
            insight={isCounted ? insight.data?.insight : undefined}
            path={tab === "try" ? (run?.path ?? noPath) : noPath}
            onChoose={setChosen}
            onDrop={mayDraw ? add : noDrawing}
          />
        </section>
        <aside className="flow-side">
          <SideTabs {...{ tab, panels }} problemCount={problems.length} onTab={setTab} />
        </aside>
      </div>
    </div>
  );
}
