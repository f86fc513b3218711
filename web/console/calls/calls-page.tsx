// The list of ended calls: filtered in the address, paged by the server.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Table } from "antd";
import type { TableColumnsType } from "antd";
import { endpoints } from "@tandem/contract";
import type { CallSummary } from "@tandem/contract";
import { EmptyState, formatDurationMs } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { Link, routePath, useRoute } from "#console/routing";
import { useConsoleText } from "#console/texts";
import { CallFilterBar } from "./call-filter-bar.tsx";
import { filterAddress, filterQuery, readFilter } from "./call-filter.ts";
import type { CallFilter } from "./call-filter.ts";
import { CauseTag } from "./cause-tag.tsx";

const pageSize = 50;

function useColumns(): TableColumnsType<CallSummary> {
  const t = useConsoleText();
  const locale = useLocale();
  const place = { locale, timeZone: useMe().tenant.timeZone };
  const duration = (ms: number) => <span className="t-figures">{formatDurationMs(ms)}</span>;
  return [
    {
      title: t("started"),
      width: 165,
      render: (_, call) => (
        <Link to={routePath({ kind: "call", callId: call.id })}>
          <span className="t-figures">{formatDateTime(call.startedAt, place)}</span>
        </Link>
      ),
    },
    {
      title: t("caller"),
      width: 135,
      render: (_, call) => <b className="t-figures">{call.ani || t("number.withheld")}</b>,
    },
    { title: t("dialled"), dataIndex: "dnis", width: 80, ellipsis: true },
    { title: t("queue"), width: 120, ellipsis: true, render: (_, call) => call.queueName ?? "–" },
    { title: t("agent"), width: 120, ellipsis: true, render: (_, call) => call.agentName ?? "–" },
    { title: t("result"), width: 140, render: (_, call) => <CauseTag cause={call.endCause} /> },
    { title: t("wait"), width: 70, align: "right", render: (_, call) => duration(call.waitMs) },
    { title: t("talk"), width: 70, align: "right", render: (_, call) => duration(call.talkMs) },
    {
      title: t("recording"),
      width: 95,
      align: "center",
      render: (_, call) => (call.hasRecording ? "●" : "–"),
    },
  ];
}

/** One page of the list; the page before stays in sight until the next is there. */
function useCallList(filter: CallFilter) {
  const { timeZone } = useMe().tenant;
  const query = { ...filterQuery(filter, timeZone), limit: pageSize };
  return useQuery({
    queryKey: ["calls", "page", query],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listCalls, { query })),
    placeholderData: keepPreviousData,
  });
}

export function CallsPage() {
  const t = useConsoleText();
  const { query: address, goTo } = useRoute();
  const filter = readFilter(address);
  const list = useCallList(filter);
  const turn = (cursor: string | undefined) => goTo(filterAddress({ ...filter, cursor }));
  const next = list.data?.next ?? undefined;
  return (
    <>
      <CallFilterBar
        filter={filter}
        onChange={(changed) => goTo(filterAddress({ ...changed, cursor: undefined }))}
      />
      {list.data ? (
        <CallsTable
          calls={list.data.calls}
          loading={list.isPlaceholderData}
          none={address.size === 0 ? "calls.none-yet" : "calls.none"}
        />
      ) : (
        <QueryState query={list} />
      )}
      <div className="console-pager">
        <Button disabled={filter.cursor === undefined} onClick={() => turn(undefined)}>
          {t("calls.first")}
        </Button>
        <Button disabled={next === undefined} onClick={() => turn(next)}>
          {t("calls.next")}
        </Button>
      </div>
    </>
  );
}

function CallsTable({
  calls,
  loading,
  none,
}: {
  readonly calls: readonly CallSummary[];
  readonly loading: boolean;
  /** What is said when there are none. */
  readonly none: "calls.none" | "calls.none-yet";
}) {
  const t = useConsoleText();
  const { goTo } = useRoute();
  return (
    <Table<CallSummary>
      data-testid="calls-table"
      size="small"
      rowKey="id"
      columns={useColumns()}
      dataSource={calls}
      loading={loading}
      pagination={false}
      scroll={{ x: 990, y: "calc(100vh - 270px)" }}
      rowClassName="console-row-link"
      onRow={(call) => ({
        "data-testid": `call-row-${call.id}`,
        onClick: () => goTo(routePath({ kind: "call", callId: call.id })),
      })}
      locale={{ emptyText: <EmptyState title={t(none)}>{t(`${none}.text`)}</EmptyState> }}
    />
  );
}
