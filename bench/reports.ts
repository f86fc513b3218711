// How long a report takes over millions of stays in queues and states of agents, and a search of as many calls: rows are
// generated in an embedded database; reports are counted over a day, a month and a year, from the rows alone and with the sums
// of the days that are over. The last line is JSON.
// Run: npm run bench:reports [-- --quick] [--segments=5000000]
import { parseArgs } from "node:util";
import { newId } from "@tandem/kernel";
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import { CountedDayKeeper } from "../server/src/contact-center/metrics/index.ts";
import { intervalBounds } from "../server/src/contact-center/metrics/report-intervals.ts";
import type { IntervalLength } from "../server/src/contact-center/metrics/report-intervals.ts";
import { tallyReport, timesReport } from "../server/src/contact-center/metrics/report-store.ts";
import { openTestDatabase } from "../server/src/platform/database/testing/index.ts";
import { createTenant } from "../server/src/platform/tenancy/index.ts";
import { listCallRecords } from "../server/src/telephony/call-records/index.ts";
import type { CallFilter } from "../server/src/telephony/call-records/index.ts";
import { fillCalls, fillYear, yearBegins, yearMs } from "../tests/support/generated-year.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: { quick: { type: "boolean", default: false }, segments: { type: "string", default: "" } },
});
const segments = Number(options.segments || (options.quick ? 100_000 : 2_000_000));
/** Half of the rows are of another tenant. */
const own = Math.floor(segments / 2);
const dayMs = 86_400_000;
const june = yearBegins + 151 * dayMs;
const timeZone = "Asia/Shanghai";

const { database, close } = await openTestDatabase();
const figures: Record<string, number> = {};
try {
  const tenants = [];
  for (let each = 0; each < 2; each++)
    tenants.push(await database.withPlatform((trx) => createTenant(trx, { name: newId() })));
  for (const tenantId of tenants) {
    await fillYear(tenantId, own, database);
    await fillCalls(tenantId, own, database);
    console.log("the year of a tenant is there");
  }
  const [tenantId] = tenants;
  if (tenantId !== undefined) await measure(tenantId);
} finally {
  await close();
}
console.log(JSON.stringify({ bench: "reports", segments, ...figures }));

async function measure(tenantId: TenantId): Promise<void> {
  await measureSearch(tenantId);
  await measureReports(tenantId, "FromRows");
  const before = performance.now();
  const counted = await keepDays(tenantId);
  const ms = Math.round((performance.now() - before) / counted);
  figures["keepDayMs"] = ms;
  console.log(`${counted} days counted, ${ms} ms each`);
  await measureReports(tenantId, "");
}

async function keepDays(tenantId: TenantId): Promise<number> {
  const keeper = new CountedDayKeeper({
    database,
    clock: {
      now: () => yearBegins + yearMs + 30 * dayMs,
      after: (_, then) => (setImmediate(then), () => {}),
    },
    log: { warn: () => {} } as never,
    tenants: () => [{ id: tenantId, timeZone }],
    targetsOf: () => Promise.resolve(new Map()),
  });
  return keeper.catchUp();
}

async function measureReports(tenantId: TenantId, how: string): Promise<void> {
  await time(`day15Ms${how}`, tenantId, june, dayMs, 15);
  await time(`month60Ms${how}`, tenantId, june, 30 * dayMs, 60);
  await time(`yearDaysMs${how}`, tenantId, yearBegins, yearMs, "day");
}

async function time(name: string, tenantId: TenantId, from: number, spanMs: number, length: IntervalLength) {
  const bounds = intervalBounds(from, from + spanMs, length, timeZone);
  const query = { bounds, rule: "enqueue", targetMs: new Map(), shortMs: 5_000 } as const;
  const now = from + spanMs;
  await best(name, () => tallyReport(tenantId, { ...query, by: "queue" }, database));
  await best(`${name}ByAgent`, () => tallyReport(tenantId, { ...query, by: "agent" }, database));
  await best(`${name}TimesOfAll`, () => timesReport(tenantId, { bounds, by: "all", now }, database));
  await best(`${name}TimesOfAgents`, () => timesReport(tenantId, { bounds, by: "agent", now }, database));
}

/** The list of calls with the filters of its page, of the desk and of the API. */
async function measureSearch(tenantId: TenantId): Promise<void> {
  const week = { from: new Date(june), to: new Date(june + 7 * dayMs) };
  const agentId = `1${"1".repeat(29)}42`.replace(
    /^(.{8})(.{4})(.{4})(.{4})(.{12})$/,
    "$1-$2-$3-$4-$5",
  ) as AgentId;
  const queueId = "00000000-0000-0000-0000-000000000007" as QueueId;
  const middle = { before: { startedAt: new Date(june), id: newId() } };
  const searches: Record<string, Partial<CallFilter>> = {
    newest: {},
    fromTheMiddle: middle,
    aWeek: week,
    number: { ani: "4711" },
    numberInAWeek: { ani: "4711", ...week },
    unknownNumber: { ani: "no such number" },
    cause: { endCause: "abandoned" },
    rareCause: { endCause: "media-lost" },
    rareCauseInAWeek: { endCause: "media-lost", ...week },
    causeThatNeverWas: { endCause: "busy" },
    agent: { agentId },
    agentInAWeek: { agentId, ...week },
    agentFromTheMiddle: { agentId, ...middle },
    agentAndRareCause: { agentId, endCause: "media-lost" },
    queue: { queueId },
    queueAndRareCause: { queueId, endCause: "media-lost" },
  };
  for (const [name, filter] of Object.entries(searches))
    await best(`search-${name}Ms`, () => listCallRecords(tenantId, { limit: 51, ...filter }, database), 1);
}

/** Of three runs the shortest: what the disk had to bring first is not the question. */
async function best(name: string, run: () => Promise<readonly unknown[]>, digits = 0): Promise<void> {
  const times: number[] = [];
  let rows = 0;
  for (let round = 0; round < 3; round++) {
    const before = performance.now();
    try {
      rows = (await run()).length;
    } catch (error) {
      console.log(`${name}: ${(error as Error).message}`);
      figures[name] = -1;
      return;
    }
    times.push(performance.now() - before);
  }
  const ms = Number(Math.min(...times).toFixed(digits));
  figures[name] = ms;
  console.log(`${name}: ${ms} ms for ${rows} rows`);
}
