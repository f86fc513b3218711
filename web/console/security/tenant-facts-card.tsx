// What was tried with this tenant's names and numbers.
import { Table } from "antd";
import type { TenantSecurityFact } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { QueryState } from "#client/frame";
import { useConsoleText } from "#console/texts";
import { Moment } from "./moment.tsx";
import { useTenantFacts } from "./use-security.ts";

export function TenantFactsCard() {
  const t = useConsoleText();
  const query = useTenantFacts();
  if (!query.data) return <QueryState query={query} />;
  const columns = [
    {
      key: "at",
      title: t("security.at"),
      render: (_: unknown, { at }: TenantSecurityFact) => <Moment at={at} />,
    },
    {
      key: "kind",
      title: t("security.fact"),
      render: (_: unknown, { kind }: TenantSecurityFact) => t(`security.tenant-fact.${kind}`),
    },
    { key: "subject", title: t("security.subject"), dataIndex: "subject" },
    {
      key: "source",
      title: t("security.from"),
      render: (_: unknown, { source }: TenantSecurityFact) => <code>{source === "" ? "–" : source}</code>,
    },
    { key: "count", title: t("security.count"), dataIndex: "count", className: "t-figures" },
  ];
  return (
    <section className="console-card" aria-label={t("security.tenant-facts")} data-testid="tenant-facts">
      <h2>{t("security.tenant-facts")}</h2>
      <Table
        size="small"
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        rowKey="id"
        columns={columns}
        dataSource={query.data.facts}
        scroll={{ x: "max-content" }}
        locale={{
          emptyText: (
            <EmptyState title={t("security.facts.none")}>{t("security.facts.none.text")}</EmptyState>
          ),
        }}
      />
    </section>
  );
}
