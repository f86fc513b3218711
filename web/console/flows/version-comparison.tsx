// What is drawn, held against a version of the history: the board marks what is new and what is changed.
import { Alert, Button } from "antd";
import type { FlowDocument } from "@tandem/flows";
import { useConsoleText } from "#console/texts";
import { isSame } from "./document-difference.ts";
import type { Difference } from "./document-difference.ts";

export type ComparedVersion = { readonly version: number; readonly document: FlowDocument };

type ComparisonProps = {
  readonly version: number;
  readonly difference: Difference;
  readonly onClose: () => void;
};

export function VersionComparison({ version, difference, onClose }: ComparisonProps) {
  const t = useConsoleText();
  const named = (["added", "changed", "removed"] as const)
    .filter((key) => difference[key].length > 0)
    .map((key) => t(`publish.${key}`, { names: difference[key].join(", ") }));
  const frame = difference.frame ? [t("compare.frame")] : [];
  return (
    <Alert
      type="info"
      showIcon
      banner
      data-testid="flow-comparison"
      title={t("compare.title", { version: String(version) })}
      description={isSame(difference) ? t("publish.changes.none") : [...named, ...frame].join(" · ")}
      action={
        <Button size="small" onClick={onClose}>
          {t("compare.close")}
        </Button>
      }
    />
  );
}
