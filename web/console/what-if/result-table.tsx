// What happened, the day replayed as it was, and what if, side by side.
import { Table } from "antd";
import type { TableColumnsType } from "antd";
import type { WhatIf, WhatIfFigures } from "@tandem/contract";
import { useConsoleText } from "#console/texts";
import { figureRows, figureText, spreadText } from "./what-if-figures.ts";

type Row = { readonly key: keyof WhatIfFigures };

export type ResultTableProps = {
  readonly result: WhatIf;
  /** Otherwise there is nothing to compare with yet. */
  readonly changed: boolean;
};

export function ResultTable({ result, changed }: ResultTableProps) {
  const t = useConsoleText();
  const { happened } = result;
  const columnOf = (column: "replayed" | "changed"): TableColumnsType<Row>[number] => ({
    title: t(`what-if.${column}`),
    align: "right",
    render: (_, { key }) => {
      const { total, spread } = result[column];
      const range = spreadText(key, spread);
      return (
        <span className="t-figures" data-testid={`what-if-${column}-${key}`}>
          {column === "changed" ? <b>{figureText(key, total[key])}</b> : figureText(key, total[key])}
          {range === undefined ? null : <span className="t-soft what-if-range">{range}</span>}
        </span>
      );
    },
  });
  const columns: TableColumnsType<Row> = [
    { title: t("what-if.figure"), render: (_, { key }) => t(`what-if.figure.${key}`) },
    {
      title: t("what-if.happened"),
      align: "right",
      render: (_, { key }) => (
        <span className="t-figures" data-testid={`what-if-happened-${key}`}>
          {figureText(key, happened.total[key])}
        </span>
      ),
    },
    columnOf("replayed"),
    ...(changed ? [columnOf("changed")] : []),
  ];
  return (
    <Table<Row>
      size="small"
      data-testid="what-if-table"
      rowKey="key"
      columns={columns}
      dataSource={figureRows.map((key) => ({ key }))}
      pagination={false}
    />
  );
}
