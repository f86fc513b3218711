// What callers did in a flow: over a period, by node, and the calls behind a number.
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { FlowInsight } from "@tandem/contract";
import type { FlowDocument } from "@tandem/flows";
import { EmptyState, formatDurationMs } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { dayInZone, dayRangeInZone, formatDateTime } from "#client/time";
import { Link, routePath } from "#console/routing";
import { useConsoleText } from "#console/texts";
import { countsAt } from "./node-counts.ts";
import type { useViewedVersion } from "./use-viewed-version.ts";
import { wayText } from "./way-text.ts";

const periods = [1, 7, 30] as const;
export type InsightDays = (typeof periods)[number];

type Period = { readonly from: string; readonly to: string };

/** Whole days of the tenant's zone, up to today. */
function periodOf(days: InsightDays, timeZone: string): Period {
  const [now, dayMs] = [Date.now(), 86_400_000];
  const range = dayRangeInZone(
    dayInZone(now - (days - 1) * dayMs, timeZone),
    dayInZone(now, timeZone),
    timeZone,
  );
  return range ?? { from: new Date(now - days * dayMs).toISOString(), to: new Date(now).toISOString() };
}

/** What callers did, in one version where one is named; nothing is asked while `shown` is false. */
export function useInsight(
  flowId: string,
  { days, version }: { readonly days: InsightDays; readonly version: number | undefined },
  shown: boolean,
) {
  const { timeZone } = useMe().tenant;
  const query = useQuery({
    queryKey: ["flows", flowId, "insight", days, version],
    enabled: shown,
    refetchInterval: 10_000,
    queryFn: async () => {
      const period = periodOf(days, timeZone);
      const asked = { ...period, ...(version !== undefined && { version }) };
      const answer = await callEndpoint(endpoints.getFlowInsight, { params: { flowId }, query: asked });
      return { insight: valueOrThrow(answer), period };
    },
  });
  return query;
}

type PanelProps = {
  readonly flowId: string;
  readonly document: FlowDocument;
  readonly chosen: string | undefined;
  readonly days: InsightDays;
  readonly view: ReturnType<typeof useViewedVersion>;
  readonly query: ReturnType<typeof useInsight>;
  readonly onDays: (days: InsightDays) => void;
};

export function InsightPanel({ flowId, document, chosen, days, view, query, onDays }: PanelProps) {
  const t = useConsoleText();
  const { version } = view;
  return (
    <div data-testid="flow-insight">
      <Segmented
        block
        size="small"
        value={days}
        options={periods.map((each) => ({ value: each, label: t(`insight.days.${each}`) }))}
        onChange={onDays}
      />
      <VersionChoice view={view} />
      {view.failed ? <QueryState query={view.failed} /> : null}
      {query.data ? (
        <>
          <p>
            <b className="t-figures">{query.data.insight.calls}</b> {t("insight.calls")}
          </p>
          {chosen === undefined ? (
            <EmptyState title={t("insight.choose")}>{t("insight.text")}</EmptyState>
          ) : (
            <NodeFigures
              key={`${chosen} ${version}`}
              {...{ flowId, version, document, name: chosen, ...query.data }}
            />
          )}
        </>
      ) : (
        <QueryState query={query} />
      )}
    </div>
  );
}

function VersionChoice({ view }: Pick<PanelProps, "view">) {
  const t = useConsoleText();
  const place = { locale: useLocale(), timeZone: useMe().tenant.timeZone };
  const all = "all" as const;
  return (
    <Select<number | typeof all>
      size="small"
      className="flow-insight-version"
      aria-label={t("insight.version")}
      data-testid="insight-version"
      value={view.version ?? all}
      options={[
        { value: all, label: t("insight.all-versions") },
        ...view.versions.map(({ version, firstAt }) => ({
          value: version,
          label: t("insight.one-version", {
            version: String(version),
            at: formatDateTime(firstAt, place),
          }),
        })),
      ]}
      onChange={(chosen) => view.setVersion(chosen === all ? undefined : chosen)}
    />
  );
}

type FiguresProps = {
  readonly flowId: string;
  readonly version: number | undefined;
  readonly document: FlowDocument;
  readonly name: string;
  readonly insight: FlowInsight;
  readonly period: Period;
};

function NodeFigures({ flowId, version, document, name, insight, period }: FiguresProps) {
  const t = useConsoleText();
  const [listed, setListed] = useState<"entered" | "ended">();
  const node = document.nodes[name];
  if (!node) return null;
  const { entered, ended, meanMs, errors, ways } = countsAt(insight, name, node);
  return (
    <>
      <h3>{name}</h3>
      <dl className="flow-insight-figures">
        <dt>{t("insight.entered")}</dt>
        <dd>
          <Button size="small" type="link" data-testid="insight-entered" onClick={() => setListed("entered")}>
            {entered}
          </Button>
        </dd>
        <dt>{t("insight.ended")}</dt>
        <dd>
          <Button size="small" type="link" data-testid="insight-ended" onClick={() => setListed("ended")}>
            {ended}
          </Button>
        </dd>
        <dt>{t("insight.mean")}</dt>
        <dd>{meanMs === null ? "–" : formatDurationMs(meanMs)}</dd>
        {errors > 0 ? (
          <>
            <dt>{t("insight.errors")}</dt>
            <dd className="flow-node-error" data-testid="insight-errors">
              {errors}
            </dd>
          </>
        ) : null}
        {Object.entries(ways).map(([way, count]) => [
          <dt key={way}>{wayText(way, t)}</dt>,
          <dd key={`${way} count`}>{count}</dd>,
        ])}
      </dl>
      {listed ? <CallList {...{ flowId, version, node: name, period, ended: listed === "ended" }} /> : null}
    </>
  );
}

type ListProps = {
  readonly flowId: string;
  readonly version: number | undefined;
  readonly node: string;
  readonly period: Period;
  readonly ended: boolean;
};

function CallList({ flowId, version, node, period, ended }: ListProps) {
  const t = useConsoleText();
  const place = { locale: useLocale(), timeZone: useMe().tenant.timeZone };
  const query = useQuery({
    queryKey: ["flows", flowId, "insight-calls", node, version, period.from, ended],
    gcTime: 0,
    queryFn: async () => {
      const which = version === undefined ? {} : { version };
      const asked = { ...period, ...which, node, ended: ended ? "true" : "false" } as const;
      return valueOrThrow(
        await callEndpoint(endpoints.listCallsInNode, { params: { flowId }, query: asked }),
      );
    },
  });
  if (!query.data) return <QueryState query={query} />;
  if (query.data.calls.length === 0) return <p className="t-soft">{t("insight.no-calls")}</p>;
  return (
    <ul className="flow-insight-calls" data-testid="insight-calls">
      {query.data.calls.map(({ callId, at }) => (
        <li key={callId}>
          <Link to={routePath({ kind: "call", callId })}>{formatDateTime(at, place)}</Link>
        </li>
      ))}
    </ul>
  );
}
