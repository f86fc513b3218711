// Who is chosen for a caller: each queue's strategy and the skills it asks for, and what each agent knows.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { PlusOutlined } from "@ant-design/icons";
import { Button, Table, Tag } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { CalendarView, RoutingView, Setup } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useConsoleText } from "#console/texts";
import { QueueForm } from "./queue-form.tsx";
import type { RoutingQueue } from "./queue-form.tsx";
import { MembersForm } from "./members-form.tsx";
import { RemoveQueue } from "./remove-queue.tsx";
import { AgentSkillsForm } from "./routing-forms.tsx";
import type { RoutingAgent } from "./routing-forms.tsx";
import { SkillsList } from "./skills-list.tsx";

type Editing =
  | { readonly queue: RoutingQueue; readonly name: string }
  | { readonly agent: RoutingAgent; readonly name: string }
  /** Undefined: a new one. */
  | { readonly members: Setup["queues"][number] | undefined }
  | { readonly removed: Setup["queues"][number] };

type CardProps = { readonly setup: Setup; readonly calendars: readonly CalendarView[] };

export function RoutingCard({ setup, calendars }: CardProps) {
  const t = useConsoleText();
  const mayWrite = useMe().user.role === "admin";
  const queries = useQueryClient();
  const [editing, setEditing] = useState<Editing>();
  const query = useQuery({
    queryKey: ["routing"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getRouting, {})),
  });
  if (!query.data) return <QueryState query={query} />;
  const routing = query.data;
  const read = () => {
    void queries.invalidateQueries({ queryKey: ["routing"] });
    void queries.invalidateQueries({ queryKey: ["setup"] });
  };
  const form = { skills: routing.skills, onClose: () => setEditing(undefined), onSaved: read };
  const card = { setup, routing, onEdit: mayWrite ? setEditing : undefined };
  return (
    <section className="console-card" aria-label={t("routing.title")}>
      <div className="console-card-head">
        <h2>{t("routing.title")}</h2>
        {mayWrite ? (
          <Button
            icon={<PlusOutlined />}
            data-testid="queue-add"
            onClick={() => setEditing({ members: undefined })}
          >
            {t("queue.add")}
          </Button>
        ) : null}
      </div>
      <QueueTable {...card} />
      <AgentTable {...card} />
      <SkillsList skills={routing.skills} mayWrite={mayWrite} onChanged={read} />
      {editing && "queue" in editing ? <QueueForm {...form} {...editing} {...{ setup, calendars }} /> : null}
      {editing && "members" in editing ? (
        <MembersForm setup={setup} queue={editing.members} onClose={form.onClose} onSaved={read} />
      ) : null}
      {editing && "removed" in editing ? (
        <RemoveQueue
          queue={editing.removed}
          others={setup.queues.filter(({ id }) => id !== editing.removed.id)}
          onClose={form.onClose}
          onRemoved={() => {
            form.onClose();
            read();
          }}
        />
      ) : null}
      {editing && "agent" in editing ? <AgentSkillsForm {...form} {...editing} /> : null}
    </section>
  );
}

type TableProps = {
  readonly setup: Setup;
  readonly routing: RoutingView;
  readonly onEdit: ((editing: Editing) => void) | undefined;
};

function QueueTable({ setup, routing, onEdit }: TableProps) {
  const t = useConsoleText();
  const queueOf = (id: string) => setup.queues.find((queue) => queue.id === id);
  const nameOf = (id: string) => queueOf(id)?.name ?? id;
  const agentName = (id: string) => setup.agents.find((agent) => agent.id === id)?.displayName ?? id;
  const acts = (row: RoutingQueue, edit: (editing: Editing) => void) => {
    const queue = queueOf(row.id);
    const name = nameOf(row.id);
    return (
      <div className="console-row-acts">
        <Button size="small" data-testid={`routing-queue-${name}`} onClick={() => edit({ queue: row, name })}>
          {t("queue.settings")}
        </Button>
        <Button
          size="small"
          type="text"
          data-testid={`members-${name}`}
          onClick={() => queue && edit({ members: queue })}
        >
          {t("queue.members")}
        </Button>
        <Button
          size="small"
          type="text"
          danger
          data-testid={`remove-${name}`}
          onClick={() => queue && edit({ removed: queue })}
        >
          {t("trunks.delete")}
        </Button>
      </div>
    );
  };
  const columns = [
    { title: t("setup.queues"), render: (_: unknown, row: RoutingQueue) => <b>{nameOf(row.id)}</b> },
    {
      title: t("live.agents"),
      render: (_: unknown, row: RoutingQueue) => queueOf(row.id)?.agentIds.map(agentName).join(", ") || "–",
    },
    {
      title: t("setup.queue.strategy"),
      render: (_: unknown, row: RoutingQueue) => t(`strategy.${row.strategy}`),
    },
    { title: t("setup.queue.priority"), render: (_: unknown, row: RoutingQueue) => row.priority },
    {
      title: t("routing.answer-within"),
      render: (_: unknown, row: RoutingQueue) => t("seconds", { count: row.serviceLevelSeconds }),
    },
    {
      title: t("setup.queue.skills"),
      render: (_: unknown, row: RoutingQueue) =>
        skillTags(routing, row.skills, (each) => `≥ ${each.minimum}`),
    },
    {
      title: t("queue.overflow"),
      render: (_: unknown, { overflow }: RoutingQueue) =>
        overflow.length === 0 ? "–" : t("overflow.rules", { count: String(overflow.length) }),
    },
    ...(onEdit
      ? [{ title: "", width: 230, render: (_: unknown, row: RoutingQueue) => acts(row, onEdit) }]
      : []),
  ];
  return <Table size="small" rowKey="id" pagination={false} dataSource={routing.queues} columns={columns} />;
}

function AgentTable({ setup, routing, onEdit }: TableProps) {
  const t = useConsoleText();
  const agentOf = (id: string) => setup.agents.find((agent) => agent.id === id);
  const nameOf = (id: string) => agentOf(id)?.displayName ?? id;
  const columns = [
    {
      title: t("agent"),
      render: (_: unknown, row: RoutingAgent) => `${nameOf(row.id)} · ${agentOf(row.id)?.extension ?? ""}`,
    },
    {
      title: t("routing.skills"),
      render: (_: unknown, row: RoutingAgent) => skillTags(routing, row.skills, (each) => String(each.level)),
    },
    ...editColumn<RoutingAgent>(
      t("routing.edit"),
      onEdit && ((row) => onEdit({ agent: row, name: nameOf(row.id) })),
      (row) => `routing-agent-${agentOf(row.id)?.extension ?? row.id}`,
    ),
  ];
  return (
    <Table
      size="small"
      rowKey="id"
      className="queue-agents"
      pagination={false}
      dataSource={routing.agents}
      columns={columns}
    />
  );
}

function skillTags<Skill extends { readonly skillId: string }>(
  routing: RoutingView,
  skills: readonly Skill[],
  level: (skill: Skill) => string,
) {
  if (skills.length === 0) return "–";
  const nameOf = (id: string) => routing.skills.find((skill) => skill.id === id)?.name ?? id;
  return skills.map((each) => <Tag key={each.skillId}>{`${nameOf(each.skillId)} ${level(each)}`}</Tag>);
}

function editColumn<Row>(
  label: string,
  edit: ((row: Row) => void) | undefined,
  testId: (row: Row) => string,
) {
  if (!edit) return [];
  const render = (_: unknown, row: Row) => (
    <Button size="small" data-testid={testId(row)} onClick={() => edit(row)}>
      {label}
    </Button>
  );
  return [{ title: "", width: 90, render }];
}
