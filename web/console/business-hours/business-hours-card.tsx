// Calendars of opening hours: which there are, whether each is open now, and their form.
import { PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Table, Tag } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { CalendarView } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { refusalText, useConsoleText } from "#console/texts";
import { CalendarForm } from "./calendar-form.tsx";
import { spansText } from "./spans-text.ts";
import { calendarsKey } from "./use-calendars.ts";
import type { Calendars } from "./use-calendars.ts";
import { weekdays } from "./weekdays.ts";

type CardProps = { readonly hours: Calendars; readonly mayWrite: boolean };

export function BusinessHoursCard({ hours, mayWrite }: CardProps) {
  const t = useConsoleText();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  /** Null: none is open; undefined: a new one. */
  const [open, setOpen] = useState<CalendarView | null | undefined>(null);
  const read = () => void queries.invalidateQueries({ queryKey: calendarsKey });
  const remove = ({ id, name }: CalendarView) =>
    modal.confirm({
      title: t("hours.delete.sure", { name }),
      okText: t("trunks.delete"),
      cancelText: t("cancel"),
      okButtonProps: { danger: true },
      onOk: async () => {
        const answer = await callEndpoint(endpoints.deleteCalendar, { params: { calendarId: id } });
        if (!answer.ok) message.error(refusalText(answer.problem, t));
        read();
      },
    });
  const acts = (_: unknown, row: CalendarView) => (
    <div className="console-row-acts">
      <Button size="small" type="text" data-testid={`hours-${row.name}`} onClick={() => setOpen(row)}>
        {t("change")}
      </Button>
      <Button size="small" type="text" danger onClick={() => void remove(row)}>
        {t("trunks.delete")}
      </Button>
    </div>
  );
  const columns = [
    { title: t("setup.name"), render: (_: unknown, row: CalendarView) => <b>{row.name}</b> },
    {
      title: t("hours.now"),
      width: 110,
      render: (_: unknown, row: CalendarView) => <OpenTag open={row.openNow} />,
    },
    { title: t("hours.week"), render: (_: unknown, row: CalendarView) => <Week calendar={row} /> },
    {
      title: t("hours.exceptions"),
      width: 110,
      render: (_: unknown, row: CalendarView) =>
        t("hours.exceptions.count", { count: String(row.exceptions.length) }),
    },
    ...(mayWrite ? [{ key: "acts", width: 170, render: acts }] : []),
  ];
  return (
    <section className="console-card" aria-label={t("hours.title")} data-testid="business-hours">
      <div className="console-card-head">
        <h2>{t("hours.title")}</h2>
        {mayWrite ? (
          <Button icon={<PlusOutlined />} data-testid="hours-add" onClick={() => setOpen(undefined)}>
            {t("hours.add")}
          </Button>
        ) : null}
      </div>
      <p className="t-soft">{t("hours.text", { zone: hours.timeZone })}</p>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={hours.calendars}
        columns={columns}
        locale={{ emptyText: <EmptyState title={t("hours.none")}>{t("hours.none.text")}</EmptyState> }}
      />
      {open === null ? null : (
        <CalendarForm
          calendar={open}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            read();
          }}
        />
      )}
    </section>
  );
}

function OpenTag({ open }: { readonly open: boolean }) {
  const t = useConsoleText();
  return open ? <Tag color="green">{t("hours.open")}</Tag> : <Tag>{t("hours.closed")}</Tag>;
}

/** Days of equal hours that follow one another are one line. */
function Week({ calendar }: { readonly calendar: CalendarView }) {
  const t = useConsoleText();
  const lines: { first: number; last: number; hours: string }[] = [];
  for (const [day, spans] of calendar.week.entries()) {
    const hours = spansText(spans);
    const line = lines.at(-1);
    if (line?.hours === hours) line.last = day;
    else lines.push({ first: day, last: day, hours });
  }
  const dayName = (day: number) => t(`weekday.${weekdays[day] ?? "mon"}`);
  return lines.map(({ first, last, hours }) => (
    <div key={first} className="t-figures">
      {first === last ? dayName(first) : `${dayName(first)} – ${dayName(last)}`}: {hours || t("hours.closed")}
    </div>
  ));
}
