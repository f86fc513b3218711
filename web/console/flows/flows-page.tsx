// All flows: what callers get of each, what else is drawn, what is planned.
import { PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Table, Tag, Upload } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { FlowListing } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { DataTablesCard } from "#console/data-tables";
import { MessagesCard } from "#console/messages";
import { Link, routePath } from "#console/routing";
import { refusalText, useConsoleText } from "#console/texts";
import { SecretsCard } from "#console/secrets";
import { FlowNameDialog } from "./flow-name-dialog.tsx";
import type { NameWish } from "./flow-name-dialog.tsx";
import "./flows.css";

export function FlowsPage() {
  const t = useConsoleText();
  const place = { locale: useLocale(), timeZone: useMe().tenant.timeZone };
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const mayWrite = useMe().user.role === "admin";
  const [wish, setWish] = useState<NameWish>();
  const query = useQuery({
    queryKey: ["flows"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listFlows, {})),
    refetchInterval: 15_000,
  });
  if (!query.data) return <QueryState query={query} />;
  const remove = ({ id, name }: FlowListing) =>
    modal.confirm({
      title: t("flows.delete.sure", { name }),
      okText: t("trunks.delete"),
      cancelText: t("cancel"),
      okButtonProps: { danger: true },
      onOk: async () => {
        const answer = await callEndpoint(endpoints.deleteFlow, { params: { flowId: id } });
        if (!answer.ok) message.error(refusalText(answer.problem, t));
        await queries.invalidateQueries({ queryKey: ["flows"] });
      },
    });
  const copy = async ({ id, name }: FlowListing) => {
    const draft = await callEndpoint(endpoints.getFlowDraft, { params: { flowId: id } });
    if (draft.ok)
      setWish({ kind: "create", name: t("flows.copy.name", { name }), document: draft.value.document });
  };
  const importFile = async (file: Blob & { readonly name: string }) => {
    try {
      const document = JSON.parse(await file.text()) as Record<string, unknown>;
      setWish({ kind: "create", name: file.name.replace(/\.json$/i, ""), document });
    } catch {
      message.error(t("flows.import.wrong"));
    }
  };
  const columns = [
    {
      title: t("flows.name"),
      render: (_: unknown, row: FlowListing) => (
        <Link to={routePath({ kind: "flow", flowId: row.id })}>
          <b>{row.name}</b>
        </Link>
      ),
    },
    {
      title: t("flows.numbers"),
      render: (_: unknown, { numbers }: FlowListing) =>
        numbers.length > 0 ? (
          <span className="t-figures">{numbers.join(", ")}</span>
        ) : (
          <span className="t-soft">{t("flows.numbers.none")}</span>
        ),
    },
    {
      title: t("flows.published"),
      render: (_: unknown, row: FlowListing) => <Published row={row} place={place} />,
    },
    {
      key: "acts",
      width: 280,
      render: (_: unknown, row: FlowListing) => (
        <div className="console-row-acts">
          <Link to={routePath({ kind: "flow", flowId: row.id })}>
            <Button size="small" type="text" data-testid={`draw-${row.name}`}>
              {t(mayWrite ? "flows.draw" : "flows.look")}
            </Button>
          </Link>
          {mayWrite ? (
            <>
              <Button size="small" type="text" onClick={() => setWish({ kind: "rename", ...row })}>
                {t("flows.rename")}
              </Button>
              <Button size="small" type="text" onClick={() => void copy(row)}>
                {t("flows.copy")}
              </Button>
              <Button size="small" type="text" danger onClick={() => void remove(row)}>
                {t("trunks.delete")}
              </Button>
            </>
          ) : null}
        </div>
      ),
    },
  ];
  return (
    <div className="console-stack">
      <section className="console-card">
        {mayWrite ? (
          <div className="console-card-head">
            <span className="t-soft">{t("flows.none.text")}</span>
            <div className="flow-list-acts">
              <Upload
                accept=".json,application/json"
                showUploadList={false}
                beforeUpload={(file) => {
                  void importFile(file);
                  return false;
                }}
              >
                <Button icon={<UploadOutlined />}>{t("flows.import")}</Button>
              </Upload>
              <Button
                type="primary"
                icon={<PlusOutlined />}
                data-testid="flow-add"
                onClick={() => setWish({ kind: "create", name: "" })}
              >
                {t("flows.add")}
              </Button>
            </div>
          </div>
        ) : null}
        <Table
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={query.data.flows}
          columns={columns}
          locale={{ emptyText: <EmptyState title={t("flows.none")}>{t("flows.none.text")}</EmptyState> }}
        />
        {wish ? <FlowNameDialog wish={wish} onClose={() => setWish(undefined)} /> : null}
      </section>
      <MessagesCard />
      <DataTablesCard />
      <SecretsCard />
    </div>
  );
}

type Place = Parameters<typeof formatDateTime>[1];

function Published({ row, place }: { readonly row: FlowListing; readonly place: Place }) {
  const t = useConsoleText();
  const { published, draftDiffers, scheduled } = row;
  return (
    <>
      {published ? (
        <>
          {t("setup.flow.version", { version: String(published.version) })}{" "}
          <span className="t-soft">
            {published.by === null
              ? formatDateTime(published.at, place)
              : t("flows.published.by", { who: published.by, when: formatDateTime(published.at, place) })}
          </span>{" "}
        </>
      ) : (
        <Tag>{t("flows.published.none")}</Tag>
      )}
      {draftDiffers && published ? <Tag color="orange">{t("flows.draft")}</Tag> : null}
      {scheduled ? (
        <Tag color="blue">
          {t("flows.scheduled", {
            when: formatDateTime(scheduled.dueAt, place),
            version: String(scheduled.version),
          })}
        </Tag>
      ) : null}
    </>
  );
}
