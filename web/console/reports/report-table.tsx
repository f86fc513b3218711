// The rows of a report, with what each figure means behind its title.
import { Table, Tooltip } from "antd";
import type { TableColumnsType } from "antd";
import type { Report, ReportRow } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { useMe } from "#client/sign-in";
import { useConsoleText } from "#console/texts";
import { figuresOf, figureText } from "./report-columns.ts";
import type { ShownFigure } from "./report-columns.ts";
import type { ReportFilter } from "./report-filter.ts";
import { intervalLabel } from "./report-times.ts";

export type ReportTableProps = {
  readonly report: Report;
  readonly filter: ReportFilter;
  readonly loading: boolean;
};

function useColumns(filter: ReportFilter): TableColumnsType<ReportRow> {
  const t = useConsoleText();
  const { timeZone } = useMe().tenant;
  const keyOf = (figure: ShownFigure) => (figure === "serviceLevel" ? filter.level : figure);
  const first: TableColumnsType<ReportRow> = [];
  if (filter.interval !== "period" || filter.by === "all") {
    first.push({
      title: t("figure.from"),
      width: 150,
      fixed: "left",
      render: (_, row) => <span className="t-figures">{intervalLabel(row, filter, timeZone)}</span>,
    });
  }
  if (filter.by !== "all")
    first.push({ title: t("figure.name"), width: 140, ellipsis: true, render: (_, { name }) => name || "–" });
  return [
    ...first,
    ...figuresOf(filter).map((figure) => ({
      title: (
        <Tooltip title={t(`figure.${keyOf(figure)}.text`)}>
          <button type="button" className="reports-title">
            {t(`figure.${figure}`)}
          </button>
        </Tooltip>
      ),
      width: 102,
      align: "right" as const,
      render: (_: unknown, row: ReportRow) => (
        <span className="t-figures">{figureText(keyOf(figure), row[keyOf(figure)])}</span>
      ),
    })),
  ];
}

export function ReportTable({ report, filter, loading }: ReportTableProps) {
  const t = useConsoleText();
  const columns = useColumns(filter);
  const total = <Total report={report} filter={filter} before={columns.length - figuresOf(filter).length} />;
  return (
    <Table<ReportRow>
      data-testid="report-table"
      size="small"
      rowKey={({ from, id }) => `${from}/${id}`}
      columns={columns}
      dataSource={report.rows}
      loading={loading}
      pagination={report.rows.length > 200 ? { pageSize: 100, showSizeChanger: false } : false}
      scroll={{ x: columns.length * 100 }}
      locale={{ emptyText: <EmptyState title={t("reports.none")}>{t("reports.none.text")}</EmptyState> }}
      summary={() => total}
    />
  );
}

type TotalProps = Omit<ReportTableProps, "loading"> & { readonly before: number };

/** The period in one. */
function Total({ report, filter, before }: TotalProps) {
  const t = useConsoleText();
  if (report.rows.length === 0) return null;
  return (
    <Table.Summary.Row className="reports-total" data-testid="report-total">
      <Table.Summary.Cell index={0} colSpan={before}>
        <b>{t("reports.total")}</b>
      </Table.Summary.Cell>
      {figuresOf(filter).map((figure, index) => {
        const key = figure === "serviceLevel" ? filter.level : figure;
        return (
          <Table.Summary.Cell key={figure} index={before + index} align="right">
            <b className="t-figures">{figureText(key, report.total[key])}</b>
          </Table.Summary.Cell>
        );
      })}
    </Table.Summary.Row>
  );
}
