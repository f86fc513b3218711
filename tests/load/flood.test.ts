// Twenty thousand bad REGISTERs and INVITEs in ten seconds from fifty addresses, while fifty good calls run: no good
// call fails, a good INVITE is answered soon, the sources are banned, and nothing is kept of it all.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { endpoints } from "@tandem/contract";
import { flood, TimedCaller } from "../peers/flood.ts";
import { runSipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { setTrunkAddresses } from "../support/configuration.ts";
import { readMetrics } from "../support/metrics.ts";
import { MachineStalls } from "../support/machine-stalls.ts";
import { cpuMs } from "../support/process-figures.ts";
import { collectingEntry, reachableBytes } from "../support/reachable-memory.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

const badMessages = 20_000;
const sources = 50;
const floodMs = 10_000;
const goodCalls = 50;
/** Calls by the clock, besides the fifty. */
const timedCalls = 100;
/** The aim is 100 ms; machines that run tests stand still now and then. */
const maxFirstResponseMs = 400;
/** Of the time of the flood. */
const maxStalledShare = 0.1;
/** 64*T1, and some for a busy machine: what was answered without an ACK is kept that long (RFC 3261 §17.2.1). */
const transactionsEndMs = 45_000;
const megabyte = 1024 * 1024;
/** What compiled code and the list of bans take; 20,000 messages of 500 bytes kept would be as much again. */
const maxGrowth = 10 * megabyte;

test("a flood of bad requests leaves good calls as they are", async (context) => {
  // Every loopback address but this one is a stranger's.
  await using tandem = await startTandem({
    entry: collectingEntry,
    env: { TANDEM_LOG_LEVEL: "info" },
    prepare: (set) => setTrunkAddresses(set, ["127.0.0.1"]),
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  // The first calls bring code into shape.
  await placeCalls(tandem, 5, 500);
  const bytesBefore = await reachableBytes(tandem);
  const receivedBefore = await metric(tandem, "tandem_sip_messages_received_total");

  const calls = placeCalls(tandem, goodCalls, floodMs + 3_000);
  await until("the good calls run", async () => (await metric(tandem, "tandem_calls")) === goodCalls, 15_000);
  const cpuBefore = cpuMs(tandem.pid);
  using timed = await TimedCaller.open(tandem.ports.sip);
  await using stalls = new MachineStalls();
  const [answers] = await Promise.all([
    flood({ toPort: tandem.ports.sip, sources, messages: badMessages, durationMs: floodMs }),
    callSteadily(timed),
  ]);
  const figures = { cpuMs: cpuMs(tandem.pid) - cpuBefore, stalledMs: Math.round(stalls.totalMs) };
  await until("every timed call was answered", () => timed.unanswered === 0);
  const received = (await metric(tandem, "tandem_sip_messages_received_total")) - receivedBefore;
  const p99 = timed.tookMs[Math.ceil(timedCalls * 0.99) - 1] ?? Number.POSITIVE_INFINITY;
  const refused = timed.statuses.filter((status) => status !== 200);
  context.diagnostic(`${received} messages received, ${answers} of ${badMessages} bad ones answered`);
  context.diagnostic(
    `first response: median ${timed.tookMs[timedCalls / 2]?.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  );
  context.diagnostic(
    `control took ${figures.cpuMs} ms of ${floodMs}; the machine stood still for ${figures.stalledMs} ms`,
  );
  const outcome = await calls;
  assert.deepEqual([outcome.failed, outcome.successful, outcome.errors], [0, goodCalls, ""]);
  assert.ok(received > badMessages * 0.9, `only ${received} of the messages arrived`);
  assert.ok(answers < badMessages / 10, `${answers} bad messages were answered`);
  assert.ok(figures.cpuMs < floodMs / 2, "the flood takes more than half of a processor");
  // A machine that serves others too stops everybody now and then: then control may take itself for overloaded.
  if (figures.stalledMs < floodMs * maxStalledShare) {
    assert.deepEqual(refused, []);
    assert.ok(p99 < maxFirstResponseMs, `p99 of the first response is ${p99} ms`);
  } else context.diagnostic(`too busy a machine to judge: ${refused.length} timed calls were refused`);

  const { bans, facts } = await admin.call(endpoints.getNodeSecurity);
  assert.equal(bans.length, sources);
  assert.ok(bans.every(({ source }) => source.startsWith("127.0.1.")));
  assert.ok(facts.some(({ kind }) => kind === "banned"));
  await until(
    "every transaction ended",
    async () => (await metric(tandem, "tandem_sip_transactions")) === 0,
    transactionsEndMs,
  );
  const kept = (await reachableBytes(tandem)) - bytesBefore;
  context.diagnostic(`${(kept / megabyte).toFixed(1)} MB more than before`);
  assert.ok(kept < maxGrowth, `${kept} bytes kept`);

  const [first] = bans;
  assert.ok(first);
  await admin.call(endpoints.deleteBan, { params: { source: first.source } });
  const after = await admin.call(endpoints.getNodeSecurity);
  assert.deepEqual([after.bans.length, after.facts[0]?.kind], [sources - 1, "unbanned"]);
});

async function placeCalls(tandem: Tandem, calls: number, talkMs: number) {
  const remote = `127.0.0.1:${tandem.ports.sip}`;
  return runSipp({
    scenario: "uac-queue-call",
    remote,
    service: "4000",
    calls,
    callsPerSecond: 20,
    talkMs,
    timeoutMs: 60_000,
  });
}

async function callSteadily(timed: TimedCaller): Promise<void> {
  for (let count = 0; count < timedCalls; count++) {
    timed.call("4000");
    await setTimeout(floodMs / timedCalls);
  }
}

async function metric(tandem: Tandem, name: string): Promise<number> {
  return (await readMetrics(tandem)).get(name) ?? 0;
}
