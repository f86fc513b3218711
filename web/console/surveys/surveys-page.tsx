// What callers said of the service they had: by queue, agent or day.
import { useQuery } from "@tanstack/react-query";
import { DatePicker, Segmented, Table } from "antd";
import type { TableColumnsType } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { SurveyFiguresView } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { dayInZone, dayRangeInZone } from "#client/time";
import { questionWord, useConsoleText } from "#console/texts";

const groupings = ["queue", "agent", "day"] as const;
type Grouping = (typeof groupings)[number];

const dayFormat = "YYYY-MM-DD";
/** The tenant's days, wherever its people are. */
function lastDays(count: number, timeZone: string): readonly [string, string] {
  const today = dayInZone(Date.now(), timeZone);
  return [
    dayjs(today)
      .subtract(count - 1, "day")
      .format(dayFormat),
    today,
  ];
}

export function SurveysPage() {
  const t = useConsoleText();
  const [by, setBy] = useState<Grouping>("queue");
  const { timeZone } = useMe().tenant;
  const [[first, last], setDays] = useState(() => lastDays(7, timeZone));
  const range = dayRangeInZone(first, last, timeZone);
  const query = useQuery({
    queryKey: ["surveys", by, range],
    enabled: range !== undefined,
    queryFn: async () =>
      valueOrThrow(
        await callEndpoint(endpoints.getSurveyReport, { query: { by, from: "", to: "", ...range } }),
      ),
  });
  const presets = ([1, 7, 30] as const).map((count) => {
    const [from, to] = lastDays(count, timeZone);
    const label = count === 1 ? t("calls.today") : t(`calls.last-${count}`);
    return { label, value: [dayjs(from), dayjs(to)] as [dayjs.Dayjs, dayjs.Dayjs] };
  });
  return (
    <div className="console-stack">
      <search className="console-filters">
        <Segmented<Grouping>
          value={by}
          onChange={setBy}
          aria-label={t("survey.by")}
          options={groupings.map((each) => ({ value: each, label: t(`survey.by.${each}`) }))}
        />
        <DatePicker.RangePicker
          value={[dayjs(first), dayjs(last)]}
          allowClear={false}
          presets={presets}
          aria-label={t("calls.filter.dates")}
          onChange={(chosen) => {
            const [from, to] = [chosen?.[0], chosen?.[1]];
            if (from && to) setDays([from.format(dayFormat), to.format(dayFormat)]);
          }}
        />
      </search>
      {query.data ? <Figures by={by} rows={query.data.rows} /> : <QueryState query={query} />}
    </div>
  );
}

type Figures = { readonly by: Grouping; readonly rows: readonly SurveyFiguresView[] };
type Line = { readonly key: string; readonly row: SurveyFiguresView; readonly at: number };

function Figures({ by, rows }: Figures) {
  const t = useConsoleText();
  const columns = useColumns(by);
  if (rows.length === 0) return <EmptyState title={t("survey.none")}>{t("survey.none.text")}</EmptyState>;
  const lines: Line[] = rows.flatMap((row) =>
    Array.from({ length: Math.max(1, row.questions.length) }, (_, at) => ({
      key: `${row.key} ${at}`,
      row,
      at,
    })),
  );
  return (
    <section className="console-card" aria-label={t("survey")} data-testid="survey-figures">
      <Table<Line> size="small" pagination={false} dataSource={lines} columns={columns} />
      <p className="t-soft">{t("survey.note")}</p>
    </section>
  );
}

/** A group's own figures span the lines of its questions. */
function useColumns(by: Grouping): TableColumnsType<Line> {
  const t = useConsoleText();
  const span = ({ row, at }: Line) => ({ rowSpan: at === 0 ? Math.max(1, row.questions.length) : 0 });
  const figures = (text: string | number) => <span className="t-figures">{text}</span>;
  const right = { align: "right" } as const;
  const groupName = ({ key, name }: SurveyFiguresView) => {
    if (by === "day") return figures(key ?? "");
    return name ?? t(key === null ? "survey.nobody" : "survey.gone");
  };
  return [
    {
      title: t(by === "day" ? "calls.filter.dates" : by),
      onCell: span,
      render: (_, { row }) => <b>{groupName(row)}</b>,
    },
    { title: t("survey.asked"), ...right, onCell: span, render: (_, { row }) => figures(row.asked) },
    { title: t("survey.responded"), ...right, onCell: span, render: (_, { row }) => figures(row.responded) },
    {
      title: t("survey.response-rate"),
      ...right,
      onCell: span,
      render: (_, { row }) => figures(percent(row.responseRate)),
    },
    {
      title: t("survey.question"),
      render: (_, { row, at }) => {
        const question = row.questions[at]?.question;
        return question === undefined ? "–" : questionWord(question, t);
      },
    },
    {
      title: t("survey.satisfaction"),
      ...right,
      render: (_, { row, at }) => {
        const satisfaction = row.questions[at]?.satisfaction;
        return satisfaction === undefined ? "–" : <b>{figures(percent(satisfaction))}</b>;
      },
    },
    {
      title: t("survey.mean"),
      ...right,
      render: (_, { row, at }) => figures(row.questions[at]?.mean.toFixed(2) ?? "–"),
    },
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
