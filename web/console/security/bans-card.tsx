// Sources that are banned on this node: why, since and until when; a person may end a ban, or make one.
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Table } from "antd";
import { endpoints } from "@tandem/contract";
import type { Ban } from "@tandem/contract";
import { EmptyState, StateBadge } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { useConsoleText } from "#console/texts";
import { AddBan } from "./add-ban.tsx";
import { GuardFigures } from "./guard-figures.tsx";
import { Moment } from "./moment.tsx";
import { useNodeSecurity } from "./use-security.ts";

export function BansCard() {
  const t = useConsoleText();
  const ask = useAsk();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const query = useNodeSecurity();
  if (!query.data) return <QueryState query={query} />;
  const reload = () => void queries.invalidateQueries({ queryKey: ["security"] });
  const unban = async (source: string) => {
    if (await ask(callEndpoint(endpoints.deleteBan, { params: { source } })))
      message.success(t("security.unbanned"));
    reload();
  };
  const columns = [
    {
      key: "source",
      title: t("security.source"),
      render: (_: unknown, { source }: Ban) => <code>{source}</code>,
    },
    {
      key: "reason",
      title: t("security.reason"),
      render: (_: unknown, { reason, number }: Ban) => (
        <>
          <StateBadge tone="alarm" state={reason}>
            {t(`security.offence.${reason}`)}
          </StateBadge>
          {number > 1 ? (
            <span className="t-soft"> · {t("security.ban-number", { count: number })}</span>
          ) : null}
        </>
      ),
    },
    {
      key: "since",
      title: t("security.since"),
      render: (_: unknown, { since }: Ban) => <Moment at={since} />,
    },
    {
      key: "until",
      title: t("security.until"),
      render: (_: unknown, { until }: Ban) => <Moment at={until} />,
    },
    {
      key: "actions",
      render: (_: unknown, { source }: Ban) => (
        <Popconfirm
          title={t("security.unban.ask", { source })}
          okText={t("security.unban")}
          cancelText={t("cancel")}
          onConfirm={() => void unban(source)}
        >
          <Button size="small" data-testid="unban">
            {t("security.unban")}
          </Button>
        </Popconfirm>
      ),
    },
  ];
  return (
    <section className="console-card" aria-label={t("security.bans")} data-testid="bans">
      <h2>{t("security.bans")}</h2>
      <GuardFigures security={query.data} />
      <AddBan onAdded={reload} />
      <Table
        size="small"
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        rowKey="source"
        columns={columns}
        dataSource={query.data.bans}
        scroll={{ x: "max-content" }}
        locale={{
          emptyText: <EmptyState title={t("security.bans.none")}>{t("security.bans.none.text")}</EmptyState>,
        }}
      />
    </section>
  );
}
