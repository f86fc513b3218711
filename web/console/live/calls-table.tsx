// Every call that is up now, and where it is.
import { Table } from "antd";
import type { CallLive } from "@tandem/contract";
import { EmptyState, StateBadge } from "@tandem/ui";
import type { Tone } from "@tandem/ui";
import { LiveTimer } from "#client/live";
import { useConsoleText } from "#console/texts";
import { AssignButton } from "./assign-button.tsx";
import { SupervisionCell } from "./supervision-cell.tsx";

const stageTone: Readonly<Record<CallLive["stage"], Tone>> = {
  arriving: "away",
  flow: "away",
  waiting: "hold",
  offered: "offered",
  talking: "talking",
  "on-hold": "hold",
  ending: "offline",
};

/** The worst of what is wrong, in a word. */
function SoundState({ alerts }: Pick<CallLive, "alerts">) {
  const t = useConsoleText();
  const worst = alerts.find(({ kind }) => kind === "silent") ?? alerts[0];
  if (worst === undefined) return <span className="t-soft">{t("live.sound.good")}</span>;
  const isSilent = worst.kind === "silent";
  return (
    <StateBadge tone={isSilent ? "alarm" : "hold"} state={worst.kind}>
      {t(isSilent ? "live.sound.silent" : "live.sound.poor")}
    </StateBadge>
  );
}

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
          width: 100,
          render: (_, call) => (
            <StateBadge tone={stageTone[call.stage]} state={call.stage}>
              {t(`stage.${call.stage}`)}
            </StateBadge>
          ),
        },
        {
          title: t("for"),
          width: 68,
          align: "right",
          render: (_, call) => <LiveTimer since={call.stageSince} />,
        },
        {
          title: t("caller"),
          width: 136,
          ellipsis: true,
          render: (_, call) => <b className="t-figures">{call.ani || t("number.withheld")}</b>,
        },
        {
          title: t("live.sound"),
          width: 120,
          render: (_, call) => <SoundState alerts={call.alerts} />,
        },
        { title: t("dialled"), width: 90, ellipsis: true, dataIndex: "dnis" },
        { title: t("queue"), ellipsis: true, render: (_, call) => call.queueName ?? "–" },
        { title: t("agent"), width: 120, ellipsis: true, render: (_, call) => call.agentName ?? "–" },
        {
          title: t("call-length"),
          width: 84,
          align: "right",
          render: (_, call) => <LiveTimer since={call.startedAt} />,
        },
        {
          title: t("supervision"),
          width: 130,
          render: (_, call) =>
            call.stage === "waiting" ? <AssignButton call={call} /> : <SupervisionCell call={call} />,
        },
      ]}
    />
  );
}
