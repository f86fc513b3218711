// The kinds of nodes that there are, to be put on the board.
import { CommentOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { memo } from "react";
import type { DragEvent } from "react";
import { nodeTypes } from "@tandem/flows";
import type { FlowNode } from "@tandem/flows";
import { useConsoleText } from "#console/texts";
import { typeIcon } from "./board-nodes.tsx";
import { typeText } from "./way-text.ts";

export type Piece = FlowNode["type"] | "comment";

const dragKind = "application/x-tandem-node";

/** Which kind of node is being dragged; undefined for anything else. */
export function draggedType(event: DragEvent): Piece | undefined {
  const dragged = event.dataTransfer.getData(dragKind);
  return dragged === "comment" ? dragged : nodeTypes.find((type) => type === dragged);
}

type PaletteProps = { readonly types: readonly FlowNode["type"][]; readonly onAdd: (piece: Piece) => void };

export const Palette = memo(function Palette({ types, onAdd }: PaletteProps) {
  const t = useConsoleText();
  const pieces: readonly Piece[] = [...types, "comment"];
  return (
    <aside className="flow-palette" aria-label={t("flow.palette")}>
      <p className="t-soft">{t("flow.palette.hint")}</p>
      {pieces.map((piece) => (
        <Button
          key={piece}
          block
          draggable
          icon={piece === "comment" ? <CommentOutlined /> : typeIcon(piece)}
          data-testid={`piece-${piece}`}
          onDragStart={(event) => event.dataTransfer.setData(dragKind, piece)}
          onClick={() => onAdd(piece)}
        >
          {piece === "comment" ? t("flow.comment") : typeText(piece, t)}
        </Button>
      ))}
    </aside>
  );
});
