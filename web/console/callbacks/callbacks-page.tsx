// Callers who are to be called back, those whose callback is over, and how many were reached.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Segmented, Table } from "antd";
import type { TableColumnsType } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { CallbackView } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useConsoleText } from "#console/texts";
import { CallbackCourse } from "./callback-course.tsx";
import { CallbackFigures } from "./callback-figures.tsx";

type State = "open" | "ended";
/** Places move with every agent who comes free. */
const reloadMs = 3000;

export function CallbacksPage() {
  const t = useConsoleText();
  const [state, setState] = useState<State>("open");
  const query = useQuery({
    queryKey: ["callbacks", "list", state],
    refetchInterval: reloadMs,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listCallbacks, { query: { state } })),
  });
  return (
    <div className="console-stack">
      <search className="console-filters">
        <Segmented<State>
          value={state}
          onChange={setState}
          aria-label={t("callback.state")}
          options={(["open", "ended"] as const).map((value) => ({ value, label: t(`callbacks.${value}`) }))}
        />
      </search>
      {query.data ? <Callbacks rows={query.data.callbacks} state={state} /> : <QueryState query={query} />}
      <CallbackFigures />
    </div>
  );
}

function Callbacks({ rows, state }: { readonly rows: readonly CallbackView[]; readonly state: State }) {
  const t = useConsoleText();
  const columns = useColumns(state);
  if (rows.length === 0 && state === "open")
    return <EmptyState title={t("callbacks.none")}>{t("callbacks.none.text")}</EmptyState>;
  if (rows.length === 0) return <EmptyState title={t("callbacks.none-ended")} />;
  return (
    <section className="console-card" aria-label={t(`callbacks.${state}`)}>
      <Table<CallbackView>
        rowKey="id"
        columns={columns}
        dataSource={[...rows]}
        pagination={false}
        scroll={{ x: "max-content" }}
      />
    </section>
  );
}

function useColumns(state: State): TableColumnsType<CallbackView> {
  const t = useConsoleText();
  const { timeZone } = useMe().tenant;
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  const time = (value: string | null) => (value === null ? "–" : format.format(new Date(value)));
  const known: TableColumnsType<CallbackView> = [
    {
      title: t("callback.number"),
      dataIndex: "number",
      render: (number: string) => <b className="t-figures">{number}</b>,
    },
    {
      title: t("callback.queue"),
      dataIndex: "queueName",
      render: (name: string | null) => name ?? t("callback.queue-gone"),
    },
    { title: t("callback.waits-since"), dataIndex: "queuedAt", render: time },
    {
      title: t("callback.state"),
      render: (_, row) => {
        const word = t(`callback.state.${row.state}`);
        return row.endedBy === null ? word : `${word} (${t("callback.cancelled-by", { name: row.endedBy })})`;
      },
    },
    { title: t("callback.attempts"), render: (_, row) => <CallbackCourse callback={row} /> },
  ];
  if (state === "ended")
    return [...known, { title: t("callback.ended-at"), dataIndex: "endedAt", render: time }];
  return [
    ...known,
    { title: t("callback.next"), dataIndex: "nextAt", render: time },
    { title: t("callback.expires"), dataIndex: "expiresAt", render: time },
    { title: "", render: (_, row) => <Cancel callback={row} /> },
  ];
}

function Cancel({ callback }: { readonly callback: CallbackView }) {
  const t = useConsoleText();
  const { message } = App.useApp();
  const client = useQueryClient();
  const cancel = async () => {
    const done = await callEndpoint(endpoints.cancelCallback, { params: { callbackId: callback.id } });
    if (!done.ok) message.error(t("callback.cancel.failed"));
    await client.invalidateQueries({ queryKey: ["callbacks"] });
  };
  return (
    <Popconfirm
      title={t("callback.cancel")}
      description={t("callback.cancel.sure")}
      onConfirm={() => void cancel()}
    >
      <Button size="small" data-testid="callback-cancel">
        {t("callback.cancel")}
      </Button>
    </Popconfirm>
  );
}
