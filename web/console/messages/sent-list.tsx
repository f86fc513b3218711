// What flows sent last: when, to whom in short, and what came of it.
import { useQuery } from "@tanstack/react-query";
import { Table } from "antd";
import { endpoints } from "@tandem/contract";
import type { OutgoingMessageView } from "@tandem/contract";
import { EmptyState, StateBadge } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { Link, routePath } from "#console/routing";
import { outcomeText, useConsoleText } from "#console/texts";

/** What is tried again within seconds is seen without a reload. */
const readEveryMs = 4_000;
const tones = { waiting: "hold", sent: "ready", "given-up": "alarm" } as const;
const mostOnPage = 10;

export function SentList() {
  const t = useConsoleText();
  const place = { locale: useLocale(), timeZone: useMe().tenant.timeZone };
  const query = useQuery({
    queryKey: ["outgoing-messages"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listOutgoingMessages, {})).messages,
    refetchInterval: readEveryMs,
  });
  if (!query.data) return <QueryState query={query} />;
  const columns = [
    {
      title: t("sent.when"),
      className: "t-figures",
      render: (_: unknown, { queuedAt }: OutgoingMessageView) => formatDateTime(queuedAt, place),
    },
    {
      title: t("messages.kind"),
      render: (_: unknown, { kind, connector }: OutgoingMessageView) =>
        connector === null ? t(`message-kind.${kind}`) : `${t(`message-kind.${kind}`)} · ${connector}`,
    },
    { title: t("sent.to"), dataIndex: "recipient", className: "t-figures t-wrap" },
    {
      title: t("sent.from"),
      render: (_: unknown, { callId, node }: OutgoingMessageView) => (
        <Link to={routePath({ kind: "call", callId })}>{node}</Link>
      ),
    },
    {
      title: t("sent.outcome"),
      className: "t-wrap",
      render: (_: unknown, { state, outcome }: OutgoingMessageView) => (
        <div className="message-outcome">
          <StateBadge tone={tones[state]} state={state}>
            {t(`sent.state.${state}`)}
          </StateBadge>
          {outcome === "" ? null : <span className="t-soft">{outcomeText(outcome, t)}</span>}
        </div>
      ),
    },
    {
      title: t("sent.tries"),
      className: "t-figures",
      render: (_: unknown, { attempts }: OutgoingMessageView) => String(attempts),
    },
  ];
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={query.data}
      columns={columns}
      rowClassName={({ state }) => (state === "given-up" ? "message-given-up" : "")}
      scroll={{ x: "max-content" }}
      pagination={query.data.length > mostOnPage ? { pageSize: mostOnPage, showSizeChanger: false } : false}
      locale={{ emptyText: <EmptyState title={t("sent.none")}>{t("sent.none.text")}</EmptyState> }}
    />
  );
}
