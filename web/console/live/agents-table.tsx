// Every agent with what they do now.
import { Table } from "antd";
import type { AgentLive } from "@tandem/contract";
import { EmptyState, StateBadge } from "@tandem/ui";
import { LiveTimer } from "#client/live";
import { useLocale } from "#client/text";
import { useConsoleText } from "#console/texts";
import { AgentActions } from "./agent-actions.tsx";
import { agentBadge } from "./agent-badge.ts";

export function AgentsTable({ agents }: { readonly agents: readonly AgentLive[] }) {
  const t = useConsoleText();
  return (
    <Table<AgentLive>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={agents}
      onRow={(agent) => ({ "data-testid": `live-agent-${agent.id}` })}
      locale={{ emptyText: <EmptyState title={t("live.agents.none")} /> }}
      columns={[
        { title: t("agent"), dataIndex: "displayName", ellipsis: true },
        {
          title: t("extension"),
          width: 110,
          render: (_, agent) => <span className="t-figures">{agent.extension}</span>,
        },
        { title: t("state"), width: 180, render: (_, agent) => <AgentState agent={agent} /> },
        {
          title: t("for"),
          width: 90,
          align: "right",
          render: (_, agent) => <LiveTimer since={agentBadge(agent).since} />,
        },
        {
          title: t("phone"),
          width: 110,
          render: (_, agent) => (
            <span className={agent.reachable ? "" : "t-soft"}>
              {agent.reachable ? t("phone.reachable") : t("phone.unreachable")}
            </span>
          ),
        },
        { title: "", width: 60, render: (_, agent) => <AgentActions agent={agent} /> },
      ]}
    />
  );
}

function AgentState({ agent }: { readonly agent: AgentLive }) {
  const t = useConsoleText();
  const locale = useLocale();
  const badge = agentBadge(agent);
  const { presenceByName: name, isOverLimit, isLeaving, reservedFor } = agent;
  const over = isOverLimit && badge.name !== null;
  return (
    <>
      <StateBadge tone={badge.tone} state={over ? "over-limit" : badge.state}>
        {badge.name?.[locale] ?? t(badge.key)}
        {over ? ` · ${t("floor.over-limit")}` : ""}
      </StateBadge>
      {reservedFor ? (
        <div className="t-soft">{t("live.agents.reserved", { number: reservedFor.number })}</div>
      ) : null}
      {isLeaving ? <div className="t-soft">{t("floor.leaving")}</div> : null}
      {name !== null && badge.state === agent.presence ? (
        <div className="t-soft">{t("floor.set-by", { name })}</div>
      ) : null}
    </>
  );
}
