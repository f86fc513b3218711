// One rate held for some minutes: what came of the calls, what they cost, and what they left.
import { readFileSync } from "node:fs";
import { setInterval } from "node:timers/promises";
import { ApiClient } from "../../tests/support/api-client.ts";
import { readLiveState } from "../../tests/support/live-state.ts";
import { readMetrics } from "../../tests/support/metrics.ts";
import { residentBytes } from "../../tests/support/process-figures.ts";
import { numbers } from "../signalling/floor-configuration.ts";
import type { MeasuredFloor } from "../signalling/measured-floor.ts";
import { spent } from "../signalling/processor-time.ts";
import type { Desks } from "./desks.ts";

export type FloorFigures = {
  readonly perSecond: number;
  readonly minutes: number;
  readonly offered: number;
  readonly answered: number;
  readonly lost: number;
  /** Of the lost: the processor was too busy to take them (docs/adr/0014-admission-under-load.md). */
  readonly refusedBusy: number;
  /** From the INVITE at the phone to the news at the page; before it counts as 0. */
  readonly popP50Ms: number;
  readonly popP99Ms: number;
  /** From the caller's INVITE to the agent, ringing and waiting included. */
  readonly setupP50Ms: number;
  readonly setupP99Ms: number;
  /** Of one core. */
  readonly controlShare: number;
  readonly mediaShare: number;
  readonly postgresShare: number;
  /** Cores that the whole machine was busy with, phones, pages and whatever else ran on it included. */
  readonly machineCores: number;
  /** The longest that the control process did nothing else. */
  readonly longestStallMs: number;
  readonly liveMessagesPerSecond: number;
  readonly controlMb: number;
  readonly mediaMb: number;
  readonly left: readonly string[];
  readonly held: boolean;
};

export type FloorLoad = {
  readonly perSecond: number;
  readonly minutes: number;
  readonly talkMs: number;
  readonly agents: number;
};

/** Ring to page: the target of the desk. */
const maxPopMs = 200;
/** Who waits longer for a free agent than this is not served well. */
const maxSetupMs = 2000;
/** How long a caller waits before it counts as lost. */
const patienceMs = 20_000;

export async function runFloor(floor: MeasuredFloor, desks: Desks, load: FloorLoad): Promise<FloorFigures> {
  const { perSecond, minutes, talkMs } = load;
  const calls = Math.round(perSecond * minutes * 60);
  const before = await desks.told();
  const refusedBefore = await refusedCalls(floor);
  const known = new Set(before.pops.map(([ani]) => ani));
  const rungBefore = floor.ringLog().length;
  const start = { ...floor.time.read(), machineMs: machineBusyMs() };
  const peaks = { stallSeconds: 0, controlBytes: 0, mediaBytes: 0 };
  const outcome = await watching(
    floor.call({ number: numbers.queue, calls, perSecond, patienceMs: talkMs + patienceMs }),
    async () => {
      const metrics = await readMetrics(floor.tandem);
      const { control, media } = floor.time.pids;
      peaks.stallSeconds = Math.max(peaks.stallSeconds, metrics.get("nodejs_eventloop_lag_max_seconds") ?? 0);
      peaks.controlBytes = Math.max(peaks.controlBytes, residentBytes(control));
      if (media !== undefined) peaks.mediaBytes = Math.max(peaks.mediaBytes, residentBytes(media));
    },
  );
  const end = { ...floor.time.read(), machineMs: machineBusyMs() };
  const used = spent(start, end, floor.idle);
  const after = await desks.told();
  const refusedAfter = await refusedCalls(floor);
  const spanMs = end.atMs - start.atMs;
  const pops = new Map(after.pops.filter(([ani]) => !known.has(ani)));
  const rings = ringsOf(floor.ringLog().slice(rungBefore));
  const late = [...rings].flatMap(([ani, rungAt]) => {
    const at = pops.get(ani);
    return at === undefined ? [] : [Math.max(0, at - rungAt)];
  });
  const setups = outcome.times.whole.map((ms) => ms - talkMs);
  const left = await leftovers(floor, load.agents);
  if (late.length < outcome.successful * 0.99)
    left.push(`${outcome.successful - late.length} calls no page knew`);
  if (after.closed > before.closed) left.push(`${after.closed - before.closed} live feeds closed`);
  const figures = {
    perSecond,
    minutes,
    offered: calls,
    answered: outcome.successful,
    lost: outcome.failed,
    refusedBusy: refusedAfter - refusedBefore,
    popP50Ms: quantile(late, 0.5),
    popP99Ms: quantile(late, 0.99),
    setupP50Ms: quantile(setups, 0.5),
    setupP99Ms: quantile(setups, 0.99),
    controlShare: rounded(used.control / spanMs),
    mediaShare: rounded(used.media / spanMs),
    postgresShare: rounded(used.postgres / spanMs),
    machineCores: rounded((end.machineMs - start.machineMs) / spanMs),
    longestStallMs: Math.round(peaks.stallSeconds * 1000),
    liveMessagesPerSecond: Math.round(((after.messages - before.messages) * 1000) / spanMs),
    controlMb: Math.round(peaks.controlBytes / 1e6),
    mediaMb: Math.round(peaks.mediaBytes / 1e6),
    left,
  };
  const { lost, popP99Ms, setupP99Ms } = figures;
  const held = lost === 0 && left.length === 0 && popP99Ms <= maxPopMs && setupP99Ms <= maxSetupMs;
  return { ...figures, held };
}

