// The two sides of the call and how well each was heard.
import { Table } from "antd";
import type { CallLegRecord } from "@tandem/contract";
import { useConsoleText } from "#console/texts";

/** Share of packets that never came, such as `0.4 %`; a dash when nothing was measured. */
function loss({ packetsLost, packetsReceived }: CallLegRecord): string {
  if (packetsLost === null || packetsReceived === null) return "–";
  const sent = packetsLost + packetsReceived;
  return sent === 0 ? "–" : `${((100 * packetsLost) / sent).toFixed(1)} %`;
}

export function LegsTable({ legs }: { readonly legs: readonly CallLegRecord[] }) {
  const t = useConsoleText();
  const figures = (text: string | number | null) => <span className="t-figures">{text ?? "–"}</span>;
  return (
    <Table<CallLegRecord>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={legs}
      scroll={{ x: 530 }}
      columns={[
        { title: t("leg.kind"), render: (_, leg) => leg.agentName ?? t(`leg.${leg.kind}`), width: 72 },
        { title: t("leg.address"), dataIndex: "address", ellipsis: true, width: 116 },
        { title: t("leg.codec"), render: (_, leg) => leg.codec ?? "–", width: 64 },
        {
          title: t("leg.packets"),
          align: "right",
          render: (_, leg) => figures(leg.packetsReceived),
          width: 68,
        },
        {
          title: t("leg.mos"),
          align: "right",
          render: (_, { mosReceived }) =>
            mosReceived === null ? (
              figures(null)
            ) : (
              <span title={t("leg.mos.lowest", { lowest: mosReceived.lowest.toFixed(2) })}>
                {figures(mosReceived.mean.toFixed(2))}
              </span>
            ),
          width: 56,
        },
        { title: t("leg.loss"), align: "right", render: (_, leg) => figures(loss(leg)), width: 64 },
        {
          title: t("leg.jitter"),
          align: "right",
          width: 76,
          render: (_, leg) => figures(leg.jitterMs === null ? null : `${leg.jitterMs.toFixed(1)} ms`),
        },
      ]}
    />
  );
}
