// What callers got and when, by whom and why; a version can be given to them again, a plan called off.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Modal, Table, Tag } from "antd";
import { endpoints } from "@tandem/contract";
import type { FlowPublication } from "@tandem/contract";
import { readFlowDocument } from "@tandem/flows";
import type { FlowDocument } from "@tandem/flows";
import { EmptyState } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { refusalText, useConsoleText } from "#console/texts";
import type { ComparedVersion } from "./version-comparison.tsx";

type HistoryProps = {
  readonly flowId: string;
  readonly name: string;
  readonly mayWrite: boolean;
  readonly onOpen: (document: FlowDocument) => void;
  readonly onCompare: (version: ComparedVersion) => void;
  readonly onClose: () => void;
};

export function HistoryDialog({ flowId, name, mayWrite, onOpen, onCompare, onClose }: HistoryProps) {
  const t = useConsoleText();
  const place = { locale: useLocale(), timeZone: useMe().tenant.timeZone };
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const params = { flowId };
  const query = useQuery({
    queryKey: ["flows", flowId, "history"],
    gcTime: 0,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getFlowHistory, { params })),
  });
  const changed = (answer: Awaited<ReturnType<typeof callEndpoint>>) => {
    if (!answer.ok) message.error(refusalText(answer.problem, t));
    return queries.invalidateQueries({ queryKey: ["flows"] });
  };
  const rollBack = (version: number) =>
    modal.confirm({
      title: t("history.roll-back.sure", { version: String(version) }),
      okText: t("history.roll-back"),
      cancelText: t("cancel"),
      onOk: async () => {
        const body = { from: { kind: "version", version } as const };
        await changed(await callEndpoint(endpoints.publishFlow, { params, body }));
      },
    });
  const callOff = async ({ id: publicationId }: FlowPublication) =>
    changed(await callEndpoint(endpoints.callOffFlowPublication, { params: { flowId, publicationId } }));
  const withVersion = async (version: number, act: (document: FlowDocument) => void) => {
    const read = await callEndpoint(endpoints.getFlowVersion, {
      params: { flowId, version: String(version) },
    });
    const document = read.ok ? readFlowDocument(read.value.document) : undefined;
    if (document?.ok) act(document.value);
  };
  if (!query.data) return <QueryState query={query} />;
  const { publications } = query.data;
  const current = publications.find(({ appliedAt }) => appliedAt !== null)?.id;
  const columns = [
    {
      title: t("history.when"),
      render: (_: unknown, row: FlowPublication) => formatDateTime(row.dueAt, place),
    },
    {
      title: t("history.version"),
      render: (_: unknown, row: FlowPublication) => (
        <>
          {row.version} <PublicationTag publication={row} current={current} />
        </>
      ),
    },
    { title: t("history.who"), render: (_: unknown, row: FlowPublication) => row.by ?? "–" },
    { title: t("history.note"), dataIndex: "note" },
    {
      key: "acts",
      render: (_: unknown, row: FlowPublication) => (
        <div className="console-row-acts">
          {mayWrite && isPlanned(row) ? (
            <Button size="small" type="text" onClick={() => void callOff(row)}>
              {t("history.call-off")}
            </Button>
          ) : null}
          {mayWrite && row.id !== current && !isPlanned(row) ? (
            <Button
              size="small"
              type="text"
              data-testid={`roll-back-${row.version}`}
              onClick={() => void rollBack(row.version)}
            >
              {t("history.roll-back")}
            </Button>
          ) : null}
          <Button
            size="small"
            type="text"
            data-testid={`compare-${row.version}`}
            onClick={() =>
              void withVersion(row.version, (document) => onCompare({ version: row.version, document }))
            }
          >
            {t("history.compare")}
          </Button>
          <Button size="small" type="text" onClick={() => void withVersion(row.version, onOpen)}>
            {t("history.open")}
          </Button>
        </div>
      ),
    },
  ];
  return (
    <Modal open width={860} footer={null} title={t("history.title", { name })} onCancel={onClose}>
      <Table
        size="small"
        rowKey="id"
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        dataSource={publications}
        columns={columns}
        locale={{ emptyText: <EmptyState title={t("history.none")} /> }}
      />
    </Modal>
  );
}

function isPlanned({ appliedAt, calledOffAt }: FlowPublication): boolean {
  return appliedAt === null && calledOffAt === null;
}

type TagProps = { readonly publication: FlowPublication; readonly current: string | undefined };

function PublicationTag({ publication, current }: TagProps) {
  const t = useConsoleText();
  if (publication.id === current) return <Tag color="green">{t("history.current")}</Tag>;
  if (publication.calledOffAt !== null) return <Tag>{t("history.called-off")}</Tag>;
  return isPlanned(publication) ? <Tag color="blue">{t("history.planned")}</Tag> : null;
}
