// The connectors of a tenant: added, changed, tried and removed.
import { PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Table } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { ConnectorView } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { refusalText, useConsoleText } from "#console/texts";
import { ConnectorForm } from "./connector-form.tsx";
import { TryConnector } from "./try-connector.tsx";
import { connectorsKey, useConnectors } from "./use-connectors.ts";

type Open =
  | { readonly kind: "form"; readonly connector: ConnectorView | undefined }
  | { readonly kind: "try"; readonly connector: ConnectorView };

export function ConnectorList() {
  const t = useConsoleText();
  const me = useMe();
  const place = { locale: useLocale(), timeZone: me.tenant.timeZone };
  const mayWrite = me.user.role === "admin";
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open>();
  const query = useConnectors();
  if (!query.data) return <QueryState query={query} />;
  const read = () => queries.invalidateQueries({ queryKey: connectorsKey });
  const close = () => setOpen(undefined);
  const remove = (name: string) =>
    modal.confirm({
      title: t("connectors.delete.sure", { name }),
      okText: t("trunks.delete"),
      cancelText: t("cancel"),
      okButtonProps: { danger: true },
      onOk: async () => {
        const answer = await callEndpoint(endpoints.deleteMessageConnector, { params: { name } });
        if (!answer.ok) message.error(refusalText(answer.problem, t));
        await read();
      },
    });
  const columns = [
    { title: t("tables.name"), render: (_: unknown, { name }: ConnectorView) => <b>{name}</b> },
    {
      title: t("messages.kind"),
      render: (_: unknown, { kind }: ConnectorView) => t(`message-kind.${kind}`),
    },
    {
      title: t("connectors.server"),
      className: "t-wrap",
      render: (_: unknown, { method, url }: ConnectorView) => `${method} ${url.split("?")[0] ?? ""}`,
    },
    {
      title: t("secrets.changed"),
      render: (_: unknown, { changedAt, changedBy }: ConnectorView) =>
        t("prompts.changed", { who: changedBy ?? "?", when: formatDateTime(changedAt, place) }),
    },
    {
      title: t("connectors.flows"),
      render: (_: unknown, { flows }: ConnectorView) => (flows.length > 0 ? flows.join(", ") : "–"),
    },
    {
      title: "",
      render: (_: unknown, connector: ConnectorView) =>
        mayWrite ? (
          <div className="console-row-acts">
            <Button
              size="small"
              type="text"
              data-testid={`connector-try-${connector.name}`}
              onClick={() => setOpen({ kind: "try", connector })}
            >
              {t("connectors.try")}
            </Button>
            <Button
              size="small"
              type="text"
              data-testid={`connector-change-${connector.name}`}
              onClick={() => setOpen({ kind: "form", connector })}
            >
              {t("connectors.change")}
            </Button>
            <Button
              size="small"
              type="text"
              danger
              data-testid={`connector-remove-${connector.name}`}
              onClick={() => void remove(connector.name)}
            >
              {t("trunks.delete")}
            </Button>
          </div>
        ) : null,
    },
  ];
  return (
    <>
      <div className="console-card-head">
        <span className="t-soft">{t("connectors.text")}</span>
        {mayWrite ? (
          <Button
            size="small"
            icon={<PlusOutlined />}
            data-testid="connector-add"
            onClick={() => setOpen({ kind: "form", connector: undefined })}
          >
            {t("connectors.add")}
          </Button>
        ) : null}
      </div>
      <Table
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={query.data}
        columns={columns}
        scroll={{ x: "max-content" }}
        locale={{
          emptyText: (
            <EmptyState title={t("connectors.none")}>
              {t(mayWrite ? "connectors.none.text" : "connectors.none.read")}
            </EmptyState>
          ),
        }}
      />
      {open?.kind === "form" ? (
        <ConnectorForm
          connector={open.connector}
          onClose={close}
          onSaved={() => {
            close();
            void read();
          }}
        />
      ) : null}
      {open?.kind === "try" ? <TryConnector connector={open.connector} onClose={close} /> : null}
    </>
  );
}
