// How the tenant is set up, for reading.
import { useQuery } from "@tanstack/react-query";
import { Alert, Table } from "antd";
import type { ReactNode } from "react";
import { endpoints } from "@tandem/contract";
import type { Setup } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useConsoleText } from "#console/texts";
import { FlowCard } from "./flow-card.tsx";

export function SetupPage() {
  const t = useConsoleText();
  const query = useQuery({
    queryKey: ["setup"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getSetup, {})),
  });
  if (!query.data) return <QueryState query={query} />;
  return (
    <div className="console-stack">
      <Alert type="info" showIcon title={t("setup.read-only")} />
      <div className="console-pair">
        <Numbers setup={query.data} />
        <Trunks setup={query.data} />
        <Queues setup={query.data} />
        <People setup={query.data} />
      </div>
      {query.data.flows.length === 0 ? <EmptyState title={t("setup.flows.none")} /> : null}
      {query.data.flows.map((flow) => (
        <FlowCard key={flow.id} flow={flow} queues={query.data.queues} />
      ))}
    </div>
  );
}

type CardProps<Row> = {
  readonly title: string;
  readonly none: string;
  readonly rows: readonly Row[];
  readonly columns: readonly {
    readonly title: string;
    readonly width?: number;
    readonly render: (row: Row) => ReactNode;
  }[];
};

function TableCard<Row extends { readonly id: string }>({ title, none, rows, columns }: CardProps<Row>) {
  return (
    <section className="console-card" aria-label={title}>
      <h2>{title}</h2>
      <Table<Row>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={rows}
        locale={{ emptyText: <EmptyState title={none} /> }}
        columns={columns.map((column) => ({
          ...column,
          render: (_: unknown, row: Row) => column.render(row),
        }))}
      />
    </section>
  );
}

type SetupProps = { readonly setup: Setup };
const figures = (text: string) => <span className="t-figures">{text}</span>;

function Numbers({ setup }: SetupProps) {
  const t = useConsoleText();
  const columns = [
    { title: t("setup.number"), render: (row: Setup["numbers"][number]) => <b>{figures(row.number)}</b> },
    { title: t("setup.flow"), render: (row: Setup["numbers"][number]) => row.flowName },
  ];
  return (
    <TableCard
      title={t("setup.numbers")}
      none={t("setup.numbers.none")}
      rows={setup.numbers}
      columns={columns}
    />
  );
}

function Trunks({ setup }: SetupProps) {
  const t = useConsoleText();
  const columns = [
    { title: t("setup.name"), render: (row: Setup["trunks"][number]) => row.name },
    {
      title: t("setup.addresses"),
      render: (row: Setup["trunks"][number]) => figures(row.addresses.join(", ")),
    },
  ];
  return (
    <TableCard
      title={t("setup.trunks")}
      none={t("setup.trunks.none")}
      rows={setup.trunks}
      columns={columns}
    />
  );
}

function Queues({ setup }: SetupProps) {
  const t = useConsoleText();
  type Row = Setup["queues"][number];
  const nameOf = (id: string) => setup.agents.find((agent) => agent.id === id)?.displayName ?? id;
  const seconds = (count: number) => figures(t("seconds", { count }));
  const columns = [
    { title: t("setup.name"), render: (row: Row) => <b>{row.name}</b> },
    { title: t("live.agents"), render: (row: Row) => row.agentIds.map(nameOf).join(", ") || "–" },
    {
      title: t("setup.queue.offer-timeout"),
      width: 100,
      render: (row: Row) => seconds(row.offerTimeoutSeconds),
    },
    {
      title: t("setup.queue.announcement"),
      width: 100,
      render: (row: Row) => seconds(row.announcementSeconds),
    },
  ];
  return (
    <TableCard
      title={t("setup.queues")}
      none={t("setup.queues.none")}
      rows={setup.queues}
      columns={columns}
    />
  );
}

function People({ setup }: SetupProps) {
  const t = useConsoleText();
  type Row = Setup["agents"][number];
  const columns = [
    { title: t("agent"), render: (row: Row) => row.displayName },
    { title: t("extension"), render: (row: Row) => figures(row.extension) },
  ];
  return (
    <TableCard
      title={t("setup.people")}
      none={t("setup.people.none")}
      rows={setup.agents}
      columns={columns}
    />
  );
}
