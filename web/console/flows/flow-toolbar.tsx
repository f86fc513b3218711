// Above the board: where one is, whether it is saved, and what can be done with the whole drawing.
import {
  ApartmentOutlined,
  DownloadOutlined,
  HistoryOutlined,
  RedoOutlined,
  SendOutlined,
  UndoOutlined,
} from "@ant-design/icons";
import { AutoComplete, Button, Input, Tag } from "antd";
import { memo, useState } from "react";
import type { FlowDocument, FlowProblem } from "@tandem/flows";
import { Link, routePath } from "#console/routing";
import { useConsoleText } from "#console/texts";
import { moveNodes } from "./draft-edits.ts";
import { aboutNode } from "./flow-canvas.tsx";
import { HistoryDialog } from "./history-dialog.tsx";
import { columnsFrom } from "./placed-nodes.ts";
import { PublishDialog } from "./publish-dialog.tsx";
import type { Draft } from "./use-draft.ts";
import { useSteady } from "./use-steady.ts";
import type { Surroundings } from "./use-surroundings.ts";
import type { ComparedVersion } from "./version-comparison.tsx";

type ToolbarProps = {
  readonly flowId: string;
  readonly name: string;
  readonly draft: Draft;
  readonly problems: readonly FlowProblem[];
  readonly surroundings: Surroundings;
  readonly mayWrite: boolean;
  readonly onShow: (nodeName: string) => void;
  readonly onCompare: (version: ComparedVersion) => void;
};

export function FlowToolbar({
  flowId,
  name,
  draft,
  problems,
  surroundings,
  mayWrite,
  onShow,
  onCompare,
}: ToolbarProps) {
  const t = useConsoleText();
  const [open, setOpen] = useState<"publish" | "history">();
  const { document, draw } = draft;
  const undo = useSteady(draft.undo);
  const redo = useSteady(draft.redo);
  const tidy = useSteady(() => draw(moveNodes(document, columnsFrom(document))));
  const save = useSteady(() => download(name, document));
  const lookFor = useSteady((wanted: string) => found(document, surroundings, wanted));
  const show = useSteady(onShow);
  return (
    <header className="flow-toolbar">
      <Link to={routePath({ kind: "section", section: "flows" })}>{t("flow.back")}</Link>
      <b className="flow-toolbar-name">{name}</b>
      {mayWrite ? <SaveTag draft={draft} /> : <Tag>{t("flow.read-only")}</Tag>}
      <Find lookFor={lookFor} onShow={show} />
      <Tools
        {...{ undo, redo, tidy, save, mayWrite }}
        canUndo={draft.canUndo}
        canRedo={draft.canRedo}
        onOpen={setOpen}
      />
      {open === "publish" ? (
        <PublishDialog
          {...{ flowId, name, document, problems }}
          saveNow={draft.saveNow}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
      {open === "history" ? (
        <HistoryDialog
          {...{ flowId, name, mayWrite }}
          onOpen={(version) => {
            draw(version);
            setOpen(undefined);
          }}
          onCompare={(version) => {
            onCompare(version);
            setOpen(undefined);
          }}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </header>
  );
}

type ToolsProps = {
  readonly undo: () => void;
  readonly redo: () => void;
  readonly tidy: () => void;
  readonly save: () => void;
  readonly mayWrite: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly onOpen: (dialog: "publish" | "history") => void;
};

const Tools = memo(function Tools({
  undo,
  redo,
  tidy,
  save,
  mayWrite,
  canUndo,
  canRedo,
  onOpen,
}: ToolsProps) {
  const t = useConsoleText();
  return (
    <>
      <Button
        icon={<UndoOutlined />}
        title={t("flow.undo")}
        aria-label={t("flow.undo")}
        data-testid="flow-undo"
        disabled={!canUndo}
        onClick={undo}
      />
      <Button
        icon={<RedoOutlined />}
        title={t("flow.redo")}
        aria-label={t("flow.redo")}
        disabled={!canRedo}
        onClick={redo}
      />
      {mayWrite ? (
        <Button icon={<ApartmentOutlined />} data-testid="flow-tidy" onClick={tidy}>
          {t("flow.tidy")}
        </Button>
      ) : null}
      <Button
        icon={<DownloadOutlined />}
        title={t("flow.export")}
        aria-label={t("flow.export")}
        onClick={save}
      />
      <Button icon={<HistoryOutlined />} data-testid="flow-history" onClick={() => onOpen("history")}>
        {t("flow.history")}
      </Button>
      {mayWrite ? (
        <Button
          type="primary"
          icon={<SendOutlined />}
          data-testid="flow-publish"
          onClick={() => onOpen("publish")}
        >
          {t("flow.publish")}
        </Button>
      ) : null}
    </>
  );
});

function SaveTag({ draft: { state } }: { readonly draft: Draft }) {
  const t = useConsoleText();
  switch (state.kind) {
    case "saved":
      return (
        <Tag color="green" data-testid="save-state">
          {t("flow.saved")}
        </Tag>
      );
    case "unsaved":
    case "saving":
      return <Tag data-testid="save-state">{t(`flow.${state.kind}`)}</Tag>;
    case "conflict":
    case "not-saved":
      return (
        <Tag color="red" data-testid="save-state">
          {t("flow.not-saved")}
        </Tag>
      );
    default:
      return state satisfies never;
  }
}

type FindProps = {
  readonly lookFor: (wanted: string) => readonly FoundNode[];
  readonly onShow: (nodeName: string) => void;
};

const Find = memo(function Find({ lookFor, onShow }: FindProps) {
  const t = useConsoleText();
  const [wanted, setWanted] = useState("");
  const [options, setOptions] = useState<readonly FoundNode[]>([]);
  const want = (words: string) => {
    setWanted(words);
    setOptions(words === "" ? [] : lookFor(words));
  };
  return (
    <AutoComplete
      className="flow-find"
      value={wanted}
      options={options.map(({ name, about }) => ({ value: name, label: about }))}
      onChange={want}
      onSelect={(name: string) => {
        want("");
        onShow(name);
      }}
    >
      <Input allowClear placeholder={t("flow.search")} data-testid="flow-find" />
    </AutoComplete>
  );
});

type FoundNode = { readonly name: string; readonly about: string };

/** By name, and by what the nodes say of themselves. */
function found({ nodes }: FlowDocument, surroundings: Surroundings, wanted: string): FoundNode[] {
  return Object.entries(nodes)
    .map(([name, node]) => ({ name, about: `${name} ${aboutNode(node, surroundings)}` }))
    .filter(({ about }) => about.toLowerCase().includes(wanted.toLowerCase()))
    .slice(0, 20);
}

function download(name: string, document: object): void {
  const file = new Blob([JSON.stringify(document, null, 2)], { type: "application/json" });
  const link = globalThis.document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${name.replaceAll(/[^\p{L}\p{N}-]+/gu, "-")}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
