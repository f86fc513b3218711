// What strangers did on this node lately.
import { Table } from "antd";
import type { NodeSecurityFact } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { useConsoleText } from "#console/texts";
import type { ConsoleKey } from "#console/texts";
import { Moment } from "./moment.tsx";
import { useNodeSecurity } from "./use-security.ts";

export function NodeFactsCard() {
  const t = useConsoleText();
  const { data } = useNodeSecurity();
  // The card of the bans, which reads the same, shows what went wrong.
  if (!data) return null;
  const columns = [
    {
      key: "at",
      title: t("security.at"),
      render: (_: unknown, { lastAt }: NodeSecurityFact) => <Moment at={lastAt} />,
    },
    {
      key: "kind",
      title: t("security.fact"),
      render: (_: unknown, { kind }: NodeSecurityFact) => t(`security.offence.${kind}`),
    },
    {
      key: "source",
      title: t("security.source"),
      render: (_: unknown, { source }: NodeSecurityFact) => <code>{source}</code>,
    },
    {
      key: "subject",
      title: t("security.subject"),
      render: (_: unknown, fact: NodeSecurityFact) => {
        const { kind, subject } = fact;
        if (subject === null) return "–";
        return kind === "banned" ? t(`security.offence.${subject}` as ConsoleKey) : subject;
      },
    },
    { key: "count", title: t("security.count"), dataIndex: "count", className: "t-figures" },
  ];
  return (
    <section className="console-card" aria-label={t("security.node-facts")} data-testid="node-facts">
      <h2>{t("security.node-facts")}</h2>
      <Table
        size="small"
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        rowKey={({ kind, source, subject, firstAt }) => `${kind} ${source} ${subject} ${firstAt}`}
        columns={columns}
        dataSource={data.facts}
        scroll={{ x: "max-content" }}
        locale={{
          emptyText: (
            <EmptyState title={t("security.facts.none")}>{t("security.node-facts.none.text")}</EmptyState>
          ),
        }}
      />
    </section>
  );
}
