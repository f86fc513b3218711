// How agents work at their desks: away reasons and what takes readiness away, and what each queue has otherwise.
import { useQueryClient } from "@tanstack/react-query";
import { Button, Table, Tag } from "antd";
import { useState } from "react";
import type { DeskRulesView, Setup } from "@tandem/contract";
import { deskRulesKey, useDeskRules } from "#client/desk-rules";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { useConsoleText } from "#console/texts";
import { DeskRulesForm } from "./desk-rules-form.tsx";
import { QueueRulesForm } from "./queue-rules-form.tsx";
import type { QueueRules } from "./queue-rules-form.tsx";

export function DeskRulesCard({ setup }: { readonly setup: Setup }) {
  const t = useConsoleText();
  const mayWrite = useMe().user.role === "admin";
  const queries = useQueryClient();
  const query = useDeskRules();
  const [editing, setEditing] = useState<"all" | QueueRules>();
  if (!query.data) return <QueryState query={query} />;
  const close = () => setEditing(undefined);
  const onSaved = () => void queries.invalidateQueries({ queryKey: deskRulesKey });
  const form = { onClose: close, onSaved };
  return (
    <section className="console-card" aria-label={t("desk-rules.title")}>
      <h2>
        {t("desk-rules.title")}{" "}
        {mayWrite ? (
          <Button size="small" onClick={() => setEditing("all")} data-testid="desk-rules-edit">
            {t("routing.edit")}
          </Button>
        ) : null}
      </h2>
      <Reasons rules={query.data} />
      <Queues rules={query.data} onEdit={mayWrite ? setEditing : undefined} />
      {editing === "all" ? <DeskRulesForm rules={query.data} agents={setup.agents} {...form} /> : null}
      {editing !== undefined && editing !== "all" ? <QueueRulesForm queue={editing} {...form} /> : null}
    </section>
  );
}

function Reasons({ rules }: { readonly rules: DeskRulesView }) {
  const t = useConsoleText();
  const locale = useLocale();
  const { missesToAway, longCall } = rules;
  return (
    <>
      <p>
        {rules.awayReasons.map(({ code, name, limitMinutes, countsAsWork }) => (
          <Tag key={code} color={countsAsWork ? "blue" : "default"} data-testid={`reason-${code}`}>
            {name[locale]}
            {limitMinutes === null ? "" : ` ≤ ${t("desk-rules.minutes", { count: limitMinutes })}`}
            {countsAsWork ? ` · ${t("desk-rules.work")}` : ""}
          </Tag>
        ))}
      </p>
      <p className="t-soft">
        {missesToAway === 0
          ? t("desk-rules.misses.never")
          : t("desk-rules.misses.after", { count: missesToAway })}{" "}
        {longCall === null
          ? t("desk-rules.long-call.none")
          : t("desk-rules.long-call.after", { over: longCall.overMinutes, rest: longCall.breakMinutes })}
      </p>
    </>
  );
}

type QueuesProps = {
  readonly rules: DeskRulesView;
  readonly onEdit: ((queue: QueueRules) => void) | undefined;
};

function Queues({ rules, onEdit }: QueuesProps) {
  const t = useConsoleText();
  const columns = [
    { title: t("setup.queues"), render: (_: unknown, row: QueueRules) => <b>{row.name}</b> },
    {
      title: t("desk-rules.wrap-up"),
      render: (_: unknown, row: QueueRules) =>
        row.wrapUpSeconds === null ? t("desk-rules.as-agent") : t("seconds", { count: row.wrapUpSeconds }),
    },
    {
      title: t("desk-rules.misses"),
      render: (_: unknown, row: QueueRules) => missesWords(row.missesToAway, t),
    },
    {
      title: t("desk-rules.may-leave"),
      render: (_: unknown, row: QueueRules) => t(row.agentsMayLeave ? "desk-rules.yes" : "desk-rules.no"),
    },
    {
      title: t("desk-rules.auto-answer"),
      render: (_: unknown, row: QueueRules) => t(row.autoAnswer ? "desk-rules.yes" : "desk-rules.no"),
    },
    {
      title: t("desk-rules.script"),
      render: (_: unknown, row: QueueRules) =>
        t(row.script.trim() === "" ? "desk-rules.no" : "desk-rules.yes"),
    },
    ...(onEdit
      ? [
          {
            title: "",
            width: 90,
            render: (_: unknown, row: QueueRules) => (
              <Button size="small" onClick={() => onEdit(row)} data-testid={`queue-rules-${row.name}`}>
                {t("routing.edit")}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return <Table size="small" rowKey="id" pagination={false} dataSource={rules.queues} columns={columns} />;
}

function missesWords(misses: number | null, t: ReturnType<typeof useConsoleText>): string {
  if (misses === null) return t("desk-rules.as-all");
  return misses === 0 ? t("desk-rules.never") : String(misses);
}
