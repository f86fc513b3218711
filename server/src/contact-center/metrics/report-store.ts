// Counts segments and times of agents in the database, as tally.ts and agent-times.ts count them: what is over from the sums
// kept by the day, the rest from its rows.
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import type { Transaction } from "kysely";
import type { Database, Schema } from "#platform/database";
import { longestIntervalMs } from "./agent-recorder.ts";
import { addAgentTimes } from "./agent-times.ts";
import type { AgentTimes } from "./agent-times.ts";
import { basisOf, boundsOf, piecesOf, runsOf } from "./counted-days.ts";
import type { KeptStep, Piece } from "./counted-days.ts";
import { countedDays, keptTallyText, keptTimesText, rowsOf } from "./counted-store.ts";
import type { KeptGroup } from "./counted-store.ts";
import { tallyText, timesText } from "./tally-query.ts";
import type { TallyGroup } from "./tally-query.ts";
import { addTallies } from "./tally.ts";
import type { Tally, TallyRule } from "./tally.ts";

/** One group of a report: sums of an interval (index into the bounds), and of one queue or agent when asked for. */
export type TallyRow = { readonly interval: number; readonly id: string | null; readonly tally: Tally };
export type TimesRow = {
  readonly interval: number;
  readonly agentId: AgentId | null;
  readonly times: AgentTimes;
};

export type TallyQuery = TallyRule & {
  /** As intervalBounds gives them. */
  readonly bounds: readonly number[];
  readonly by: TallyGroup;
  readonly queueId?: QueueId | undefined;
  readonly agentId?: AgentId | undefined;
};

/** Tallies of the intervals in which there is anything to count. */
export async function tallyReport(
  tenantId: TenantId,
  query: TallyQuery,
  database: Database,
): Promise<TallyRow[]> {
  const { bounds, rule, by, targetMs, shortMs, queueId = null, agentId = null } = query;
  const kept = keptGroupOf(query);
  const step: KeptStep = kept === "agent" ? "day" : "hour";
  const basis = basisOf(query);
  const targets = [[...targetMs.keys()], [...targetMs.values()], shortMs];
  const found = await inPieces<Tally>(
    { tenantId, bounds, step, ...(kept && { basis }) },
    (dates, counted, trx) =>
      counted && kept
        ? rowsOf(trx, keptTallyText(rule, kept, by), [tenantId, dates, kept === "queue" ? queueId : agentId])
        : rowsOf(trx, tallyText(rule, by), [tenantId, dates, ...targets, queueId, agentId]),
    addTallies,
    database,
  );
  return found.map(({ interval, id, sums }) => ({ interval, id, tally: sums }));
}

/** Whose kept sums answer; undefined: none do, because they are asked for one queue's agents, or one agent's queues. */
function keptGroupOf({ by, queueId, agentId }: TallyQuery): KeptGroup | undefined {
  if (by !== "agent" && agentId === undefined) return "queue";
  return by !== "queue" && queueId === undefined ? "agent" : undefined;
}

/** The times of agents in each interval, of each or of all together; what lasts still lasts until `now`. */
export async function timesReport(
  tenantId: TenantId,
  query: {
    readonly bounds: readonly number[];
    readonly by: "agent" | "all";
    readonly agentId?: AgentId | undefined;
    readonly now: number;
  },
  database: Database,
): Promise<TimesRow[]> {
  const { bounds, by, agentId = null, now } = query;
  const found = await inPieces<AgentTimes>(
    { tenantId, bounds, step: "hour" },
    (dates, counted, trx) => {
      if (counted) return rowsOf(trx, keptTimesText(by), [tenantId, dates, agentId]);
      const [first, last] = [dates[0], dates.at(-1)];
      // A state is at most so long, and a little more until it is cut.
      const since = new Date((first?.getTime() ?? 0) - 2 * longestIntervalMs);
      return rowsOf(trx, timesText(by), [tenantId, dates, since, last, new Date(now), agentId]);
    },
    addAgentTimes,
    database,
  );
  return found.map(({ interval, id, sums }) => ({ interval, agentId: id as AgentId | null, times: sums }));
}

type Found<Sums> = { readonly interval: number; readonly id: string | null; readonly sums: Sums };
type FoundRow<Sums> = Sums & { readonly slot: number; readonly id: string | null };

/** Asks for each part of a report where it is, and adds the parts of an interval up. */
async function inPieces<Sums extends object>(
  report: {
    readonly tenantId: TenantId;
    readonly bounds: readonly number[];
    readonly step: KeptStep;
    readonly basis?: string;
  },
  ask: (dates: Date[], counted: boolean, trx: Transaction<Schema>) => Promise<FoundRow<Sums>[]>,
  add: (a: Sums, b: Sums) => Sums,
  database: Database,
): Promise<Found<Sums>[]> {
  const { tenantId, bounds, step, basis } = report;
  const [from, to] = [bounds[0], bounds.at(-1)];
  if (from === undefined || to === undefined || bounds.length < 2) return [];
  return database.withTenant(tenantId, async (trx) => {
    const days = await countedDays(tenantId, { from, to, ...(basis !== undefined && { basis }) }, trx);
    const pieces = piecesOf(bounds, days, step);
    const found: Found<Sums>[] = [];
    for (const run of runsOf(pieces)) {
      const dates = boundsOf(run).map((at) => new Date(at));
      for (const { slot, id, ...sums } of await ask(dates, isCounted(run), trx))
        found.push({ interval: run[slot]?.interval ?? 0, id, sums: sums as unknown as Sums });
    }
    return pieces.length < bounds.length ? found : addedUp(found, add);
  });
}

/** Intervals that lie in several places, in one. */
function addedUp<Sums>(found: readonly Found<Sums>[], add: (a: Sums, b: Sums) => Sums): Found<Sums>[] {
  const whole = new Map<string, Found<Sums>>();
  for (const part of found) {
    const key = `${part.interval}/${part.id}`;
    const before = whole.get(key);
    whole.set(key, before ? { ...part, sums: add(before.sums, part.sums) } : part);
  }
  return [...whole.values()];
}

function isCounted(run: readonly Piece[]): boolean {
  return run[0]?.counted === true;
}

/** The names that queues or agents had last, as far as calls tell. */
export async function namesInSegments(
  tenantId: TenantId,
  by: "queue" | "agent",
  ids: readonly string[],
  database: Database,
): Promise<Map<string, string>> {
  const [id, name] = by === "queue" ? ["queue_id", "queue_name"] : ["agent_id", "agent_name"];
  const rows = await database.withTenant(tenantId, (trx) =>
    rowsOf<{ id: string; name: string | null }>(
      trx,
      `select distinct on (${id}) ${id}::text as id, ${name} as name from queue_segments
       where tenant_id = $1::uuid and ${id} = any($2::uuid[]) order by ${id}, offered_at desc`,
      [tenantId, ids],
    ),
  );
  return new Map(rows.map((row) => [row.id, row.name ?? ""]));
}