async function refusedCalls(floor: MeasuredFloor): Promise<number> {
  return (await readMetrics(floor.tandem)).get("tandem_calls_refused_busy_total") ?? 0;
}

/** When the phone rang first for each caller, epoch ms: lines of `date time epoch.µs "…" <sip:ani@host>`. */
function ringsOf(lines: readonly string[]): Map<string, number> {
  const rings = new Map<string, number>();
  for (const line of lines) {
    const [, seconds, ani] = /\s(\d{9,}\.\d+)\s.*sip:([^@;>]+)@/.exec(line) ?? [];
    if (seconds !== undefined && ani !== undefined && !rings.has(ani)) rings.set(ani, Number(seconds) * 1000);
  }
  return rings;
}

/** What is not as it was before the first call; empty when nothing is. */
async function leftovers(floor: MeasuredFloor, agents: number): Promise<string[]> {
  const left: string[] = [];
  await floor.quiet().catch(() => left.push("calls or facts that do not end"));
  const admin = await ApiClient.signIn(floor.tandem, "admin");
  const state = await readLiveState(floor.tandem, admin);
  const idle = state.agents.filter(
    ({ presence, workState, callId }) => presence === "available" && workState === "idle" && callId === null,
  ).length;
  if (idle < agents) left.push(`${agents - idle} agents not idle`);
  const waiting = state.queues.reduce((sum, queue) => sum + queue.waiting, 0);
  if (waiting > 0) left.push(`${waiting} waiting`);
  if (state.calls.length > 0) left.push(`${state.calls.length} calls on the floor`);
  await floor.transactionsEnd();
  const metrics = await readMetrics(floor.tandem);
  for (const name of ["tandem_calls", "tandem_sip_dialogs", "tandem_media_legs", "tandem_sip_transactions"])
    if (metrics.get(name) !== 0) left.push(`${name} ${metrics.get(name)}`);
  return left;
}

/** Time that any core was not idle since the machine started, in ms: proc_stat(5), in hundredths of a second. */
function machineBusyMs(): number {
  const [, user, nice, system, , , irq, softIrq, steal] = readFileSync("/proc/stat", "latin1")
    .split("\n", 1)
    .join()
    .split(/\s+/)
    .map(Number);
  return [user, nice, system, irq, softIrq, steal].reduce<number>((sum, each) => sum + (each ?? 0), 0) * 10;
}

/** Looks once a second as long as the work runs. */
async function watching<T>(work: Promise<T>, look: () => Promise<void>): Promise<T> {
  const over = new AbortController();
  const outcome = work.finally(() => over.abort());
  const looking = (async () => {
    for await (const _ of setInterval(1000, undefined, { signal: over.signal })) await look();
  })();
  await looking.catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  return outcome;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? -1);
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
