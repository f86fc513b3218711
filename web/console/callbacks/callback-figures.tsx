// By queue: how many asked to be called back in the last days, and how many were reached.
import { useQuery } from "@tanstack/react-query";
import { Table } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { useConsoleText } from "#console/texts";

const weekMs = 7 * 86_400_000;

export function CallbackFigures() {
  const t = useConsoleText();
  const [now] = useState(() => Date.now());
  const query = useQuery({
    queryKey: ["callbacks", "report", now],
    queryFn: async () => {
      const [from, to] = [now - weekMs, now + 86_400_000].map((at) => new Date(at).toISOString());
      return valueOrThrow(
        await callEndpoint(endpoints.getCallbackReport, { query: { from: from ?? "", to: to ?? "" } }),
      );
    },
  });
  const rows = query.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="console-card" aria-label={t("callbacks.figures")}>
      <h2>{t("callbacks.figures")}</h2>
      <Table
        rowKey="queueId"
        dataSource={rows}
        pagination={false}
        columns={[
          {
            title: t("callback.queue"),
            dataIndex: "queueName",
            render: (name: string | null) => name ?? t("callback.queue-gone"),
          },
          { title: t("callback.requested"), dataIndex: "requested" },
          { title: t("callback.state.reached"), dataIndex: "reached" },
          { title: t("callback.failed-count"), dataIndex: "failed" },
          { title: t("callback.state.cancelled"), dataIndex: "cancelled" },
          { title: t("callbacks.open"), dataIndex: "open" },
        ]}
      />
    </section>
  );
}
