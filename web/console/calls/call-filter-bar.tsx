// The filters above the list of calls.
import { SearchOutlined } from "@ant-design/icons";
import { Button, DatePicker, Input, Select, Tag } from "antd";
import dayjs from "dayjs";
import type { Dayjs } from "dayjs";
import "dayjs/locale/zh-cn";
import { useState } from "react";
import type { EndCause } from "@tandem/contract";
import { useMe } from "#client/sign-in";
import { dayInZone } from "#client/time";
import { useConsoleText } from "#console/texts";
import { noFilter } from "./call-filter.ts";
import type { CallFilter } from "./call-filter.ts";
import { endCauses } from "./timeline.ts";

const dayFormat = "YYYY-MM-DD";

export type CallFilterBarProps = {
  readonly filter: CallFilter;
  readonly onChange: (filter: CallFilter) => void;
};

export function CallFilterBar({ filter, onChange }: CallFilterBarProps) {
  const t = useConsoleText();
  const clear = () => onChange(noFilter);
  const filtered =
    filter.number !== "" || filter.tag !== "" || filter.cause !== undefined || filter.days !== undefined;
  return (
    <search className="console-filters">
      <NumberFilter key={filter.number} filter={filter} onChange={onChange} />
      <Select<EndCause | "any">
        value={filter.cause ?? "any"}
        onChange={(cause) => onChange({ ...filter, cause: cause === "any" ? undefined : cause })}
        aria-label={t("calls.filter.cause")}
        className="console-filter-cause"
        options={[
          { value: "any", label: `${t("calls.filter.cause")}: ${t("calls.filter.any-cause")}` },
          ...endCauses.map((cause) => ({ value: cause, label: t(`cause.${cause}`) })),
        ]}
      />
      <DayFilter filter={filter} onChange={onChange} />
      {filter.tag === "" ? null : (
        <Tag closable color="blue" data-testid="calls-tag" onClose={() => onChange({ ...filter, tag: "" })}>
          {filter.tag}
        </Tag>
      )}
      <Button disabled={!filtered} onClick={clear}>
        {t("calls.filter.clear")}
      </Button>
    </search>
  );
}

function NumberFilter({ filter, onChange }: CallFilterBarProps) {
  const t = useConsoleText();
  const [number, setNumber] = useState(filter.number);
  return (
    <Input.Search
      value={number}
      onChange={(event) => setNumber(event.target.value)}
      onSearch={(text) => onChange({ ...filter, number: text.trim() })}
      placeholder={t("calls.filter.number")}
      aria-label={t("calls.filter.number")}
      enterButton={<Button icon={<SearchOutlined />} aria-label={t("calls.filter.search")} />}
      allowClear
      className="console-filter-number"
    />
  );
}

function DayFilter({ filter, onChange }: CallFilterBarProps) {
  const t = useConsoleText();
  const { timeZone } = useMe().tenant;
  const [today] = useState(() => dayjs(dayInZone(Date.now(), timeZone)));
  const last = (days: number): [Dayjs, Dayjs] => [today.subtract(days - 1, "day"), today];
  return (
    <DatePicker.RangePicker
      value={filter.days ? [dayjs(filter.days[0]), dayjs(filter.days[1])] : null}
      onChange={(range) => {
        const [first, final] = [range?.[0], range?.[1]];
        onChange({
          ...filter,
          days: first && final ? [first.format(dayFormat), final.format(dayFormat)] : undefined,
        });
      }}
      presets={[
        { label: t("calls.today"), value: last(1) },
        { label: t("calls.last-7"), value: last(7) },
        { label: t("calls.last-30"), value: last(30) },
      ]}
      placeholder={[t("calls.filter.from"), t("calls.filter.to")]}
      aria-label={t("calls.filter.dates")}
    />
  );
}
