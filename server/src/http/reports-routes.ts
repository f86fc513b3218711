// Reports for supervisors and administrators: as numbers for the console, and as files.
import { endpoints } from "@tandem/contract";
import type { Report, ReportQuery, ReportRow } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { AgentId, Clock, QueueId, Result } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import { dayBounds, intervalBounds, reportLines } from "#contact-center/metrics";
import type { ReportLine, ReportOptions } from "#contact-center/metrics";
import { loadTargets } from "#contact-center/queues";
import type { Queues } from "#contact-center/queues";
import { outboundSums } from "#contact-center/outbound";
import { surveySums } from "#contact-center/surveys";
import type { Database } from "#platform/database";
import { csvFile } from "./csv-file.ts";
import { download } from "./download.ts";
import type { Person } from "./person.ts";
import type { Failure } from "./problems.ts";
import { reportColumns } from "./report-columns.ts";
import { reportFigures } from "./report-figures.ts";
import type { Router } from "./router.ts";
import { xlsxFile } from "./xlsx-file.ts";

export type ReportsRoutesOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly agents: Pick<Agents, "get">;
  readonly queues: Pick<Queues, "get">;
};

/** What a page can show and a person can read; more of it is a file. */
const maxShownRows = 5_000;
/** A month by quarters of an hour. */
const maxIntervals = 3_000;
const maxPeriodMs = 2 * 366 * 86_400_000;

export function addReportsRoutes(router: Router, options: ReportsRoutesOptions): void {
  router.add(endpoints.getReport, async ({ person, query }) => {
    const asked = await optionsOf(person, query, options);
    if (!asked.ok) return asked;
    const rows: ReportRow[] = [];
    for await (const line of reportLines(asked.value, options.database)) {
      if (rows.length >= maxShownRows) return tooLong("rows");
      rows.push(rowOf(line));
    }
    return ok({ rows, ...(await wholeOf(person, asked.value, options)) });
  });

  router.add(endpoints.exportReport, async ({ person, query }) => {
    const asked = await optionsOf(person, query, options);
    if (!asked.ok) return asked;
    const { timeZone } = person.tenant;
    const columns = reportColumns(query.by, momentIn(timeZone));
    const titled = columns.map(({ kind, titles }) => ({ kind, title: titles[query.locale] }));
    const lines = reportLines(asked.value, options.database);
    const cells = (async function* () {
      for await (const line of lines) {
        const row = rowOf(line);
        yield columns.map(({ value }) => value(row));
      }
    })();
    const name = `report-${query.firstDay}-${query.lastDay}`;
    return query.format === "csv"
      ? download(csvFile(titled, cells), `${name}.csv`, "text/csv; charset=utf-8")
      : download(xlsxFile("Report", titled, cells), `${name}.xlsx`, xlsxType);
  });
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async function optionsOf(
  { tenant }: Person,
  query: ReportQuery,
  { clock, database, agents, queues }: ReportsRoutesOptions,
): Promise<Result<ReportOptions, Failure>> {
  const { timeZone, id: tenantId } = tenant;
  const days = dayBounds(query.firstDay, query.lastDay, timeZone);
  if (!days || days.to - days.from > maxPeriodMs) {
    const message = "a period ends after it begins, and within two years";
    return err({ kind: "not-usable", message, field: "query.lastDay" });
  }
  const { interval, rule, by, shortSeconds } = query;
  const length = interval === "period" || interval === "day" ? "day" : (Number(interval) as 15 | 30 | 60);
  const bounds =
    interval === "period" ? [days.from, days.to] : intervalBounds(days.from, days.to, length, timeZone);
  if (bounds.length > maxIntervals) return tooLong("intervals");
  const chosen = {
    queueId: query.queueId as QueueId | undefined,
    agentId: query.agentId as AgentId | undefined,
  };
  return ok({
    tenantId,
    bounds,
    rule,
    by,
    shortMs: shortSeconds * 1000,
    targetMs: await loadTargets(tenantId, database),
    ...chosen,
    surveysOf: (part, group) => surveySums(tenantId, { bounds: part, by: group, ...chosen }, database),
    outboundOf: (part, group) => outboundSums(tenantId, { bounds: part, by: group, ...chosen }, database),
    now: Math.min(clock.now(), days.to),
    nameOf: (id) =>
      by === "queue"
        ? queues.get(tenantId, id as QueueId)?.name
        : agents.get(id as AgentId)?.record.displayName,
  });
}

function tooLong(what: "rows" | "intervals") {
  const message = `too many ${what}: choose a shorter period or longer intervals`;
  return err({ kind: "not-usable", message, field: "query.interval" } as const);
}

/** The period in one, and what its figures go by. */
async function wholeOf(
  { tenant }: Person,
  options: ReportOptions,
  { database }: ReportsRoutesOptions,
): Promise<Pick<Report, "timeZone" | "targets" | "total">> {
  const { bounds, targetMs } = options;
  const whole = [bounds[0] ?? 0, bounds.at(-1) ?? 0];
  const lines = reportLines({ ...options, by: "all", bounds: whole }, database);
  const { value: line } = await lines.next();
  await lines.return(undefined);
  return {
    timeZone: tenant.timeZone,
    targets: [...targetMs].map(([queueId, ms]) => ({ queueId, seconds: ms / 1000 })),
    total: reportFigures(line as ReportLine),
  };
}

function rowOf(line: ReportLine): ReportRow {
  const { from, to, id, name } = line;
  const moment = (at: number) => new Date(at).toISOString();
  return { from: moment(from), to: moment(to), id, name, ...reportFigures(line) };
}

/** As `2026-03-01 09:00`, which spreadsheet programs read as a time. */
function momentIn(timeZone: string): (iso: string) => string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return (iso) => format.format(new Date(iso));
}
