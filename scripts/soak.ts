// An hour of calls on loopback: 100 recorded calls at a time, each with sound both ways for some 20 s, again and again. Memory,
// descriptors, sockets and timers of every process must stay flat. The last line is JSON; the exit code is 1 when one does not.
// Run: npm run soak [-- --minutes=57] [--calls=100]
import { parseArgs } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import { endpoints } from "@tandem/contract";
import { numbers } from "../bench/signalling/floor-configuration.ts";
import { MeasuredFloor } from "../bench/signalling/measured-floor.ts";
import { ApiClient } from "../tests/support/api-client.ts";
import { MachineStalls } from "../tests/support/machine-stalls.ts";
import { readMetrics } from "../tests/support/metrics.ts";
import { takeSample } from "./soak/figures.ts";
import type { Figures } from "./soak/figures.ts";
import { floors, judge } from "./soak/flatness.ts";
import { TalkingSink } from "./soak/talking-sink.ts";

/** Its phones register once, for an hour, before the calls begin: sipp cannot refresh from a port that it answers at. */
const mostMinutes = 57;

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    minutes: { type: "string", default: String(mostMinutes) },
    calls: { type: "string", default: "100" },
  },
});
const minutes = Number(options.minutes);
const calls = Number(options.calls);
if (!(minutes > 0 && minutes <= mostMinutes) || !(calls > 0))
  throw new Error(`--minutes is a number up to ${mostMinutes}, --calls one above 0`);

const talkMs = 20_000;
const sampleEveryMs = 5000;
/** Until as many calls are there as wanted. */
const rampMs = talkMs + 5000;
const megabyte = 1024 * 1024;
/**
 * What a figure may gain over the second half: a share of its mean, or at least so much, which is what churn looks like
 * over minutes. V8 lets a heap breathe between collections, 48 MB in five minutes on a machine that has other work: over an
 * hour, 80 MB are 9 KB of each call. What calls keep is measured without garbage by the load test of many calls.
 */
const bounds = {
  controlBytes: { share: 0.08, least: 80 * megabyte },
  bytes: { share: 0.08, least: 16 * megabyte },
  count: { share: 0.08, least: 12 },
  /** Facts wait for the database for a moment, a few of each call: a burst of 200 was seen to be gone in the next look. */
  journalDepth: { share: 0.08, least: 200 },
} as const;

await using stalls = new MachineStalls();
await using sink = await TalkingSink.open();
await using floor = await MeasuredFloor.start({
  inQueue: calls + Math.ceil(calls / 10),
  others: 0,
  mediaWorkers: 1,
  // Two legs of two ports each, and those that rest.
  rtpPorts: 8 * calls + 200,
  sinkPort: sink.port,
  profileFile: undefined,
});
await floor.openQueue(talkMs);
const admin = await ApiClient.signIn(floor.tandem, "admin");
const { media } = await admin.call(endpoints.getSystemStatus);
if (media.pid === null) throw new Error("the media process is not there");
const pids = { control: floor.tandem.pid, media: media.pid };

const lengthMs = minutes * 60_000;
const perSecond = (calls * 1000) / talkMs;
const load = floor.call({
  number: numbers.queue,
  calls: Math.round(perSecond * ((lengthMs + rampMs) / 1000)),
  perSecond,
  patienceMs: 120_000,
});
await pause(rampMs);
const samples: { atMs: number; figures: Figures }[] = [];
for (const endMs = performance.now() + lengthMs; performance.now() < endMs; await pause(sampleEveryMs)) {
  const figures = await takeSample(floor.tandem, pids);
  samples.push({ atMs: performance.now(), figures });
  const shown = Object.entries(figures).map(([name, value]) => `${name} ${inUnits(name, value)}`);
  process.stdout.write(`${(samples.length * sampleEveryMs) / 1000} s: ${shown.join(", ")}\n`);
}
const outcome = await load;
await floor.quiet();

const names = Object.keys(samples[0]?.figures ?? {});
const verdicts = names.map((name) => {
  const series = samples.map(({ atMs, figures }) => ({ atMs, value: figures[name] ?? 0 }));
  if (name === "journalDepth") return [name, judge(series, bounds.journalDepth)] as const;
  if (!name.endsWith("Bytes")) return [name, judge(series, bounds.count)] as const;
  return [name, judge(floors(series), name === "controlBytes" ? bounds.controlBytes : bounds.bytes)] as const;
});
for (const [name, { growth, allowed, isFlat }] of verdicts)
  process.stdout.write(
    `${isFlat ? "flat" : "GROWS"}  ${name}: ${inUnits(name, growth)} of ${inUnits(name, allowed)} allowed\n`,
  );
const grows = verdicts.filter(([, { isFlat }]) => !isFlat).map(([name]) => name);
const stored = await floor.storedCalls(numbers.queue);
const latest = await admin.call(endpoints.listCalls, { query: { limit: "100" } });
const unrecorded = latest.calls.filter(({ hasRecording }) => !hasRecording).length;
const means = Object.fromEntries(verdicts.map(([name, { mean }]) => [name, Math.round(mean)]));
const growth = Object.fromEntries(verdicts.map(([name, verdict]) => [name, Math.round(verdict.growth)]));
// On a machine that others use, control may refuse a call because the processor is busy, and for each second in which
// everything stood still one may be lost: that is no fault of a long run.
const stalledSeconds = Math.floor(stalls.totalMs / 1000);
const refusedBusy = (await readMetrics(floor.tandem)).get("tandem_calls_refused_busy_total") ?? 0;
const made = {
  calls: outcome.successful,
  failed: outcome.failed,
  refusedBusy,
  stalledSeconds,
  stored,
  unrecorded,
};
const packets = { sent: sink.sent, received: sink.received };
const isFine = grows.length === 0 && outcome.failed <= refusedBusy + stalledSeconds && unrecorded === 0;
process.exitCode = isFine ? 0 : 1;
process.stdout.write(`${JSON.stringify({ minutes, ok: isFine, ...made, packets, means, growth, grows })}\n`);

function inUnits(name: string, value: number): string {
  return name.endsWith("Bytes") ? `${(value / 1024 / 1024).toFixed(1)} MB` : value.toFixed(0);
}
