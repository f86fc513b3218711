// A report: rows of figures by interval and, when asked for, by queue or agent; counted part by part, so that a long one is
// never in memory as a whole.
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import { noAgentTimes } from "./agent-times.ts";
import type { AgentTimes } from "./agent-times.ts";
import { namesInSegments, tallyReport, timesReport } from "./report-store.ts";
import { noTally } from "./tally.ts";
import type { Tally, TallyRule } from "./tally.ts";

/** What callers said of the service they had; counted elsewhere. */
export type SurveySums = {
  readonly asked: number;
  readonly responded: number;
  readonly answers: number;
  /** Of the answers: 4 or 5. */
  readonly topTwo: number;
};
type SurveyRow = SurveySums & { readonly interval: number; readonly id: string | null };

/** Calls that agents placed to numbers outside; counted elsewhere. */
export type OutboundSums = {
  /** Numbers called. */
  readonly attempts: number;
  /** Of them: somebody answered. */
  readonly connected: number;
  readonly talkMs: number;
};
type OutboundRow = OutboundSums & { readonly interval: number; readonly id: string | null };

const noOutbound: OutboundSums = { attempts: 0, connected: 0, talkMs: 0 };
const noSurveys: SurveySums = { asked: 0, responded: 0, answers: 0, topTwo: 0 };

export type ReportOptions = TallyRule & {
  readonly tenantId: TenantId;
  /** Where intervals begin, and where the last one ends: see intervalBounds. */
  readonly bounds: readonly number[];
  readonly by: "all" | "queue" | "agent";
  readonly queueId: QueueId | undefined;
  readonly agentId: AgentId | undefined;
  /** What lasts is counted until now. */
  readonly now: number;
  /** The name of a queue or an agent that is there still. */
  readonly nameOf: (id: string) => string | undefined;
  /** Sums of the intervals between these bounds, by the same group, queue and agent. */
  readonly surveysOf: (bounds: readonly number[], by: ReportOptions["by"]) => Promise<readonly SurveyRow[]>;
  /** As `surveysOf`. */
  readonly outboundOf: (
    bounds: readonly number[],
    by: ReportOptions["by"],
  ) => Promise<readonly OutboundRow[]>;
};

export type ReportLine = {
  readonly from: number;
  readonly to: number;
  readonly id: string | null;
  readonly name: string;
  readonly tally: Tally;
  /** Null where agents' time says nothing: of a queue alone, whose agents serve others too. */
  readonly times: AgentTimes | null;
  readonly surveys: SurveySums;
  readonly outbound: OutboundSums;
};

/** So many intervals are counted in one statement: a day by quarters of an hour. */
const intervalsAtOnce = 96;

/** The lines in order of time. Of all together every interval has one; of queues and agents those that have something to tell. */
export async function* reportLines(options: ReportOptions, database: Database): AsyncGenerator<ReportLine> {
  const { bounds } = options;
  for (let first = 0; first + 1 < bounds.length; first += intervalsAtOnce) {
    const part = bounds.slice(first, first + intervalsAtOnce + 1);
    yield* await linesOf({ ...options, bounds: part }, database);
  }
}

async function linesOf(options: ReportOptions, database: Database): Promise<ReportLine[]> {
  const { tenantId, bounds, by, queueId, agentId, now } = options;
  const tallies = await tallyReport(tenantId, { ...options }, database);
  const asked = await options.surveysOf(bounds, by);
  const surveys = new Map(asked.map((row) => [keyOf(row.interval, row.id), row]));
  const placed = await options.outboundOf(bounds, by);
  const outbound = new Map(placed.map((row) => [keyOf(row.interval, row.id), row]));
  const hasTimes = by === "agent" || (by === "all" && queueId === undefined);
  const grouped = by === "agent" ? "agent" : "all";
  const found = hasTimes ? await timesReport(tenantId, { bounds, by: grouped, agentId, now }, database) : [];
  const times = new Map(found.map((row) => [keyOf(row.interval, row.agentId), row.times]));
  const byKey = new Map(
    tallies.map(({ interval, id, tally }) => [keyOf(interval, id), { interval, id, tally }]),
  );
  const ids = new Set<string | null>([
    ...tallies.map(({ id }) => id),
    ...found.map((row) => row.agentId),
    ...asked.map(({ id }) => id),
    ...placed.map(({ id }) => id),
  ]);
  const names = await namesOf(options, ids, database);
  const lines: ReportLine[] = [];
  for (let interval = 0; interval + 1 < bounds.length; interval++) {
    for (const id of by === "all" ? [null] : ids) {
      const key = keyOf(interval, id);
      const [tally, own, said] = [byKey.get(key)?.tally, times.get(key), surveys.get(key)];
      const called = outbound.get(key);
      // In a report by agents the segments that nobody answered are of no one.
      const isOfNobody = by !== "all" && (id === null || (!tally && !own && !said && !called));
      if (isOfNobody) continue;
      lines.push({
        from: bounds[interval] ?? 0,
        to: bounds[interval + 1] ?? 0,
        id,
        name: (id !== null && names.get(id)) || "",
        tally: tally ?? noTally,
        times: hasTimes ? (own ?? noAgentTimes) : null,
        surveys: said ?? noSurveys,
        outbound: called ?? noOutbound,
      });
    }
  }
  return lines;
}

function keyOf(interval: number, id: string | null): string {
  return `${interval}/${id}`;
}

/** A queue or agent that is gone keeps the name it had last. */
async function namesOf(
  { tenantId, by, nameOf }: ReportOptions,
  ids: ReadonlySet<string | null>,
  database: Database,
): Promise<Map<string, string>> {
  if (by === "all") return new Map();
  const names = new Map<string, string>();
  const gone: string[] = [];
  for (const id of ids) {
    const name = id === null ? "" : nameOf(id);
    if (name === undefined) gone.push(id as string);
    else if (id !== null) names.set(id, name);
  }
  if (gone.length > 0)
    for (const [id, name] of await namesInSegments(tenantId, by, gone, database)) names.set(id, name);
  return names;
}
