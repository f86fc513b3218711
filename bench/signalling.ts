// What signalling costs: ms of processor for each complete call and each registration of a real system, and how
// many calls a second it takes. sipp is the load, on loopback. The last line is JSON.
// Run: npm run bench:signalling -- [--only=a,b,c,register,max,overload,parse] [--calls=N] [--rate=N] [--concurrency=10,100,1000] [--profile] [--profile-file=FILE]
import { loadavg } from "node:os";
import { costAtOnce } from "./signalling/concurrency.ts";
import type { ConcurrencyCost } from "./signalling/concurrency.ts";
import { numbers } from "./signalling/floor-configuration.ts";
import { MeasuredFloor } from "./signalling/measured-floor.ts";
import { mostCallsPerSecond } from "./signalling/most-calls.ts";
import { overload } from "./signalling/overload.ts";
import { readOptions } from "./signalling/options.ts";
import type { PhaseName } from "./signalling/options.ts";
import { parseInviteMicros } from "./signalling/parse-invite.ts";
import { controlAndMedia, measure, warmUp } from "./signalling/phases.ts";
import type { Cost, Work } from "./signalling/phases.ts";
import { PhaseProfiler } from "./signalling/profile-report.ts";

/** The conversation of a measured queue call. */
const talkMs = 500;
/** Enough for 600 calls a second. */
const queueAgents = 400;
const registeredEndpoints = 1000;
/** Any that is not answered and over by then has failed. */
const patienceMs = 20_000;

const options = readOptions(process.argv.slice(2));
const startedMs = performance.now();
const figures: Record<string, number | undefined> = {};
const atOnce: ConcurrencyCost[] = [];
let queueCallsMade = 0;
const mostAtOnce = Math.max(0, ...options.concurrency);

if (options.wants("parse")) {
  figures.parseInviteUs = rounded(parseInviteMicros());
  console.log(`parse: ${figures.parseInviteUs} µs an INVITE`);
}
if (options.needsSystem) await measureSystem();
console.log(
  `${Math.round((performance.now() - startedMs) / 1000)} s; load of the machine ${loadavg()[0]?.toFixed(1)}`,
);
console.log(
  JSON.stringify({
    answerMsPerCall: figures.a,
    promptMsPerCall: figures.b,
    queueMsPerCall: figures.c,
    registerMsPerRefresh: figures.register,
    parseInviteUs: figures.parseInviteUs,
    maxQueueCallsPerSecond: figures.max,
    ...(atOnce.length > 0 ? { queueMsPerCallAtOnce: atOnce } : {}),
  }),
);

async function measureSystem(): Promise<void> {
  await using floor = await MeasuredFloor.start({
    inQueue: Math.max(queueAgents, Math.ceil(mostAtOnce * 1.1) + 20),
    others: registeredEndpoints,
    mediaWorkers: Math.max(1, Math.ceil(mostAtOnce / 500)),
    // As many as a system has by default: two legs of two ports each, and ports rest for 5 s.
    rtpPorts: 10_000,
    profileFile: options.profile,
  });
  await floor.measureIdle();
  const { control, media, postgres } = floor.idle;
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  console.log(
    `idle: control ${percent(control)}, media ${percent(media)}, PostgreSQL ${percent(postgres)} of a core`,
  );
  await measurePhase(floor, "a", callsTo(floor, numbers.hangUp));
  await measurePhase(floor, "b", callsTo(floor, numbers.prompt));
  if (options.wants("c") || options.wants("max") || options.wants("overload")) await floor.openQueue(talkMs);
  await measurePhase(floor, "c", callsTo(floor, numbers.queue));
  if (options.wants("c")) await checkRecords(floor);
  if (options.wants("max")) await findMost(floor);
  if (options.wants("overload")) await rush(floor);
  for (const calls of options.concurrency) {
    const cost = await costAtOnce(floor, calls);
    const [msPerCall, controlMsPerCall] = [rounded(cost.msPerCall), rounded(cost.controlMsPerCall)];
    atOnce.push({ ...cost, msPerCall, controlMsPerCall });
    console.log(
      `${calls} at once: ${msPerCall} ms a call, control's part ${controlMsPerCall}; ${cost.failed} failed`,
    );
  }
  if (options.wants("register")) await floor.registerEndpoints();
  await measurePhase(floor, "register", async (count, perSecond) => {
    const { successful } = await floor.refresh(Math.min(count, registeredEndpoints), perSecond);
    return successful;
  });
}

async function measurePhase(floor: MeasuredFloor, name: PhaseName, run: Work["run"]): Promise<void> {
  if (!options.wants(name)) return;
  const profiled = options.profile !== undefined && options.profiledPhase === name;
  const profiler = profiled ? new PhaseProfiler(floor) : undefined;
  const work = { name, run, count: options.calls, perSecond: options.perSecond };
  const cost = await measure(floor, work, {
    before: async () => profiler?.start(),
    after: async () => profiler?.stop(),
  });
  figures[name] = rounded(controlAndMedia(cost.perUnit));
  report(name, cost);
  if (options.profile !== undefined) profiler?.print(options.profile, cost.units);
}

/** A call without its record would have been cheaper than it is. */
async function checkRecords(floor: MeasuredFloor): Promise<void> {
  await floor.quiet();
  const stored = await floor.storedCalls(numbers.queue);
  if (stored < queueCallsMade) throw new Error(`${queueCallsMade} queue calls, but ${stored} records`);
  console.log(`   ${stored} call records stored`);
}

function callsTo(floor: MeasuredFloor, number: string): Work["run"] {
  return async (count, perSecond) => {
    const { successful } = await floor.call({ number, calls: count, perSecond, patienceMs });
    if (number === numbers.queue) queueCallsMade += successful;
    return successful;
  };
}

async function findMost(floor: MeasuredFloor): Promise<void> {
  const first = options.perSecond;
  const run = callsTo(floor, numbers.queue);
  if (figures.c === undefined) await warmUp({ name: "max", run, perSecond: first });
  const { most, steps } = await mostCallsPerSecond(floor, { first, talkMs });
  for (const { perSecond, failed, p99Ms, retransmissions, msPerCall } of steps) {
    const cost = `${rounded(msPerCall)} ms each without trailing timers`;
    console.log(
      `${perSecond} calls/s: ${failed} failed, p99 ${p99Ms} ms to the agent, ${retransmissions} sent again, ${cost}`,
    );
  }
  figures.max = most;
}

async function rush(floor: MeasuredFloor): Promise<void> {
  const most = figures.max ?? options.perSecond;
  if (figures.max === undefined)
    await warmUp({ name: "overload", run: callsTo(floor, numbers.queue), perSecond: most / 2 });
  const { offered, served, refused, lost, failedAfterwards } = await overload(floor, { most, talkMs });
  console.log(
    `overload: offered ${offered} at ${most * 2}/s: ${served} served, ${refused} refused, ${lost} lost; ` +
      `5 s later ${failedAfterwards} failed at ${most / 2}/s`,
  );
}

function report(name: string, { perUnit, rounds, units, failed }: Cost): void {
  const { control, media, postgres } = perUnit;
  const parts = `control ${control.toFixed(2)} + media ${media.toFixed(2)}, PostgreSQL ${postgres.toFixed(2)}`;
  const each = rounds.map((round) => rounded(controlAndMedia(round))).join(", ");
  console.log(`${name}: ${rounded(control + media)} ms each (${parts}); rounds ${each}`);
  console.log(`   ${units} at ${options.perSecond}/s, ${failed} failed`);
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
