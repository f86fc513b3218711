// What is to be reported: days, intervals, groups and rules.
import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import type { Dayjs } from "dayjs";
import "dayjs/locale/zh-cn";
import { useState } from "react";
import type { ReactNode } from "react";
import { useLive } from "#client/live";
import { useMe } from "#client/sign-in";
import { useConsoleText } from "#console/texts";
import { groups, intervals, lastDays, levels, rules } from "./report-filter.ts";
import type { ReportFilter } from "./report-filter.ts";

const dayFormat = "YYYY-MM-DD";

export type ReportFilterBarProps = {
  readonly filter: ReportFilter;
  readonly onChange: (filter: ReportFilter) => void;
};

export function ReportFilterBar({ filter, onChange }: ReportFilterBarProps) {
  const t = useConsoleText();
  return (
    <search className="reports-filters">
      <Days filter={filter} onChange={onChange} />
      <Choice
        label={t("reports.by")}
        value={filter.by}
        options={groups.map((value) => ({ value, label: t(`reports.by.${value}`) }))}
        onChange={(by) => onChange({ ...filter, by })}
        testId="report-by"
      />
      <Choice
        label={t("reports.interval")}
        value={filter.interval}
        options={intervals.map((value) => ({ value, label: t(`reports.interval.${value}`) }))}
        onChange={(interval) => onChange({ ...filter, interval })}
        testId="report-interval"
      />
      <Queue filter={filter} onChange={onChange} />
      <Choice
        label={t("reports.rule")}
        value={filter.rule}
        options={rules.map((value) => ({ value, label: t(`reports.rule.${value}`) }))}
        onChange={(rule) => onChange({ ...filter, rule })}
        testId="report-rule"
      />
      <Choice
        label={t("reports.level")}
        value={filter.level}
        options={levels.map((value) => ({ value, label: t(`reports.level.${value}`) }))}
        onChange={(level) => onChange({ ...filter, level })}
        testId="report-level"
      />
    </search>
  );
}

function Days({ filter, onChange }: ReportFilterBarProps) {
  const t = useConsoleText();
  const { timeZone } = useMe().tenant;
  const [now] = useState(() => Date.now());
  const last = (count: number): [Dayjs, Dayjs] => {
    const [first, final] = lastDays(now, timeZone, count);
    return [dayjs(first), dayjs(final)];
  };
  const [yesterday] = last(2);
  return (
    <DatePicker.RangePicker
      value={[dayjs(filter.firstDay), dayjs(filter.lastDay)]}
      allowClear={false}
      onChange={(range) => {
        const [first, final] = [range?.[0], range?.[1]];
        if (first && final)
          onChange({ ...filter, firstDay: first.format(dayFormat), lastDay: final.format(dayFormat) });
      }}
      presets={[
        { label: t("reports.today"), value: last(1) },
        { label: t("reports.yesterday"), value: [yesterday, yesterday] },
        { label: t("reports.last-7"), value: last(7) },
        { label: t("reports.last-30"), value: last(30) },
      ]}
      aria-label={t("reports.days")}
      className="reports-days"
    />
  );
}

function Queue({ filter, onChange }: ReportFilterBarProps) {
  const t = useConsoleText();
  const queues = useLive().state?.queues ?? [];
  return (
    <Choice
      label={t("reports.queue")}
      value={filter.queueId ?? ""}
      options={[
        { value: "", label: t("reports.queue.any") },
        ...queues.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(id) => onChange({ ...filter, queueId: id === "" ? undefined : id })}
      testId="report-queue"
    />
  );
}

type ChoiceProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode }[];
  readonly onChange: (value: Value) => void;
  readonly testId: string;
};

function Choice<Value extends string>({ label, value, options, onChange, testId }: ChoiceProps<Value>) {
  return (
    <label className="reports-choice">
      <span className="t-soft">{label}</span>
      <Select<Value>
        value={value}
        options={[...options]}
        onChange={onChange}
        popupMatchSelectWidth={false}
        aria-label={label}
        data-testid={testId}
      />
    </label>
  );
}
