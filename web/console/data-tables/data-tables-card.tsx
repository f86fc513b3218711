// Tables that flows look something up in: brought as CSV files, replaced, taken away again.
import { UploadOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Table, Upload } from "antd";
import { endpoints } from "@tandem/contract";
import type { DataTableView } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { refusalText, useConsoleText } from "#console/texts";
import { dataTablesKey, useDataTables } from "./use-data-tables.ts";

export function DataTablesCard() {
  const t = useConsoleText();
  const me = useMe();
  const place = { locale: useLocale(), timeZone: me.tenant.timeZone };
  const mayWrite = me.user.role === "admin";
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const query = useDataTables();
  if (!query.data) return <QueryState query={query} />;
  const read = () => queries.invalidateQueries({ queryKey: dataTablesKey });
  const bring = async (name: string, file: Blob) => {
    const body = new Uint8Array(await file.arrayBuffer());
    const answer = await callEndpoint(endpoints.setDataTable, { params: { name }, body });
    if (answer.ok) message.success(t("tables.brought", { name, count: String(answer.value.rowCount) }));
    else message.error(refusalText(answer.problem, t));
    await read();
  };
  const remove = (name: string) =>
    modal.confirm({
      title: t("tables.delete.sure", { name }),
      okText: t("trunks.delete"),
      cancelText: t("cancel"),
      okButtonProps: { danger: true },
      onOk: async () => {
        const answer = await callEndpoint(endpoints.deleteDataTable, { params: { name } });
        if (!answer.ok) message.error(refusalText(answer.problem, t));
        await read();
      },
    });
  const upload = (label: string, nameOf: (file: File) => string, testId: string) => (
    <Upload
      accept=".csv,text/csv"
      showUploadList={false}
      beforeUpload={(file) => {
        void bring(nameOf(file), file);
        return false;
      }}
    >
      <Button size="small" icon={<UploadOutlined />} data-testid={testId}>
        {label}
      </Button>
    </Upload>
  );
  const columns = [
    { title: t("tables.name"), render: (_: unknown, { name }: DataTableView) => <b>{name}</b> },
    {
      title: t("tables.columns"),
      className: "t-wrap",
      render: (_: unknown, table: DataTableView) => table.columns.join(", "),
    },
    {
      title: t("tables.rows"),
      className: "t-figures",
      render: (_: unknown, { rowCount }: DataTableView) => String(rowCount),
    },
    {
      title: t("secrets.changed"),
      render: (_: unknown, { changedAt, changedBy }: DataTableView) =>
        t("prompts.changed", { who: changedBy ?? "?", when: formatDateTime(changedAt, place) }),
    },
    {
      title: t("secrets.flows"),
      render: (_: unknown, { flows }: DataTableView) => (flows.length > 0 ? flows.join(", ") : "–"),
    },
    {
      title: "",
      render: (_: unknown, { name }: DataTableView) =>
        mayWrite ? (
          <div className="prompts-sound">
            {upload(t("tables.replace"), () => name, `table-replace-${name}`)}
            <Button size="small" href={`/api/v1/data-tables/${encodeURIComponent(name)}/file`}>
              {t("tables.download")}
            </Button>
            <Button size="small" type="text" danger onClick={() => void remove(name)}>
              {t("trunks.delete")}
            </Button>
          </div>
        ) : null,
    },
  ];
  return (
    <section className="console-card" aria-label={t("tables.title")} data-testid="data-tables">
      <h2>
        {t("tables.title")}{" "}
        {mayWrite
          ? upload(
              t("tables.add"),
              ({ name }) =>
                name
                  .replace(/\.csv$/i, "")
                  .replaceAll(/[/?#%\\]/g, "-")
                  .slice(0, 60),
              "table-add",
            )
          : null}
      </h2>
      <p className="t-soft">{t("tables.text")}</p>
      <Table
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={query.data}
        columns={columns}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <EmptyState title={t("tables.none")} /> }}
      />
    </section>
  );
}
