// How much is kept out, and the limits of strangers.
import { Descriptions } from "antd";
import type { NodeSecurity } from "@tandem/contract";
import { useConsoleText } from "#console/texts";

export function GuardFigures({ security }: { readonly security: NodeSecurity }) {
  const t = useConsoleText();
  const { counts, limits } = security;
  const rows: readonly (readonly [label: string, value: string | number])[] = [
    [t("security.count.banned"), counts.banned],
    [t("security.count.sources"), counts.sources],
    [t("security.count.dropped-banned"), counts.droppedOfBanned],
    [t("security.count.dropped-limit"), counts.droppedOverLimit],
    [t("security.limit.stranger"), t("security.allowance", limits.stranger)],
    [t("security.limit.strangers"), t("security.allowance", limits.strangersTogether)],
  ];
  return (
    <Descriptions
      size="small"
      column={2}
      items={rows.map(([label, value]) => ({
        key: label,
        label,
        children: <span className="t-figures">{value}</span>,
      }))}
    />
  );
}
