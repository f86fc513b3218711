// Every call that is up now, and where it is.
import { Table } from "antd";
import type { CallLive } from "@tandem/contract";
import { EmptyState, StateBadge } from "@tandem/ui";
import type { Tone } from "@tandem/ui";
import { LiveTimer } from "#client/live";
import { useConsoleText } from "#console/texts";

const stageTone: Readonly<Record<CallLive["stage"], Tone>> = {
  arriving: "away",
  flow: "away",
  waiting: "hold",
  offered: "offered",
  talking: "talking",
  "on-hold": "hold",
  ending: "offline",
};

export function CallsTable({ calls }: { readonly calls: readonly CallLive[] }) {
  const t = useConsoleText();
  const nothing = <EmptyState title={t("live.calls.none")}>{t("live.calls.none.text")}</EmptyState>;
  return (
    <Table<CallLive>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={calls}
      onRow={(call) => ({ "data-testid": `live-call-${call.id}` })}
      locale={{ emptyText: nothing }}
      columns={[
        {
          title: t("stage"),
          width: 120,
          render: (_, call) => (
            <StateBadge tone={stageTone[call.stage]} state={call.stage}>
              {t(`stage.${call.stage}`)}
            </StateBadge>
          ),
        },
        {
          title: t("for"),
          width: 80,
          align: "right",
          render: (_, call) => <LiveTimer since={call.stageSince} />,
        },
        {
          title: t("caller"),
          width: 150,
          ellipsis: true,
          render: (_, call) => <b className="t-figures">{call.ani || t("number.withheld")}</b>,
        },
        { title: t("dialled"), width: 110, ellipsis: true, dataIndex: "dnis" },
        { title: t("queue"), ellipsis: true, render: (_, call) => call.queueName ?? "–" },
        { title: t("agent"), width: 140, ellipsis: true, render: (_, call) => call.agentName ?? "–" },
        {
          title: t("call-length"),
          width: 100,
          align: "right",
          render: (_, call) => <LiveTimer since={call.startedAt} />,
        },
      ]}
    />
  );
}
